"""A POST that is sent again with its Idempotency-Key makes nothing twice."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import path
from django.utils import timezone
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from common import idempotency
from common.api import JSONParser
from common.idempotency import Idempotent
from common.models import KeptAnswer
from community.models import AlbumComment, Report
from galleries.models import ShareLink
from jobs import registry
from tests.factories import make_album, make_user
from tests.parallel import all_at_once
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db


class Making(Idempotent, APIView):
    """Counts how often it is done, and answers what the test wants."""

    parser_classes = [JSONParser, MultiPartParser]
    made = 0
    error = None
    status = 201

    def post(self, request, name="x"):
        type(self).made += 1
        if self.error is not None:
            raise self.error
        sizes = {name: len(file.read()) for name, file in request.FILES.items()}
        return Response({"made": self.made, "sizes": sizes}, status=self.status)


urlpatterns = [path("api/making/", Making.as_view()), path("api/other/", Making.as_view())]
handler500 = "common.api.server_error"


@pytest.fixture
def making(settings):
    settings.ROOT_URLCONF = __name__
    yield Making
    Making.made, Making.error, Making.status = 0, None, 201


@pytest.fixture
def program(owner):
    return bearer(owner)


def post(client, body=None, key="key-1", where="/api/making/", **more):
    return client.post(
        where, json.dumps(body or {}), "application/json", headers={"Idempotency-Key": key}, **more
    )


def send(client, key="key-1", name="a.jpg", content=b"bytes", **fields):
    sent = {"file": SimpleUploadedFile(name, content), **fields}
    return client.post("/api/making/", sent, headers={"Idempotency-Key": key})


def test_the_same_again_is_answered_as_before(making, program):
    first, second = post(program, {"a": 1}), post(program, {"a": 1})
    assert (first.status_code, first.json()["made"]) == (201, 1)
    assert (second.status_code, second.content, second["Content-Type"]) == (
        201,
        first.content,
        first["Content-Type"],
    )
    assert second["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert making.made == 1


def test_the_order_of_fields_does_not_matter(making, program):
    assert post(program, {"a": 1, "b": 2}).json() == post(program, {"b": 2, "a": 1}).json()


def test_another_request_with_the_same_key_is_refused(making, program):
    post(program, {"a": 1})
    for answer in (post(program, {"a": 2}), post(program, {"a": 1}, where="/api/other/")):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
        assert answer["Content-Type"] == "application/problem+json"
    assert making.made == 1


def test_another_key_and_no_key_do_it_again(making, program):
    post(program)
    post(program, key="key-2")
    program.post("/api/making/", "{}", "application/json")
    assert making.made == 3


def test_each_person_has_keys_of_her_own(making, program, stranger):
    post(program)
    assert post(bearer(stranger)).json()["made"] == 2


def test_a_guests_key_counts_for_nothing(making, client):
    assert post(client).status_code == 401
    assert not KeptAnswer.objects.exists()


def test_while_the_first_runs_the_second_waits(making, program):
    post(program)
    KeptAnswer.objects.update(status=None)
    answer = post(program)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_running")
    assert int(answer["Retry-After"]) >= 1
    assert making.made == 1


def test_what_a_killed_process_left_behind_is_taken_over(making, program):
    post(program)
    KeptAnswer.objects.update(status=None, started_at=timezone.now() - timedelta(minutes=11))
    assert post(program).json()["made"] == 2
    assert post(program)["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (400, 1), (403, 1), (404, 1), (422, 1), (409, 2), (429, 2),
                                              (500, 2), (503, 2)])  # fmt: skip
def test_faults_and_passing_states_are_not_kept(making, program, status, kept):
    making.status = status
    post(program)
    assert post(program).status_code == status
    assert making.made == kept


def test_a_request_that_breaks_can_be_sent_again(making, program):
    making.error = ZeroDivisionError()
    program.raise_request_exception = False
    assert post(program).status_code == 500
    making.error = None
    assert post(program).json()["made"] == 2


def test_after_a_day_the_key_is_free(making, program):
    post(program, {"a": 1})
    KeptAnswer.objects.update(started_at=timezone.now() - timedelta(hours=23))
    assert post(program, {"a": 2}).status_code == 422
    KeptAnswer.objects.update(started_at=timezone.now() - timedelta(hours=25))
    assert post(program, {"a": 2}).json()["made"] == 2
    assert post(program, {"a": 2})["Idempotency-Replayed"] == "true"


def test_old_answers_are_swept_each_day(making, program):
    post(program)
    post(program, key="key-2")
    KeptAnswer.objects.filter(pk=KeptAnswer.objects.earliest("pk").pk).update(
        started_at=timezone.now() - timedelta(hours=25)
    )
    idempotency.sweep()
    assert KeptAnswer.objects.count() == 1
    assert registry.periods()["sweep_kept_answers"] == timedelta(days=1)
    assert registry.label("sweep_kept_answers") == "Forget old answers of the API"


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ключ", "a\x00b", "a\x7fb"])
def test_a_key_that_is_none_is_an_error(making, program, key):
    answer = post(program, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")
    assert making.made == 0


@pytest.mark.parametrize("key", ["x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
def test_any_other_key_will_do(making, program, key):
    assert post(program, key=key).json() == post(program, key=key).json()


@pytest.mark.parametrize(
    "body", ["{", '{"a":' * 5000, '"\\ud800"', "[1e999]", "null", "5", '{"a": "\\u0000"}']
)
def test_no_body_breaks_it(making, program, body):
    for _ in range(2):
        answer = program.post("/api/making/", body, "application/json", headers={"Idempotency-Key": "k"})
        assert answer.status_code in (201, 400)
    assert making.made <= 1


def test_a_file_is_part_of_the_body_and_still_whole_for_the_view(making, program):
    large = b"x" * 3_000_000  # lies in a file while it is looked at
    first = send(program, content=large, title="a")
    assert first.json() == {"made": 1, "sizes": {"file": 3_000_000}}
    assert send(program, content=large, title="a").content == first.content
    for other in ({"content": large[1:], "title": "a"}, {"content": large, "title": "b"}, {"content": large},
                  {"content": large, "title": "a", "name": "b.jpg"}):  # fmt: skip
        assert send(program, **other).status_code == 422
    assert making.made == 1


def test_the_database_holds_neither_key_nor_answer(making, program):
    post(program, key="my-secret-key")
    row = KeptAnswer.objects.values().get()
    assert not any(word in str(row) for word in ("my-secret-key", '"made"', "sizes"))


def test_a_new_secret_key_reads_old_answers_while_it_knows_the_old(making, program, settings, owner):
    post(program)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert post(bearer(owner))["Idempotency-Replayed"] == "true"
    settings.SECRET_KEY_FALLBACKS = []
    assert post(bearer(owner)).status_code == 422
    assert making.made == 1


# --- the site's own --------------------------------------------------------------------------------


def test_a_comment_is_written_once(public_album, stranger):
    program, body = bearer(stranger), {"album": public_album.pk, "text": "Once!"}
    answers = [post(program, body, where="/api/v1/comments/") for _ in range(3)]
    assert {(answer.status_code, answer.json()["id"]) for answer in answers} == {
        (201, answers[0].json()["id"])
    }
    assert AlbumComment.objects.count() == 1


def test_a_link_that_is_told_once_is_told_again_to_who_has_the_key(public_album, owner, program):
    where = f"/api/v1/albums/{public_album.pk}/links/"
    answers = [post(program, {"label": "Mei"}, where=where) for _ in range(2)]
    assert answers[0].json()["token"] == answers[1].json()["token"]
    assert ShareLink.objects.count() == 1
    assert answers[1]["Cache-Control"] == "no-store"


def test_a_report_counts_once(public_album, stranger):
    body = {"album": public_album.pk, "reason": "spam"}
    for _ in range(2):
        assert post(bearer(stranger), body, where="/api/v1/reports/").status_code == 201
    assert Report.objects.count() == 1


def test_what_is_wrong_with_a_body_is_told_again(public_album, stranger):
    for replayed in (False, True):
        answer = post(bearer(stranger), {"album": public_album.pk}, where="/api/v1/comments/")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert ("Idempotency-Replayed" in answer) == replayed


@pytest.mark.parametrize("where", ["me/tokens/", "auth/token/"])
def test_answers_with_secrets_of_an_account_are_never_kept(owner, client, where):
    client.force_login(owner)
    for _ in range(2):
        post(client, {"name": "x", "scopes": ["read"]}, where=f"/api/v1/{where}")
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one_comment(owner):
    album, voice = make_album(owner=owner), make_user("voice")
    program = bearer(voice)
    headers = dict(program.defaults)

    def write(number):
        client = type(program)(**headers)
        return post(client, {"album": album.pk, "text": "Once!"}, where="/api/v1/comments/").status_code

    statuses = all_at_once(write, range(50))
    assert set(statuses) <= {201, 409} and 201 in statuses
    assert AlbumComment.objects.count() == 1
    assert KeptAnswer.objects.get().status == 201
    assert write(51) == 201
