"""Signing up with an e-mail address."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.db import connection
from django.test import Client

from tests.caching import empty
from tests.factories import make_user
from tests.users.walks import PASSWORD, is_signed_in, link_in, sign_in, sign_up
from users.models import SecurityEvent, User

pytestmark = pytest.mark.django_db


def test_who_confirms_the_address_is_signed_in_there_and_then(client, mailbox):
    answer = sign_up(client)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    user = User.objects.get(username="lin")
    assert user.terms_accepted_at and user.language == "en" and not is_signed_in(client)
    link = link_in(mailbox.to("lin@example.org")[0], "confirm-email")
    client.get(link)
    assert not EmailAddress.objects.get(user=user).verified  # opening changes nothing
    assert client.post(link).headers["Location"] == "/"
    assert is_signed_in(client)
    kinds = set(SecurityEvent.objects.filter(user=user).values_list("kind", flat=True))
    assert {"signed_up", "signed_in"} <= kinds


def test_a_link_confirmed_elsewhere_opens_no_account_there(client, mailbox):
    sign_up(client)
    other = Client()
    other.post(link_in(mailbox.to("lin@example.org")[0], "confirm-email"))
    assert EmailAddress.objects.get().verified
    assert not is_signed_in(other)
    assert sign_in(other).headers["Location"] == "/"


def test_without_confirming_nobody_gets_in(client, mailbox):
    sign_up(client)
    answer = sign_in(Client())
    assert answer.headers["Location"] == "/accounts/confirm-email/"


def test_a_used_link_says_so(client, mailbox):
    sign_up(client)
    link = link_in(mailbox.to("lin@example.org")[0], "confirm-email")
    client.post(link)
    assert "not good any more" in client.get(link).content.decode()
    assert client.post(link).status_code == 404


@pytest.mark.parametrize("key", ["x", "MQ:1abc:zzzz", "a" * 3000])
def test_a_made_up_link_is_refused(client, key):
    assert "not good any more" in client.get(f"/accounts/confirm-email/{key}/").content.decode()
    assert client.post(f"/accounts/confirm-email/{key}/").status_code == 404


def test_a_link_is_good_for_three_days(client, mailbox, clock):
    sign_up(client)
    link = link_in(mailbox.to("lin@example.org")[0], "confirm-email")
    clock.forward(days=3, minutes=1)
    assert client.post(link).status_code == 404


def test_a_known_mailbox_gets_the_same_answer_and_its_owner_a_mail(client, mailbox):
    owner = make_user("owner", email="Owner@Example.org")
    fresh, known = sign_up(client, "new", "new@example.org"), sign_up(Client(), "other", "owner@example.ORG")
    assert (fresh.status_code, fresh.headers["Location"]) == (known.status_code, known.headers["Location"])
    fresh_page, known_page = client.get(fresh.headers["Location"]), Client().get(known.headers["Location"])
    assert fresh_page.status_code == known_page.status_code
    assert not User.objects.filter(username="other").exists()
    assert User.objects.filter(mailbox=owner.mailbox).count() == 1
    mail = mailbox.to("owner@example.org")[0]
    assert link_in(mail, "/accounts/password/reset/") and "account already" in mail.subject


@pytest.mark.parametrize("email", ["ＬＩＮ@example.org", "LIN@EXAMPLE.ORG", "lin@example.org "])
def test_one_mailbox_is_one_account_however_it_is_written(client, email):
    sign_up(client)
    sign_up(Client(), "second", email)
    assert User.objects.filter(mailbox="lin@example.org").count() == 1
    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a\x00b"),
        ("username", "li\u202en"),
        ("username", "x" * 10_000),
        ("username", "admin"),
        ("username", "lin@example.org"),
        ("username", "<script>"),
        ("username", ""),
        ("email", "a\x00b@example.org"),
        ("email", "no address"),
        ("email", "x" * 10_000 + "@example.org"),
        ("email", "a@b\u202e.org"),
        ("email", 'lin@example.org"\r\nBcc: x@example.org'),
        ("password1", "short"),
        ("password1", "password"),
        ("password1", "12345678901"),
        ("password1", "a\x00b" * 9),
        ("terms", ""),
    ],
)
def test_what_cannot_be_is_refused_in_the_form(client, mailbox, field, value):
    answer = sign_up(client, **{"name": "lin", "email": "lin@example.org", **_named(field, value)})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "field--bad" in page and "<script>" not in page.split("</form>")[0].replace(
        '<script type="application', ""
    )
    assert not User.objects.exists() and not len(mailbox)


def _named(field, value):
    return {"name": value} if field == "username" else {field: value}


def test_a_very_long_password_is_refused_before_it_is_hashed(client):
    assert sign_up(client, password1="aB3-" * 2500).status_code == 200
    assert not User.objects.exists()


def test_a_taken_name_is_told(client):
    make_user("lin", email="elsewhere@example.org")
    assert "has this name already" in sign_up(client, "Lin").content.decode()


def test_the_host_header_is_in_no_link(client, mailbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/accounts/signup/",
        {"username": "lin", "email": "lin@example.org", "password1": PASSWORD, "terms": "on"},
        headers={"host": "evil.example"},
    )
    mail = mailbox.to("lin@example.org")[0]
    assert "evil.example" not in mail.body + mail.alternatives[0].content


def test_the_mail_is_in_the_language_of_the_form(client, mailbox):
    client.cookies["django_language"] = "zh-hans"
    sign_up(client)
    assert User.objects.get().language == "zh-hans"
    assert 'lang="zh-hans"' in mailbox.to("lin@example.org")[0].alternatives[0].content


def test_too_many_accounts_from_one_network_are_refused_with_a_time(client, settings):
    settings.LIMITS = {**settings.LIMITS, "sign_up_network": "1/1h", "captcha_sign_up": "100/1h"}
    sign_up(client)
    answer = sign_up(Client(), "second", "second@example.org")
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 3000
    assert "Too often" in answer.content.decode()
    assert not User.objects.filter(username="second").exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_mailbox_make_one_account(client):
    answers, together = [], threading.Barrier(2)

    def one(name: str) -> None:
        together.wait()
        answers.append(sign_up(Client(raise_request_exception=False), name, "lin@example.org"))
        connection.close()

    threads = [threading.Thread(target=one, args=(name,)) for name in ("lin", "maya")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, "/accounts/confirm-email/")
    ] * 2
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_who_loses_the_race_for_a_mailbox_is_told_like_everybody(client, mailbox, monkeypatch):
    from users.forms.sign_up import SignUpForm

    make_user("first", email="lin@example.org")
    monkeypatch.setattr(SignUpForm, "validate_unique_email", lambda form, value: value)  # it looked too early
    assert sign_up(client).headers["Location"] == "/accounts/confirm-email/"
    assert "account already" in mailbox.to("lin@example.org")[0].subject


def test_who_loses_the_race_for_a_name_is_asked_for_another(client, monkeypatch):
    from users.adapters import AccountAdapter

    make_user("lin", email="first@example.org")
    monkeypatch.setattr(AccountAdapter, "clean_username", lambda adapter, name, shallow=False: name)
    answer = sign_up(client)
    assert answer.status_code == 200 and "has this name already" in answer.content.decode()
    assert User.objects.count() == 1


def test_terms_and_privacy_can_be_read(client):
    assert "Terms of use" in client.get("/terms/").content.decode()
    assert "Privacy notice" in client.get("/privacy/").content.decode()


def test_an_address_that_somebody_took_but_never_confirmed_goes_to_its_owner(client, mailbox):
    """A squatter signs up with another's mailbox; the owner, signed in elsewhere, adds it and confirms."""
    sign_up(Client(), "squatter", "wanted@example.org")
    owner = make_user("owner", email="old@example.org")
    empty(caches["default"])  # one mailbox gets a mail in three minutes
    sign_in(client, "owner", "secret-8")
    client.post("/accounts/reauthenticate/", {"password": "secret-8"})
    client.post("/accounts/email/", {"email": "wanted@example.org", "action_add": ""})
    client.post(link_in(mailbox.to("wanted@example.org")[-1], "confirm-email"))
    owner.refresh_from_db()
    assert owner.mailbox == "wanted@example.org"
    assert not User.objects.filter(username="squatter").exists()


def test_an_account_that_an_administrator_made_is_not_taken_for_a_squatter(client, mailbox):
    colleague = make_user("colleague", email="wanted@example.org")
    make_user("owner", email="old@example.org")
    sign_in(client, "owner", "secret-8")
    client.post("/accounts/reauthenticate/", {"password": "secret-8"})
    client.post("/accounts/email/", {"email": "wanted@example.org", "action_add": ""})
    for mail in mailbox.to("wanted@example.org"):
        client.post(link_in(mail, "confirm-email"))
    assert User.objects.filter(pk=colleague.pk, mailbox="wanted@example.org").exists()
