"""What an app is asked for beyond name and password."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.factories import make_user
from tests.users.app import PASSWORD, App
from users.models import SecurityEvent, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user("lin")


@pytest.fixture
def second_factor(person):
    """The person's authenticator app; called, it shows the code of this moment."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    def code():
        counter = next(iter(yield_hotp_counters_from_time()))
        return format_hotp_value(hotp_value(secret, counter))

    return code


def sign_in(**more):
    return App().post("token_obtain_pair", **{"username": "lin", "password": PASSWORD, **more})


def refusal(answer):
    assert not Session.objects.exists()
    return answer.status_code, answer.json()["code"]


def test_who_has_a_second_factor_is_asked_for_it(second_factor):
    assert refusal(sign_in()) == (401, "second_factor_required")
    assert refusal(sign_in(otp="")) == (401, "second_factor_required")


def test_nobody_without_the_password_learns_of_the_second_factor(second_factor):
    assert refusal(sign_in(password="wrong")) == (401, "wrong_credentials")
    assert refusal(sign_in(password="wrong", otp=second_factor())) == (401, "wrong_credentials")


@pytest.mark.parametrize("otp", ["000000", "x", "12345", "中文", "1" * 32])
def test_a_wrong_code_is_refused(second_factor, otp):
    assert refusal(sign_in(otp=otp)) == (401, "wrong_second_factor")


def test_the_right_code_opens_a_session_once(second_factor):
    code = second_factor()
    assert sign_in(otp=code).status_code == 200
    again = sign_in(otp=code)
    assert (again.status_code, again.json()["code"]) == (401, "wrong_second_factor")
    assert Session.objects.count() == 1


def test_a_recovery_code_opens_a_session_once(person, second_factor):
    RecoveryCodes.activate(person)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert sign_in(otp=codes[0]).status_code == 200
    assert sign_in(otp=codes[0]).json()["code"] == "wrong_second_factor"
    assert sign_in(otp=codes[1]).status_code == 200


def test_codes_cannot_be_guessed_for_ever(second_factor):
    for _ in range(10):
        assert sign_in(otp="000000").status_code == 401
    answer = sign_in(otp=second_factor())
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer["Retry-After"]) == answer.json()["retry_after"] > 0
    assert not Session.objects.exists()


def test_right_codes_do_not_count(person, second_factor):
    RecoveryCodes.activate(person)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    for code in codes:
        assert sign_in(otp=code).status_code == 200
    assert sign_in(otp=second_factor()).status_code == 200


def test_an_address_that_was_never_confirmed_is_told_after_the_right_password_only(person):
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    assert refusal(sign_in(password="wrong")) == (401, "wrong_credentials")
    assert refusal(sign_in()) == (401, "email_not_verified")
    EmailAddress.objects.update(verified=True)
    assert sign_in().status_code == 200


def test_an_account_without_a_password_is_refused(person):
    person.set_unusable_password()
    person.save()
    assert refusal(sign_in(password=person.password)) == (401, "wrong_credentials")


def test_the_log_says_which_app_signed_in(person):
    sign_in(device="Lin's phone")
    event = SecurityEvent.objects.get(kind="signed_in")
    assert event.detail == {"app": "Lin's phone"}


def test_the_device_token_is_no_key(person):
    token = sign_in().json()["device_token"]
    app = App()
    app.access = token
    assert app.get().status_code == 401
