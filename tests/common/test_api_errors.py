"""The one shape of the API's errors."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import server_error
from common.errors import AppError, StorageUnavailable
from common.request_id import RequestIdFilter

pytestmark = pytest.mark.django_db


class Inner(serializers.Serializer):
    title = serializers.CharField(max_length=3)


class Outer(serializers.Serializer):
    name = serializers.CharField()
    photos = Inner(many=True)


class Broken(APIView):
    permission_classes = []
    error = None

    def get(self, request):
        raise type(self).error

    def post(self, request):
        serializer = Outer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({})


def not_for_programs(request):
    raise ZeroDivisionError


urlpatterns = [path("broken/", Broken.as_view()), path("api/broken/", not_for_programs)]
handler500 = "common.api.server_error"


@pytest.fixture
def broken(settings, client):
    settings.ROOT_URLCONF = __name__

    def ask(error):
        Broken.error = error
        return client.get("/broken/")

    yield ask
    Broken.error = None


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (AppError("No."), 400, "error"),
        (AppError("No.", code="taken", status=409), 409, "taken"),
        (Http404("secret"), 404, "not_found"),
        (exceptions.NotFound("secret"), 404, "not_found"),
        (PermissionDenied("secret"), 403, "permission_denied"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (ValidationError("No."), 400, "invalid"),
        (exceptions.ValidationError("No."), 400, "invalid"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.UnsupportedMediaType("x/y"), 415, "unsupported_media_type"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.Throttled(12), 429, "throttled"),
        (RequestDataTooBig(), 413, "too_large"),
        (SuspiciousOperation("secret"), 400, "bad_request"),
        (StorageUnavailable("secret"), 503, "storage_unavailable"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_every_error_has_the_same_shape(broken, error, status, code):
    answer = broken(error)
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert body["type"] == "about:blank" and body["title"] and body["detail"]
    assert body["request_id"] == answer["X-Request-ID"]
    assert "secret" not in answer.content.decode()


def test_who_has_to_wait_is_told_how_long(broken):
    answer = broken(exceptions.Throttled(12))
    assert (answer["Retry-After"], answer.json()["retry_after"]) == ("12", 12)


def test_an_apps_own_wait_is_told_too(broken):
    class TooMany(AppError):
        status, code, retry_after = 429, "too_many", 7

    answer = broken(TooMany("Too often."))
    assert (answer["Retry-After"], answer.json()["retry_after"]) == ("7", 7)


def test_each_field_that_is_wrong_has_an_entry(settings, client):
    settings.ROOT_URLCONF = __name__
    body = {"photos": [{"title": "abc"}, {"title": "abcd"}, {}, 5]}
    answer = client.post("/broken/", json.dumps(body), "application/json")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("name", "required"),
        ("photos.1.title", "max_length"),
        ("photos.2.title", "required"),
        ("photos.3", "invalid"),
    ]


def test_djangos_own_validation_names_its_fields(broken):
    answer = broken(ValidationError({"name": ["Too odd."], "__all__": [ValidationError("No.", code="odd")]}))
    assert answer.json()["errors"] == [
        {"field": "name", "message": "Too odd.", "code": "invalid"},
        {"field": "", "message": "No.", "code": "odd"},
    ]


def test_what_is_our_own_fault_is_not_hidden(broken):
    with pytest.raises(ZeroDivisionError):
        broken(ZeroDivisionError())


@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v1/auth/token", "/api/v9/x/%00"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_is_none_answers_as_json_too(client, address, method):
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Content-Type"] == "application/problem+json"


def test_what_breaks_below_the_api_answers_as_json():
    answer = server_error(RequestFactory().get("/api/v1/x/"))
    body = json.loads(answer.content)
    assert (answer.status_code, body["code"], body["status"]) == (500, "server_error", 500)


def test_what_breaks_elsewhere_is_a_page():
    assert server_error(RequestFactory().get("/albums/"))["Content-Type"].startswith("text/html")


def test_an_answer_carries_the_id_that_the_proxy_gave(client):
    assert (
        client.get("/robots.txt", headers={"X-Request-ID": "proxy-0123.ab_c"})["X-Request-ID"]
        == "proxy-0123.ab_c"
    )


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f g", "x\ty-0123456789", "<script>12345", "中文中文中文中文"]
)
def test_an_id_that_could_do_harm_is_replaced(client, given):
    found = client.get("/robots.txt", headers={"X-Request-ID": given})["X-Request-ID"]
    assert found != given and len(found) == 32


def test_a_line_of_the_log_carries_the_id(client):
    client.get("/robots.txt", headers={"X-Request-ID": "proxy-0123"})
    record = logging.LogRecord("x", logging.INFO, "x", 1, "x", None, None)
    assert RequestIdFilter().filter(record)
    assert record.request_id == "proxy-0123"


def test_no_method_of_an_address_that_is_none_asks_for_a_csrf_token():
    client = Client(enforce_csrf_checks=True)
    for method in ("get", "post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/comments/no-number/pin/")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), method


@pytest.mark.parametrize("path", ["tags/%00/", "users/%00/", "users/a%00b/follow/", "photos/1/tags/%00/"])
def test_a_nul_in_an_address_is_not_found(client, owner, path):
    """PostgreSQL does not take it."""
    client.force_login(owner)
    answer = client.put(f"/api/v1/{path}") if path.startswith("photos") else client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/tags/%00/", "/albums/%00/", "/%00/", "/people/%00/"])
def test_nor_in_that_of_a_page(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["comments/", "albums/", "me/", "search/"])
def test_views_are_described_by_the_schema_alone(client, owner, path):
    """What REST framework makes up at OPTIONS failed where a serializer takes rows that are no models."""
    client.force_login(owner)
    assert client.options(f"/api/v1/{path}").status_code == 405
