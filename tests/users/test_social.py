"""Signing up and in with an account from elsewhere, against a provider on this machine."""

import urllib.request
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.factories import make_user
from tests.users.walks import PASSWORD, is_signed_in, link_in, members, sign_in, sign_up
from users.models import SecurityEvent, User

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/oidc/login/"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def agree(address):
    """What the provider's page sends the browser back to."""
    try:
        urllib.request.build_opener(_Stay).open(address, timeout=5)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]


def come_with(client, process="login"):
    """Press the button, agree over there, come back."""
    there = client.post(f"{START}?process={process}").headers["Location"]
    back = urlsplit(agree(there))
    return client.get(f"{back.path}?{back.query}")


def test_signing_up_and_in_again(client, provider):
    answer = come_with(client)
    assert answer.headers["Location"] == "/accounts/3rdparty/signup/"
    page = client.get(answer.headers["Location"]).text
    assert 'value="lin@example.org"' in page
    form = {"username": "lin", "email": "lin@example.org"}
    assert client.post("/accounts/3rdparty/signup/", form).status_code == 200  # the terms
    client.post("/accounts/3rdparty/signup/", {**form, "terms": "on"})
    user = User.objects.get()
    assert is_signed_in(client) and user.terms_accepted_at and not user.has_usable_password()
    assert EmailAddress.objects.get().verified
    again = Client()
    come_with(again)
    assert is_signed_in(again) and User.objects.count() == 1


def test_an_address_that_the_provider_does_not_vouch_for_has_to_be_confirmed(client, provider, mailbox):
    provider.person["email_verified"] = False
    come_with(client)
    form = {"username": "lin", "email": "lin@example.org", "terms": "on"}
    assert client.post("/accounts/3rdparty/signup/", form).headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    client.post(link_in(mailbox.to("lin@example.org")[-1], "confirm-email"))
    assert is_signed_in(client)


def test_the_address_that_the_provider_vouches_for_is_not_exchanged_for_another(client, provider):
    come_with(client)
    client.post(
        "/accounts/3rdparty/signup/", {"username": "lin", "email": "somebody@example.org", "terms": "on"}
    )
    assert User.objects.get().email == "lin@example.org"


def test_an_account_is_opened_by_its_address_when_both_sides_confirmed_it(client, provider, mailbox):
    members(client, mailbox)
    come_with(client)
    assert is_signed_in(client) and User.objects.count() == 1
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("confirmed_there", [True, False])
def test_an_address_that_is_confirmed_on_one_side_only_opens_nothing(
    client, provider, mailbox, confirmed_there
):
    provider.person["email_verified"] = confirmed_there
    if confirmed_there:
        sign_up(Client())
    else:
        members(Client(), mailbox)
    come_with(client)
    client.post(
        "/accounts/3rdparty/signup/", {"username": "other", "email": "lin@example.org", "terms": "on"}
    )
    assert not is_signed_in(client)
    assert User.objects.count() == 1 and not SocialAccount.objects.exists()


def test_connecting_and_disconnecting(client, provider, mailbox):
    members(client, mailbox)
    provider.person = {"sub": "7", "email": "elsewhere@example.org"}
    sign_in(client)
    come_with(client, "connect")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    account = SocialAccount.objects.get()
    assert account.user.username == "lin"
    other = Client()
    come_with(other)
    assert is_signed_in(other)
    client.post("/accounts/3rdparty/", {"account": account.pk})
    assert not SocialAccount.objects.exists()
    kinds = set(SecurityEvent.objects.values_list("kind", flat=True))
    assert {"connected", "disconnected"} <= kinds
    assert len(mailbox.to("lin@example.org")) >= 3  # both changes are told


def test_somebody_else_s_connection_cannot_be_cut(client, provider, mailbox):
    victim = make_user("victim")
    account = SocialAccount.objects.create(user=victim, provider="oidc", uid="1")
    members(client, mailbox)
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/3rdparty/", {"account": account.pk})
    assert SocialAccount.objects.filter(pk=account.pk).exists()


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(client, provider):
    there = client.post(f"{START}?process=login").headers["Location"]
    back = urlsplit(agree(there))
    stranger = Client()
    assert stranger.get(f"{back.path}?{back.query}").status_code < 500
    assert not is_signed_in(stranger) and not User.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?code=x&state=y", "?error=access_denied", "?state=%00&code=%00"]
)
def test_a_made_up_answer_is_refused(client, provider, query):
    assert client.get(f"/accounts/oidc/oidc/login/callback/{query}").status_code < 500
    assert not is_signed_in(client)


@pytest.mark.parametrize("broken", ["openid-configuration", "token", "userinfo"])
def test_a_provider_that_talks_nonsense_is_no_fault_of_ours(client, provider, broken):
    client.raise_request_exception = False
    there = client.post(f"{START}?process=login").headers.get("Location", "")
    provider.broken = broken
    if broken == "openid-configuration":
        assert client.post(f"{START}?process=login").status_code < 500
        return
    back = urlsplit(agree(there))
    assert client.get(f"{back.path}?{back.query}").status_code < 500
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": None},
        {},
        {"sub": "1", "email": 5},
        {"sub": "x" * 5000, "email": "a\x00b@example.org"},
        {"sub": "1", "email": ["a@example.org"], "name": {"a": 1}},
        {
            "sub": "1",
            "preferred_username": "<script>" * 100,
            "name": "\u202e" * 500,
            "email": "lin@example.org",
        },
    ],
)
def test_whatever_the_provider_says_of_somebody(client, provider, person):
    client.raise_request_exception = False
    provider.person = person
    answer = come_with(client)
    assert answer.status_code < 500
    if answer.status_code == 302:
        assert client.get(answer.headers["Location"]).status_code < 500


def test_a_provider_without_settings_is_not_offered(client, settings):
    assert "Continue with" not in client.get("/accounts/login/").text
    assert client.get("/accounts/github/login/").status_code < 500


def test_a_configured_one_is(client, provider):
    assert "Continue with Example" in client.get("/accounts/login/").text
