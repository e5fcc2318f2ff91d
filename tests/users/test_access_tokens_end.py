"""Wrong personal access tokens, and how right ones end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobs import registry
from tests.factories import make_user
from tests.users.app import PASSWORD, App
from tests.users.bearer import bearer
from tests.users.programs import made, opens, with_token
from users import access_tokens
from users.actions import my_data
from users.models import PersonalToken, SecurityEvent

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/me/tokens/"
NEW = "another-secret-9"


# --- wrong ones -----------------------------------------------------------------------------------


def wrong_tokens(token):
    key = token[:13]
    return [
        "vt_", "vt_a", f"{key}_", key + "_" + "A" * 43, token[:-1], token + "A", token.replace("vt_", "vt_0"),
        token.upper(), token + "\x00", "vt_" + "é" * 54, "vt_" + "A" * 5000,
    ]  # fmt: skip


def test_whatever_is_wrong_the_answer_is_one(person):
    _row, token = access_tokens.make(user=person, name="x", scopes=["read"], expires_at=None)
    for wrong in wrong_tokens(token):
        answer = with_token(wrong).get("/api/v1/me/")
        assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid"), wrong
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert opens(with_token(token))


def test_wrong_ones_are_counted_and_right_ones_are_let_in_all_the_same(person, settings):
    settings.LIMITS = {**settings.LIMITS, "token_network": "2/15m"}
    _row, program = made(person)
    wrong = with_token("vt_0123456789_" + "A" * 43)
    assert [wrong.get("/api/v1/albums/").status_code for _ in range(3)] == [401, 401, 429]
    assert opens(program)
    elsewhere = Client(headers={"Authorization": "Bearer vt_x"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.get("/api/v1/albums/").status_code == 401


def test_it_is_one_query_and_an_update_an_hour(person, django_assert_num_queries):
    row, program = made(person)
    with django_assert_num_queries(2):
        program.get("/api/v1/me/")
    with django_assert_num_queries(1):
        program.get("/api/v1/me/")
    row.refresh_from_db()
    assert row.last_used_at is not None


# --- the end --------------------------------------------------------------------------------------


def revoke_it(person, row):
    assert bearer(person).delete(f"{TOKENS}{row.pk}/").status_code == 204


def change_the_password(person, row):
    app = App(person)
    assert app.post("password_change", as_person=True, old=PASSWORD, new=NEW).status_code == 200


def change_the_password_in_the_database(person, row):
    person.set_password(NEW)
    type(person).objects.filter(pk=person.pk).update(password=person.password)


def disable(person, row):
    person.is_active = False
    person.save()


def disable_and_enable(person, row):
    disable(person, row)
    person.is_active = True
    person.save()


def ask_for_deletion_and_come_back(person, row):
    my_data.ask_for_deletion(user=person, remove_comments=False)
    my_data.take_back_deletion(user=person)


def delete(person, row):
    person.delete()


ENDS = [
    revoke_it, change_the_password, change_the_password_in_the_database, disable, disable_and_enable,
    ask_for_deletion_and_come_back, delete,
]  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_it_ends_at_the_next_request(person, end):
    row, program = made(person)
    _row, others = made(make_user("zhou"))
    assert opens(program)
    end(person, row)
    assert not opens(program)
    assert opens(others)


def test_it_ends_when_its_time_is_over(person, clock):
    _row, program = made(person, expires_at=timezone.now() + timedelta(days=1))
    assert opens(program)
    clock.forward(days=1, seconds=1)
    assert not opens(program)


def test_signing_out_everywhere_leaves_programs_alone(person, web):
    _row, program = made(person)
    web.post("/api/v1/auth/logout-all/")
    assert opens(program)


def test_the_list_says_what_ended_without_her_doing(web, person):
    made(person, name="old", expires_at=timezone.now() - timedelta(days=1))
    made(person, name="good")
    access_tokens.end_all(make_user("zhou"), "disabled")
    row, _program = made(person, name="by password")
    PersonalToken.objects.filter(pk=row.pk).update(auth_hash="of an older password")
    states = {row["name"]: row["state"] for row in web.get(TOKENS).json()["results"]}
    assert states == {"old": "expired", "good": "active", "by password": "revoked"}


def test_revoking_is_logged_and_takes_it_off_the_list(web, person):
    row, _program = made(person)
    web.delete(f"{TOKENS}{row.pk}/")
    assert web.get(TOKENS).json()["results"] == []
    assert SecurityEvent.objects.get(kind="token_revoked").detail == {"token": "PicGo", "key": row.prefix}
    assert web.delete(f"{TOKENS}{row.pk}/").status_code == 404


def test_somebody_elses_looks_like_none(web):
    row, program = made(make_user("zhou"))
    assert web.delete(f"{TOKENS}{row.pk}/").status_code == 404
    assert web.get(TOKENS).json()["results"] == []
    assert opens(program)


def test_what_ended_a_month_ago_is_forgotten(person):
    for days in (29, 31):
        row, _program = made(person, name=f"expired {days}", expires_at=timezone.now() - timedelta(days=days))
        row, _program = made(person, name=f"revoked {days}")
        PersonalToken.objects.filter(pk=row.pk).update(revoked_at=timezone.now() - timedelta(days=days))
    made(person, name="good")
    registry.get("sweep_access_tokens").work(0, lambda percent: None)
    assert set(PersonalToken.objects.values_list("name", flat=True)) == {"expired 29", "revoked 29", "good"}
