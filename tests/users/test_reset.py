"""A new password by mail."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import make_user
from tests.users.walks import is_signed_in, link_in, sign_in, sign_up
from users.models import SecurityEvent, Session, User

pytestmark = pytest.mark.django_db
NEW = "another-harbour-7"


@pytest.fixture
def lin(db):
    return make_user("lin", email="Lin@Example.org")


def ask(client, email="lin@example.org"):
    return client.post("/accounts/password/reset/", {"email": email})


def link(mailbox):
    return link_in(mailbox.to("lin@example.org")[-1], "/password/reset/key/")


def use(client, path, password=NEW):
    """Open the link, follow to the form, send it."""
    form = client.get(path)
    if form.status_code != 302:
        return form
    return client.post(form.headers["Location"], {"password1": password})


def test_the_link_opens_a_form_and_the_form_sets_the_password(lin, mailbox):
    signed_in = Client()
    sign_in(signed_in, "lin", "secret-8")
    client = Client()
    assert ask(client, "LIN@example.ORG").headers["Location"] == "/accounts/password/reset/done/"
    client.get(link(mailbox))
    assert is_signed_in(signed_in)  # opening changes nothing
    assert use(client, link(mailbox)).status_code == 302
    assert not is_signed_in(signed_in) and not is_signed_in(client)
    assert not Session.objects.filter(user=lin, ended_at=None).exists()
    assert sign_in(client, "lin", NEW).headers["Location"] == "/"
    kinds = set(SecurityEvent.objects.values_list("kind", flat=True))
    assert {"reset_asked", "password_reset"} <= kinds


def test_a_link_counts_once(lin, mailbox):
    ask(Client())
    use(Client(), link(mailbox))
    assert "not good any more" in use(Client(), link_in(mailbox.to("lin@example.org")[0], "/reset/key/")).text


def test_a_new_request_ends_the_older_link(lin, mailbox):
    ask(Client())
    first = link(mailbox)
    ask(Client())
    assert "not good any more" in use(Client(), first).text
    assert use(Client(), link(mailbox)).status_code == 302


def test_signing_in_ends_the_link(lin, mailbox):
    ask(Client())
    sign_in(Client(), "lin", "secret-8")
    assert "not good any more" in use(Client(), link(mailbox)).text


def test_a_link_is_good_for_an_hour(lin, mailbox, monkeypatch):
    from datetime import datetime, timedelta

    from users.reset_tokens import ResetTokens

    ask(Client())
    later = datetime.now() + timedelta(minutes=61)
    monkeypatch.setattr(ResetTokens, "_now", lambda tokens: later)
    assert "not good any more" in use(Client(), link(mailbox)).text


def test_a_link_that_was_opened_in_time_dies_all_the_same(lin, mailbox):
    """The form stays open while another request, or a sign-in, ends the link."""
    client = Client()
    ask(client)
    form = client.get(link(mailbox)).headers["Location"]
    ask(Client())
    assert "not good any more" in client.post(form, {"password1": NEW}).text
    assert User.objects.get().check_password("secret-8")


def test_of_two_who_send_the_form_one_is_too_late(lin, mailbox, monkeypatch):
    from users import reset_tokens

    ask(Client())
    client = Client()
    form = client.get(link(mailbox)).headers["Location"]
    check = reset_tokens.ResetTokens.check_token

    def somebody_is_faster(tokens, user, token):
        good = check(tokens, user, token)
        if good and user is not None:
            reset_tokens.use_up(User.objects.get(pk=user.pk))
        return good

    monkeypatch.setattr(reset_tokens.ResetTokens, "check_token", somebody_is_faster)
    assert client.post(form, {"password1": NEW}).headers["Location"] == "/accounts/password/reset/"
    assert User.objects.get().check_password("secret-8")


@pytest.mark.parametrize(
    "path",
    ["1-x", "zzzzzzzzzzzzzzzz-abc", "1-set-password", "1-" + "a" * 3000, "0-%00", "1-cb4x2o-%E2%80%AE"],
)
def test_a_made_up_link_is_refused(lin, client, path):
    answer = client.get(f"/accounts/password/reset/key/{path}/")
    assert answer.status_code in (200, 404) and "password1" not in answer.text


def test_somebody_else_s_link_does_not_open_another_account(lin, mailbox):
    other = make_user("other", email="other@example.org")
    ask(Client())
    token = link(mailbox).split("-", 1)[1]
    from django.utils.http import int_to_base36

    answer = Client().get(f"/accounts/password/reset/key/{int_to_base36(other.pk)}-{token}")
    assert "not good any more" in answer.text


def test_unknown_addresses_get_the_same_answer(lin, mailbox):
    known, unknown = ask(Client()), ask(Client(), "nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert "no account" in mailbox.to("nobody@example.org")[0].subject
    assert "/accounts/signup/" in mailbox.to("nobody@example.org")[0].body


def test_a_closed_account_gets_no_link(lin, mailbox):
    User.objects.update(is_active=False)
    ask(Client())
    assert all("/reset/key/" not in mail.body for mail in mailbox)


def test_weak_passwords_are_refused(lin, mailbox):
    client = Client()
    ask(client)
    for weak in ("short", "password", "lin@example", "12345678901", "x" * 10_000, "a\x00bcdefghijk"):
        form = client.get(link(mailbox)).headers["Location"]
        assert client.post(form, {"password1": weak}).status_code == 200
    assert User.objects.get().check_password("secret-8")


def test_a_reset_confirms_the_mailbox_that_the_link_went_to(mailbox):
    sign_up(Client(), "lin", "lin@example.org")
    ask(Client())
    use(Client(), link(mailbox))
    assert EmailAddress.objects.get().verified
    assert sign_in(Client(), "lin", NEW).headers["Location"] == "/"


@pytest.mark.parametrize("email", ["", "no", "a\x00@b.org", "x" * 10_000 + "@example.org", "a@b\u202e.org"])
def test_what_is_no_address_is_refused(client, db, email):
    assert ask(client, email).status_code == 200


def test_the_host_header_is_not_in_the_link(lin, mailbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/password/reset/", {"email": "lin@example.org"}, headers={"host": "evil.example"})
    mail = mailbox.to("lin@example.org")[-1]
    assert "evil.example" not in mail.body + mail.alternatives[0].content


def test_too_many_requests_are_refused_for_known_and_unknown_alike(lin, settings):
    settings.LIMITS = {**settings.LIMITS, "reset_account": "1/15m"}
    for email in ("lin@example.org", "nobody@example.org"):
        ask(Client(), email)
        answer = ask(Client(), email)
        assert answer.status_code == 429 and "Retry-After" in answer.headers
