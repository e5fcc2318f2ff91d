"""Which other sites' pages may read the API's answers: those that the operator names, and never with the cookie."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.django_db
APP = "https://app.example.com"


@pytest.fixture
def named(settings):
    settings.CORS_ALLOWED_ORIGINS = [APP]


def ask(client, path="/api/v1/albums/", origin=APP):
    return client.get(path, headers={"Origin": origin})


def test_none_unless_named(client):
    assert not any(name.lower().startswith("access-control") for name in ask(client).headers)


def test_a_named_origin_reads_answers_and_our_headers(client, named):
    answer = ask(client)
    assert answer["Access-Control-Allow-Origin"] == APP
    exposed = {name.strip().lower() for name in answer["Access-Control-Expose-Headers"].split(",")}
    assert {"etag", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id", "idempotency-replayed",
            "deprecation", "sunset", "link"} <= exposed  # fmt: skip
    assert "Access-Control-Allow-Credentials" not in answer
    assert "origin" in answer["Vary"].lower()


def test_errors_can_be_read_too(client, named):
    for path in ("/api/v1/me/", "/api/v1/nothing/"):
        assert ask(client, path)["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.com", "http://app.example.com", "https://app.example.com.evil.com", "null", "x"],
)
def test_no_other_origin_does(client, named, origin):
    assert "Access-Control-Allow-Origin" not in ask(client, origin=origin)


@pytest.mark.parametrize("path", ["/", "/albums/", "/accounts/login/", "/apiary/", "/search/?q=/api/"])
def test_nothing_but_the_api_is_opened(client, named, path):
    assert "Access-Control-Allow-Origin" not in ask(client, path)


def test_a_browser_may_ask_before(client, named):
    headers = {"Origin": APP, "Access-Control-Request-Method": "PATCH",
               "Access-Control-Request-Headers": "authorization,idempotency-key,if-match"}  # fmt: skip
    answer = client.options("/api/v1/albums/1/", headers=headers)
    assert answer.status_code == 200
    assert "PATCH" in answer["Access-Control-Allow-Methods"]
    allowed = answer["Access-Control-Allow-Headers"]
    assert all(name in allowed for name in ("authorization", "idempotency-key", "if-match", "if-none-match"))
    assert int(answer["Access-Control-Max-Age"]) > 0


def test_the_variable_names_the_origins():
    code = "from django.conf import settings; print(settings.CORS_ALLOWED_ORIGINS, settings.CORS_ALLOW_CREDENTIALS)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": "", "CORS_ORIGINS": f"{APP}, https://b.example", "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.strip() == f"['{APP}', 'https://b.example'] False"
