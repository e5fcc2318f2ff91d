"""The page of one's access tokens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_user
from tests.users.programs import made, opens
from users import access_tokens
from users.models import PersonalToken

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/me/tokens/"


def fill_in(web, **fields):
    return web.post(reverse("users:tokens"), {"name": "PicGo", "scopes": ["upload"], "days": "365", **fields})


def test_the_page_shows_a_new_token_once(web, person):
    page = fill_in(web)
    token = page.context["secret"]
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert token in page.text
    assert "/api/v1/upload" in page.text
    row = PersonalToken.objects.get()
    assert (row.user, row.scopes, row.secret_hash) == (person, ["upload"], access_tokens.hash_of(token))
    assert timedelta(days=364) < row.expires_at - timezone.now() <= timedelta(days=365)
    again = web.get(reverse("users:tokens")).text
    assert token not in again and row.prefix in again


def test_a_form_that_is_sent_twice_makes_one_token(web):
    fill_in(web)
    assert fill_in(web).status_code == 422
    assert PersonalToken.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "\x00"}, {"scopes": []}, {"scopes": ["x"]}, {"days": "7"}, {"days": "9" * 30}],
)
def test_a_form_that_is_not_right_says_so(web, fields):
    page = fill_in(web, **fields)
    assert page.status_code == 422
    assert page.context["form"].errors
    assert not PersonalToken.objects.exists()


def test_a_token_may_last(web):
    fill_in(web, days="")
    assert PersonalToken.objects.get().expires_at is None


def test_a_limit_is_told_on_the_page(web, settings):
    settings.LIMITS = {**settings.LIMITS, "token_account": "1/1h"}
    fill_in(web)
    page = fill_in(web, name="other")
    assert page.status_code == 422 and page.context["form"].non_field_errors()


def test_only_moderators_are_offered_their_scope(web, superuser):
    assert 'value="moderate"' not in web.get(reverse("users:tokens")).text
    assert fill_in(web, scopes=["moderate"]).status_code == 422
    root = Client()
    root.force_login(superuser)
    assert 'value="moderate"' in root.get(reverse("users:tokens")).text


def test_the_page_revokes(web, person):
    row, program = made(person)
    answer = web.post(reverse("users:revoke_token", args=[row.pk]), follow=True)
    assert "PicGo" in answer.text and row.prefix not in answer.text
    assert not opens(program)
    assert web.post(reverse("users:revoke_token", args=[row.pk])).status_code == 404


def test_a_page_without_tokens_says_so_and_others_cannot_revoke(web):
    row, program = made(make_user("zhou"))
    page = web.get(reverse("users:tokens"))
    assert "<details" in page.text and row.prefix not in page.text
    assert web.post(reverse("users:revoke_token", args=[row.pk])).status_code == 404
    assert web.get(reverse("users:revoke_token", args=[row.pk])).status_code == 405
    assert opens(program)


def test_a_guest_is_led_to_the_door():
    assert Client().get(reverse("users:tokens"))["Location"].startswith(reverse("account_login"))


def test_the_list_costs_the_same_for_many(web, person, django_assert_max_num_queries):
    for number in range(20):
        made(person, name=str(number))
    with django_assert_max_num_queries(12):
        web.get(reverse("users:tokens"))


def test_the_log_names_the_token(web):
    fill_in(web)
    assert "PicGo" in web.get(reverse("users:security_log")).text
