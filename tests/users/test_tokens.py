"""What simplejwt's own tests ask of its views, asked of ours; and what ours do beyond."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from tests.factories import make_user
from tests.users.app import PASSWORD, App
from users.models import SecurityEvent, Session
from users.tokens import AccessToken, RefreshToken, pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("lin")


@pytest.fixture
def app(person):
    return App(person)


def fields(answer):
    assert answer.status_code == 400, answer.content
    assert answer.json()["code"] == "invalid"
    return {error["field"] for error in answer.json()["errors"]}


def refused(answer, code="token_not_valid"):
    assert answer.status_code == 401, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["detail"]
    return answer.json()["code"] == code


def expired(token_class, session):
    token = token_class.for_user(session.user)
    token["sid"], token["jti"] = str(session.pk), session.refresh_jti
    token.set_exp(lifetime=-timedelta(seconds=1))
    return str(token)


def without_end(token_class, session):
    token = token_class.for_user(session.user)
    token["sid"], token["jti"] = str(session.pk), session.refresh_jti
    del token["exp"]
    return str(token)


# --- token_obtain_pair ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({}, {"username", "password"}),
        ({"username": "lin"}, {"password"}),
        ({"password": PASSWORD}, {"username"}),
    ],
)
def test_obtaining_names_the_fields_that_are_missing(person, body, missing):
    assert fields(App().post("token_obtain_pair", **body)) == missing


def test_a_wrong_password_is_refused(person):
    assert refused(App().post("token_obtain_pair", username="lin", password="lin"), "wrong_credentials")
    assert not Session.objects.exists()


def test_a_disabled_account_is_refused_like_a_wrong_password(person):
    wrong = App().post("token_obtain_pair", username="lin", password="wrong").json()
    type(person).objects.update(is_active=False)
    closed = App().post("token_obtain_pair", username="lin", password=PASSWORD)
    assert closed.status_code == 401
    assert {**closed.json(), "request_id": ""} == {**wrong, "request_id": ""}


@pytest.mark.parametrize("form", ["json", "multipart"])
def test_name_and_password_give_two_tokens(person, form):
    body = {"username": "lin", "password": PASSWORD}
    answer = APIClient().post(reverse("token_obtain_pair"), body, format=form)
    assert answer.status_code == 200
    assert {"access", "refresh"} <= set(answer.json())
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["lin", "lin@example.org", "LIN@Example.org", "+86 138 0000 0001"])
def test_any_of_her_names_will_do(person, name):
    type(person).objects.update(phone="+8613800000001", phone_verified=True)
    assert App().post("token_obtain_pair", login=name, password=PASSWORD).status_code == 200


def test_signing_in_by_an_app_is_noted_as_the_last_sign_in(person):
    assert person.last_login is None
    before = timezone.now()
    App(person)
    person.refresh_from_db()
    assert person.last_login >= before


def test_the_app_may_say_what_it_is_called(person):
    App(person, device="Lin's phone")
    session = Session.objects.get()
    assert (session.kind, session.device) == ("api", "Lin's phone")


def test_a_stale_token_in_the_header_does_not_stand_in_the_way_of_a_new_one(person):
    app = App()
    app.access = "stale"
    answer = app.post("token_obtain_pair", as_person=True, username="lin", password=PASSWORD)
    assert answer.status_code == 200


# --- token_refresh --------------------------------------------------------------------------------


def test_refreshing_asks_for_the_token():
    assert fields(App().post("token_refresh")) == {"refresh"}


@pytest.mark.parametrize("make", [expired, without_end])
@pytest.mark.parametrize("name", ["token_refresh", "token_blacklist"])
def test_a_refresh_token_that_ran_out_or_never_would_is_refused(app, make, name):
    token = make(RefreshToken, Session.objects.get())
    assert refused(App().post(name, refresh=token))
    assert app.is_in()


def test_refreshing_gives_a_new_access_token_of_ten_minutes_in_the_same_session(app):
    old = AccessToken(app.access)
    app.keep(app.renew())
    new = AccessToken(app.access)
    assert new["exp"] - new["iat"] == 600
    assert new["jti"] != old["jti"] and new["sid"] == old["sid"]
    assert app.is_in()


def test_refreshing_gives_a_new_refresh_token_and_makes_the_session_longer(app):
    Session.objects.update(expires_at=timezone.now() + timedelta(days=1))
    first = app.refresh
    app.keep(app.renew())
    assert app.refresh != first
    assert Session.objects.get().expires_at > timezone.now() + timedelta(days=29)
    assert app.renew().status_code == 200


def test_a_refresh_token_that_is_used_again_ends_the_session(app):
    stolen = app.refresh
    app.keep(app.renew())
    assert refused(App().post("token_refresh", refresh=stolen))
    assert not app.is_in()
    assert refused(app.renew())
    assert Session.objects.get().ended_why == "token_reused"
    assert SecurityEvent.objects.filter(kind="token_reused").count() == 1


def test_a_forged_token_ends_nothing(app, settings):
    forged = app.refresh[:-4] + ("AAAA" if app.refresh[-4:] != "AAAA" else "BBBB")
    assert refused(App().post("token_refresh", refresh=forged))
    assert app.is_in()


def test_an_access_token_refreshes_nothing(app):
    assert refused(App().post("token_refresh", refresh=app.access))


def test_a_person_who_is_gone_is_refused_and_nothing_breaks(app, person):
    person.delete()
    assert refused(app.renew())
    assert refused(app.get())


# --- token_verify ---------------------------------------------------------------------------------


def test_verifying_asks_for_the_token():
    assert fields(App().post("token_verify")) == {"token"}


@pytest.mark.parametrize("make", [expired, without_end])
@pytest.mark.parametrize("token_class", [AccessToken, RefreshToken])
def test_verifying_refuses_a_token_that_ran_out_or_never_would(app, make, token_class):
    assert refused(App().post("token_verify", token=make(token_class, Session.objects.get())))


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_verifying_takes_tokens_of_both_kinds_and_says_nothing_more(app, kind):
    answer = App().post("token_verify", token=getattr(app, kind))
    assert answer.status_code == 200
    assert answer.json() == {}


def test_verifying_uses_nothing_up(app):
    App().post("token_verify", token=app.refresh)
    assert app.renew().status_code == 200


def test_verifying_refuses_a_used_token_and_ends_nothing(app):
    used = app.refresh
    app.keep(app.renew())
    assert refused(App().post("token_verify", token=used))
    assert app.is_in()


# --- token_blacklist ------------------------------------------------------------------------------


def test_signing_out_asks_for_the_token():
    assert fields(App().post("token_blacklist")) == {"refresh"}


def test_signing_out_says_nothing_more(app):
    answer = app.post("token_blacklist", refresh=app.refresh)
    assert answer.status_code == 200
    assert answer.json() == {}


def test_after_signing_out_the_refresh_token_is_refused(app):
    app.post("token_blacklist", refresh=app.refresh)
    assert refused(app.renew())
    assert refused(app.post("token_blacklist", refresh=app.refresh))


def test_after_signing_out_the_access_token_is_refused_too(app):
    app.post("token_blacklist", refresh=app.refresh)
    assert refused(app.get())


def test_signing_out_with_the_access_token_alone_ends_the_same_session(app, person):
    other = App(person)
    assert app.post("token_blacklist", as_person=True).status_code == 200
    assert refused(app.renew())
    assert other.is_in()


# --- a protected view -----------------------------------------------------------------------------


def test_without_a_token_one_is_asked_to_sign_in():
    assert refused(APIClient().get(reverse("sessions")), "not_authenticated")


def test_a_token_under_another_scheme_is_no_token(app):
    answer = APIClient().get(reverse("sessions"), headers={"Authorization": f"Wrong {app.access}"})
    assert refused(answer, "not_authenticated")


def test_an_access_token_that_ran_out_is_refused(app):
    app.access = expired(AccessToken, Session.objects.get())
    assert refused(app.get())


def test_a_refresh_token_opens_nothing(app):
    app.access = app.refresh
    assert refused(app.get())


def test_tokens_open_what_is_hers_before_and_after_they_are_renewed(app):
    assert app.is_in()
    app.keep(app.renew())
    assert app.is_in()


def test_who_asks_costs_one_query(app, person, django_assert_num_queries):
    class Hello(APIView):
        permission_classes = [IsAuthenticated]

        def get(self, request):
            return Response({"hello": request.user.username})

    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {app.access}"})
    with django_assert_num_queries(1):
        assert Hello.as_view()(request).data == {"hello": "lin"}


def test_a_list_costs_one_query_more(app, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert app.get().status_code == 200


def test_a_session_has_one_pair_at_a_time(app):
    session = Session.objects.select_related("user").get()
    older = app.refresh
    pair(session)
    assert refused(App().post("token_refresh", refresh=older))
