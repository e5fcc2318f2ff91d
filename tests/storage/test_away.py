"""A view that meets a storage which does not answer: 503, and when to come back."""

import pytest
from django.test import RequestFactory

from common.errors import StorageRefused, StorageUnavailable
from common.storage_away import StorageUnavailableMiddleware


def answer(path="/albums/mist/", error=None, **headers):
    request = RequestFactory().get(path, headers=headers)
    return StorageUnavailableMiddleware(lambda request: None).process_exception(
        request, error or StorageUnavailable("originals/secret-name.jpg: 503")
    )


@pytest.fixture
def visit(client, public_album, monkeypatch):
    """What a visitor gets from an album page that meets the error."""

    def go(error):
        def serve(*args, **kwargs):
            raise error

        monkeypatch.setattr(type(public_album), "serve", serve)
        return client.get(public_album.url, headers={"accept": "text/html,*/*"})

    return go


@pytest.mark.parametrize("error", [StorageUnavailable, StorageRefused])
def test_people_get_a_page_that_says_so(visit, error):
    response = visit(error("originals/secret-name.jpg: 503"))
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Content-Type"].startswith("text/html")
    assert "cannot be reached" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert b"secret-name" not in response.content


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/photos/1/", {}),
        ("/albums/mist/", {"accept": "application/json"}),
        ("/admin/images/multiple/add/", {"x-requested-with": "XMLHttpRequest"}),
    ],
)
def test_programs_get_a_problem(path, headers):
    response = answer(path, **headers)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert response["Content-Type"] == "application/problem+json"
    assert b'"storage_unavailable"' in response.content
    assert b"secret-name" not in response.content


def test_other_errors_go_on_as_they_are():
    assert answer(error=FileNotFoundError("one.jpg")) is None
