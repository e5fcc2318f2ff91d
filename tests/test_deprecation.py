"""An address that is going away says so (RFC 9745, RFC 8594)."""

from datetime import UTC, datetime

import pytest
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

from common.deprecation import Deprecated

pytestmark = pytest.mark.django_db


class Old(Deprecated, APIView):
    permission_classes = []
    deprecated_at = datetime(2026, 6, 1, tzinfo=UTC)
    sunset = datetime(2027, 6, 1, 12, tzinfo=UTC)
    deprecation_link = "https://photos.example.com/docs/old"
    successor = "/api/v1/new/"

    def get(self, request):
        return Response({}, headers={"Link": '</x>; rel="next"'})


class Older(Deprecated, APIView):
    permission_classes = []
    deprecated_at = datetime(2026, 6, 1, tzinfo=UTC)


urlpatterns = [path("api/old/", Old.as_view()), path("api/older/", Older.as_view())]


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = __name__


def test_it_says_since_when_until_when_and_what_instead(client):
    answer = client.get("/api/old/")
    assert answer["Deprecation"] == "@1780272000"
    assert answer["Sunset"] == "Tue, 01 Jun 2027 12:00:00 GMT"
    assert answer["Link"] == (
        '</x>; rel="next", <https://photos.example.com/docs/old>; rel="deprecation"; type="text/html", '
        '</api/v1/new/>; rel="successor-version"'
    )


def test_errors_say_it_too_and_what_is_not_known_is_left_out(client):
    answer = client.get("/api/older/")
    assert (answer.status_code, answer["Deprecation"]) == (405, "@1780272000")
    assert "Sunset" not in answer and "Link" not in answer


def test_nothing_else_does(client, settings):
    settings.ROOT_URLCONF = "config.urls"
    assert "Deprecation" not in client.get("/api/v1/albums/")
