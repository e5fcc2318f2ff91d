"""The six digits of an authenticator app, and the codes for when it is lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import caches
from django.test import Client

from tests.caching import empty
from tests.factories import make_user
from tests.users.walks import is_signed_in, sign_in
from users.models import SecurityEvent

pytestmark = pytest.mark.django_db
INDEX, ACTIVATE, ASKED = "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"


def digits(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def wrong(secret):
    return f"{(int(digits(secret)) + 1) % 10**6:06}"


@pytest.fixture
def lin(client):
    user = make_user("lin")
    sign_in(client, "lin", "secret-8")
    client.post("/accounts/reauthenticate/", {"password": "secret-8"})
    return user


@pytest.fixture
def secret(client, lin, mailbox, django_capture_on_commit_callbacks):
    """Switched on."""
    key = re.search(r'id="totp-key" type="text" value="(\w+)"', client.get(ACTIVATE).text)[1]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(ACTIVATE, {"code": digits(key)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    empty(caches["default"])  # a code counts once, and the next one comes in thirty seconds
    return key


def test_from_then_on_the_password_is_not_enough(client, secret, mailbox):
    other = Client()
    assert sign_in(other, "lin", "secret-8").headers["Location"] == ASKED
    assert not is_signed_in(other)
    assert "Incorrect code" in other.post(ASKED, {"code": wrong(secret)}).text
    assert other.post(ASKED, {"code": digits(secret)}).headers["Location"] == "/"
    assert is_signed_in(other)
    assert SecurityEvent.objects.filter(kind="second_factor_on").exists()
    assert mailbox.to("lin@example.org")


def test_a_code_counts_once(client, secret):
    code = digits(secret)
    for expected in (True, False):
        other = Client()
        sign_in(other, "lin", "secret-8")
        other.post(ASKED, {"code": code})
        assert is_signed_in(other) is expected


def test_a_recovery_code_opens_once(client, secret):
    code = re.search(r"<li>(\d{8})</li>", client.get("/accounts/2fa/recovery-codes/").text)[1]
    for expected in (True, False):
        other = Client()
        sign_in(other, "lin", "secret-8")
        other.post(ASKED, {"code": code})
        assert is_signed_in(other) is expected


def test_guessing_is_counted_for_the_account(client, secret, settings):
    settings.LIMITS = {**settings.LIMITS, "second_factor": "2/15m"}
    for _ in range(2):
        other = Client()
        sign_in(other, "lin", "secret-8")
        other.post(ASKED, {"code": wrong(secret)})
    assert "Too often" in other.post(ASKED, {"code": digits(secret)}).text
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "code", ["", "0", "abcdef", "1" * 10_000, "12\x003456", "\u202e123456", "１２３４５６"]
)
def test_nonsense_opens_nothing(client, secret, code):
    other = Client()
    sign_in(other, "lin", "secret-8")
    assert other.post(ASKED, {"code": code}).status_code == 200
    assert not is_signed_in(other)


def test_the_secret_lies_encrypted(client, secret):
    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
    assert "gAAAA" in str(Authenticator.objects.get(type="totp").data)


def test_a_new_secret_key_of_the_site_loses_nobody_s_second_factor(client, secret, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8
    other = Client()
    sign_in(other, "lin", "secret-8")
    other.post(ASKED, {"code": digits(secret)})
    assert is_signed_in(other)


def test_it_can_be_switched_off_again(client, secret):
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert SecurityEvent.objects.filter(kind="second_factor_off").exists()
    assert sign_in(Client(), "lin", "secret-8").headers["Location"] == "/"


def test_changing_it_asks_for_the_password_again(lin):
    other = Client()
    sign_in(other, "lin", "secret-8")
    assert "/accounts/reauthenticate/" in other.get(ACTIVATE).headers["Location"]


def test_a_reset_does_not_get_around_it(client, secret, mailbox):
    from tests.users.walks import link_in

    other = Client()
    other.post("/accounts/password/reset/", {"email": "lin@example.org"})
    form = other.get(link_in(mailbox.to("lin@example.org")[-1], "/reset/key/")).headers["Location"]
    other.post(form, {"password1": "another-harbour-7"})
    assert sign_in(other, "lin", "another-harbour-7").headers["Location"] == ASKED


def test_the_admin_asks_for_it_too(client, secret, lin):
    lin.is_superuser = True
    lin.save()
    other = Client()
    sign_in(other, "lin", "secret-8", next="/admin/")
    assert other.get("/admin/").status_code == 302
    assert other.post(ASKED, {"code": digits(secret)}).headers["Location"] == "/admin/"


def test_nobody_gets_to_the_second_step_without_the_first(db):
    assert "/accounts/login/" in Client().get(ASKED).headers["Location"]
