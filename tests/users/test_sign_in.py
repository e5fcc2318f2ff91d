"""Signing in by any name, staying signed in, and who may."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import make_user
from tests.users.walks import PASSWORD, is_signed_in, link_in, members, sign_in
from users.models import Session, User

pytestmark = pytest.mark.django_db
WRONG = "This name and password do not belong together"


@pytest.fixture
def lin(client, mailbox):
    members(client, mailbox)
    User.objects.filter(username="lin").update(phone="+8613800138000", phone_verified=True)
    return User.objects.get(username="lin")


@pytest.mark.parametrize(
    "name",
    ["lin", "LIN@example.org", "lin@example.org ", "13800138000", "+86 138 0013 8000", "138-0013-8000"],
)
def test_any_name_of_the_account_opens_it(lin, name):
    client = Client()
    assert sign_in(client, name).headers["Location"] == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("lin", "wrong"), ("nobody", PASSWORD), ("nobody@example.org", PASSWORD), ("13900139000", PASSWORD),
        ("", PASSWORD), ("lin", ""), ("l\x00in", PASSWORD), ("lin", "a\x00b"),
        ("x" * 10_000, PASSWORD), ("lin", "x" * 10_000), ("@", PASSWORD), ("' OR 1=1 --", PASSWORD),
    ],
)  # fmt: skip
def test_anything_else_does_not(lin, name, password):
    client = Client()
    answer = sign_in(client, name, password)
    assert (
        answer.status_code == 200 and 'aria-invalid="true"' in answer.text
    ) or 'role="alert"' in answer.text
    assert not is_signed_in(client)


def test_an_unconfirmed_number_opens_nothing(lin):
    User.objects.update(phone_verified=False)
    assert WRONG in sign_in(Client(), "13800138000").text


def test_wrong_and_unknown_look_the_same(lin):
    known, unknown = sign_in(Client(), "lin", "wrong-1"), sign_in(Client(), "nil", "wrong-1")
    assert known.status_code == unknown.status_code
    plain = [_without_tokens(page.text).replace('value="nil"', 'value="lin"') for page in (known, unknown)]
    assert plain[0] == plain[1]


def _without_tokens(page):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_closed_account_is_as_good_as_none(lin):
    User.objects.update(is_active=False)
    assert WRONG in sign_in(Client()).text


def test_without_remember_me_the_cookie_goes_with_the_browser(lin):
    client = Client()
    answer = sign_in(client)
    assert answer.cookies["sessionid"]["max-age"] == ""
    lasting = Client()
    answer = sign_in(lasting, remember="on")
    assert answer.cookies["sessionid"]["max-age"] == 30 * 86400
    short, long = Session.objects.filter(user=lin, ended_at=None).order_by("created_at")[:2]
    assert (long.expires_at - long.created_at).days == 30 and (short.expires_at - short.created_at).days <= 1


def test_who_was_made_by_an_administrator_gets_in_without_a_mail(mailbox):
    made = make_user("made", email="Made@Example.org")
    client = Client()
    assert sign_in(client, "made@example.org", "secret-8").headers["Location"] == "/"
    address = EmailAddress.objects.get(user=made)
    assert (address.email, address.verified, address.primary) == ("made@example.org", True, True)
    assert not len(mailbox)


def test_an_address_that_an_administrator_changed_counts_as_confirmed(client, lin):
    lin.email = "new@example.org"
    lin.save()
    assert sign_in(client, "new@example.org").headers["Location"] == "/"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["new@example.org"]


def test_who_has_a_phone_and_no_address_gets_in(client):
    user = make_user("caller", email="", phone="+8613800138111", phone_verified=True)
    assert sign_in(client, "13800138111", "secret-8").headers["Location"] == "/"
    assert not EmailAddress.objects.filter(user=user).exists()


def test_a_new_session_begins_with_the_sign_in(client, lin):
    client.get("/accounts/login/")
    before = client.cookies.get("sessionid")
    sign_in(client)
    assert client.cookies["sessionid"].value != (before.value if before else "")


def test_too_many_wrong_passwords_are_refused_with_a_time(lin, settings):
    settings.LIMITS = {**settings.LIMITS, "sign_in_account_network": "2/15m", "captcha_sign_in": "99/1m"}
    client = Client()
    for _ in range(2):
        sign_in(client, "lin", "wrong")
    answer = sign_in(client)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert not is_signed_in(client)


def test_the_admin_asks_at_our_sign_in(client, lin):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
    posted = client.post("/admin/login/?next=/admin/", {"username": "lin", "password": PASSWORD})
    assert posted.status_code == 302 and not is_signed_in(client)


def test_the_admin_leads_an_editor_on_and_turns_others_away_without_a_loop(client, lin):
    sign_in(client)
    assert client.get("/admin/login/?next=/admin/").status_code == 403
    root = make_user("root", is_superuser=True)
    client.force_login(root)
    assert client.get("/admin/login/?next=/admin/images/").headers["Location"] == "/admin/images/"
    assert client.get("/admin/login/?next=https://evil.example/").headers["Location"] == "/admin/"


def test_the_admin_s_own_reset_and_password_pages_are_off(client):
    client.force_login(make_user("root", is_superuser=True))
    assert client.get("/admin/password_reset/").status_code == 404
    assert "name_email-email" not in client.get("/admin/account/").text


def test_signing_out_takes_a_button(client, lin):
    sign_in(client)
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_changing_the_password_signs_out_everywhere(client, lin, mailbox):
    other = Client()
    sign_in(client), sign_in(other)
    form = {"oldpassword": PASSWORD, "password1": "another-harbour-7", "password2": "another-harbour-7"}
    wrong = client.post("/accounts/password/change/", {**form, "oldpassword": "x"})
    assert wrong.status_code == 200 and is_signed_in(other)
    client.post("/accounts/password/change/", form)
    assert not is_signed_in(client) and not is_signed_in(other)
    assert not Session.objects.filter(user=lin, ended_at=None).exists()
    assert "assword" in mailbox.to("lin@example.org")[-1].subject
    assert sign_in(client, password="another-harbour-7").headers["Location"] == "/"


def test_a_new_address_takes_the_old_one_s_place_when_it_is_confirmed(client, lin, mailbox):
    sign_in(client)
    new = {"email": "NEW@example.org", "action_add": ""}
    assert "/accounts/reauthenticate/" in client.post("/accounts/email/", new).headers["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    client.post("/accounts/email/", new)
    lin.refresh_from_db()
    assert lin.email == "lin@example.org"
    client.post(link_in(mailbox.to("new@example.org")[-1], "confirm-email"))
    lin.refresh_from_db()
    assert (lin.email, lin.mailbox) == ("new@example.org", "new@example.org")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]
    assert mailbox.to("lin@example.org")  # the old mailbox is told


def test_the_address_of_another_account_cannot_be_taken(client, lin, mailbox):
    make_user("owner", email="owner@example.org")
    sign_in(Client(), "owner", "secret-8")  # confirmed by its first use
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "owner@example.org", "action_add": ""})
    for mail in mailbox.to("owner@example.org"):
        if "confirm-email" in mail.body:
            client.post(link_in(mail, "confirm-email"))
    lin.refresh_from_db()
    assert lin.email == "lin@example.org"


@pytest.mark.parametrize("email", ["", "a\x00@b.org", "x" * 10_000 + "@example.org", "no"])
def test_what_is_no_address_is_refused(client, lin, email):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/accounts/email/", {"email": email, "action_add": ""}).status_code in (200, 302)
    assert EmailAddress.objects.count() == 1


def test_guessing_the_password_of_the_one_who_is_signed_in_is_counted(client, lin, settings):
    settings.LIMITS = {**settings.LIMITS, "password_account": "2/15m"}
    sign_in(client)
    for _ in range(3):
        client.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert "Too often" in client.post("/accounts/reauthenticate/", {"password": PASSWORD}).text


def test_what_allauth_counts_is_told_on_a_page_of_ours(client, lin):
    sign_in(client)
    answers = [client.post("/accounts/password/change/", {"oldpassword": "x"}) for _ in range(6)]
    assert answers[-1].status_code == 429 and "Too often" in answers[-1].text
