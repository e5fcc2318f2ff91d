"""Signing up, a new password and one's own number on the site's pages: the number, then the code."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.factories import make_user
from tests.users.phone_helpers import NUMBER, PASSWORD, another, last_code
from users.models import OneTimeCode, SecurityEvent, User

pytestmark = pytest.mark.django_db

SIGN_UP, RESET, OWN = "/accounts/phone/sign-up/", "/accounts/phone/reset/", "/accounts/phone/"


def step(client, page, name, **fields):
    return client.post(page, {"step": name, **fields}, follow=True)


def sign_up(client, code, **changes):
    fields = {"code": code, "username": "wanderer", "password": PASSWORD, "terms": "on", **changes}
    return step(client, SIGN_UP, "code", **fields)


def has_phone(user, number=NUMBER):
    user.phone, user.phone_verified = number, True
    user.save()
    return user


# --- signing up ---


def test_the_number_then_the_code_and_one_is_in(client):
    page = step(client, SIGN_UP, "number", phone="138 0013 8000")
    assert NUMBER in page.content.decode()
    assert 'autocomplete="one-time-code"' in page.content.decode()
    sign_up(client, last_code())
    user = User.objects.get()
    assert (user.username, user.phone, user.phone_verified) == ("wanderer", NUMBER, True)
    assert client.get(OWN).status_code == 200
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "signed_up",
        "signed_in",
    ]


def test_a_wrong_number_stays_where_it_was_typed(client):
    page = step(client, SIGN_UP, "number", phone="12345")
    assert 'value="12345"' in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()
    assert not OneTimeCode.objects.exists()


def test_a_wrong_code_is_told_at_its_field_and_the_rest_is_kept(client):
    step(client, SIGN_UP, "number", phone=NUMBER)
    page = sign_up(client, another(last_code())).content.decode()
    assert "This code is not right" in page
    assert 'value="wanderer"' in page
    assert PASSWORD not in page
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("terms", "", "accept the terms"),
        ("password", "12345678", "password"),
        ("username", "admin", "cannot be chosen"),
        ("username", "<b>", "letters, digits"),
    ],
)
def test_what_is_wrong_is_told_and_the_code_still_counts(client, field, value, said):
    step(client, SIGN_UP, "number", phone=NUMBER)
    code = last_code()
    assert said in sign_up(client, code, **{field: value}).content.decode()
    assert OneTimeCode.objects.get().used_at is None
    sign_up(client, code)
    assert User.objects.get().username == "wanderer"


def test_asking_again_too_soon_says_when(client, clock):
    step(client, SIGN_UP, "number", phone=NUMBER)
    assert 'data-countdown="60"' in client.get(SIGN_UP).content.decode()
    assert "Try again in" in step(client, SIGN_UP, "again").content.decode()
    assert OneTimeCode.objects.count() == 1
    clock.forward(seconds=61)
    assert "data-countdown" not in client.get(SIGN_UP).content.decode()
    assert "Another code is on its way" in step(client, SIGN_UP, "again").content.decode()
    assert OneTimeCode.objects.count() == 2


def test_the_first_code_asked_for_too_soon_is_refused_with_its_status(client):
    step(client, SIGN_UP, "number", phone=NUMBER)
    refused = Client().post(SIGN_UP, {"step": "number", "phone": NUMBER})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 60
    assert "Try again in" in refused.content.decode()


def test_another_number_can_be_given(client):
    step(client, SIGN_UP, "number", phone=NUMBER)
    page = step(client, SIGN_UP, "other").content.decode()
    assert NUMBER not in page
    assert 'name="phone"' in page


@pytest.mark.parametrize("page", [SIGN_UP, RESET])
@pytest.mark.parametrize(
    "data", [{}, {"step": "code"}, {"step": "again"}, {"step": "\x00"}, {"step": "code", "code": "1"}]
)
def test_steps_out_of_order_lead_to_the_first(client, page, data):
    response = client.post(page, data, follow=True)
    assert response.status_code == 200
    assert 'name="phone"' in response.content.decode()


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "<script>alert(1)</script>", "x" * 100_000, "\u202e1", "{{7*7}}"]
)
@pytest.mark.parametrize("field", ["phone", "code", "username", "password"])
def test_hostile_text_is_refused_in_the_form(client, field, text):
    fields = {"step": "number", "phone": NUMBER}
    if field != "phone":
        step(client, SIGN_UP, "number", phone=NUMBER)
        fields = {
            "step": "code",
            "code": last_code(),
            "username": "wanderer",
            "password": PASSWORD,
            "terms": "on",
        }
    body = urlencode({**fields, field: text.encode("utf-8", "surrogatepass")})
    answer = client.post(SIGN_UP, body, "application/x-www-form-urlencoded")
    assert answer.status_code < 500
    assert "<script>alert" not in answer.content.decode()
    if field != "password":
        assert not User.objects.exists()


def test_a_machine_that_asks_for_many_codes_has_to_show_that_it_is_none(client):
    for n in range(3):
        step(Client(), SIGN_UP, "number", phone=f"+861380013800{n}")
    page = client.get(SIGN_UP).content.decode()
    assert 'name="answer"' in page
    step(client, SIGN_UP, "number", phone="+8613800138009")
    assert OneTimeCode.objects.count() == 3


def test_after_a_mistake_the_form_holds_a_new_question_and_no_old_proof(client):
    for n in range(3):
        step(Client(), SIGN_UP, "number", phone=f"+861380013800{n}")
    given = {"phone": "123", "proof": "old-proof", "token": "old-token", "answer": "99"}
    page = step(client, SIGN_UP, "number", **given).content.decode()
    assert 'name="answer"' in page
    assert not any(old in page for old in ("old-proof", "old-token", 'value="99"'))


# --- a new password ---


def test_the_code_gives_a_new_password_and_signs_out_everywhere(client, owner):
    has_phone(owner)
    elsewhere = Client()
    elsewhere.force_login(owner)
    step(client, RESET, "number", phone=NUMBER)
    page = step(client, RESET, "code", code=last_code(), password=PASSWORD)
    assert "Your password is changed" in page.content.decode()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert elsewhere.get(OWN).status_code == 302


def test_asking_and_guessing_look_the_same_without_an_account(owner):
    has_phone(owner)

    def seen(number):
        client = Client()
        pages = [
            step(client, RESET, "number", phone=number),
            step(client, RESET, "code", code="x", password=PASSWORD),
        ]
        text = "".join(page.content.decode() for page in pages).replace(number, "")
        return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|data-countdown="\d+"', "", text)

    assert seen(NUMBER) == seen("+8613900139000")


# --- one's own number ---


def test_a_number_is_added_with_the_password_and_the_code(client, owner):
    client.force_login(owner)
    assert "not your password" in step(client, OWN, "number", phone=NUMBER, password="x").content.decode()
    assert not OneTimeCode.objects.exists()
    step(client, OWN, "number", phone=NUMBER, password="secret-8")
    page = step(client, OWN, "code", code=last_code())
    assert "The number is yours" in page.content.decode()
    owner.refresh_from_db()
    assert (owner.phone, owner.phone_verified) == (NUMBER, True)
    assert SecurityEvent.objects.filter(user=owner, kind="phone_changed").exists()


def test_a_code_for_one_person_gives_the_number_to_nobody_else(client, owner, stranger):
    client.force_login(owner)
    step(client, OWN, "number", phone=NUMBER, password="secret-8")
    code = last_code()
    other = Client()
    other.force_login(stranger)
    session = other.session
    session["phone_phone"] = NUMBER
    session.save()
    assert "This code is not right" in step(other, OWN, "code", code=code).content.decode()


def test_somebody_elses_number_is_told_after_the_code_alone(client, owner):
    has_phone(make_user("first"))
    client.force_login(owner)
    page = step(client, OWN, "number", phone=NUMBER, password="secret-8").content.decode()
    assert "already" not in page
    assert "already" in step(client, OWN, "code", code=last_code()).content.decode()
    owner.refresh_from_db()
    assert owner.phone is None


def test_a_number_is_removed_with_the_password(client, owner):
    has_phone(owner)
    client.force_login(owner)
    assert "not your password" in step(client, OWN, "remove", password="x").content.decode()
    assert "The number is removed" in step(client, OWN, "remove", password="secret-8").content.decode()
    owner.refresh_from_db()
    assert owner.phone is None


def test_the_last_way_to_a_new_password_stays(client):
    person = make_user("nomad", email="", phone=NUMBER, phone_verified=True)
    client.force_login(person)
    assert "Add an e-mail address first" in step(client, OWN, "remove", password="secret-8").content.decode()
    person.refresh_from_db()
    assert person.phone == NUMBER


def test_guests_are_sent_to_the_sign_in(client):
    assert client.get(OWN)["Location"].startswith("/accounts/login/")
    assert client.post(OWN, {"step": "remove"}).status_code == 302


@pytest.mark.parametrize("path", ["/accounts/phone/sign-up/", "/accounts/phone/reset/"])
def test_there_are_no_such_pages_where_no_message_can_be_sent(client, settings, db, path):
    assert client.get(path).status_code == 200
    settings.SMS_BACKEND = ""
    assert client.get(path).status_code == 404
    assert b"/accounts/phone/" not in client.get("/accounts/signup/").content
