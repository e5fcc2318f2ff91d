"""Codes by text message: ten minutes, five tries, once; and what they may cost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from outbox.models import Message
from tests.factories import make_user
from tests.users.phone_helpers import NUMBER, another, ask_code, last_code, register
from users import codes
from users.models import OneTimeCode, User

pytestmark = pytest.mark.django_db


def ask(client, phone=NUMBER, purpose="sign_up", **extra):
    body = {"phone": phone, "purpose": purpose}
    return client.post("/api/v1/auth/codes/", body, "application/json", **extra)


def test_a_code_is_sent_in_the_background_and_only_its_hash_is_kept(client, phones):
    response = ask(client)
    assert response.status_code == 202
    assert response.json() == {"retry_after": 60}
    [sent] = phones
    assert (sent.phone, sent.purpose, sent.params["minutes"]) == (NUMBER, "sign_up", "10")
    assert len(sent.code) == 6
    assert sent.code.isdecimal()
    row = OneTimeCode.objects.get()
    assert sent.code not in str(vars(row))
    assert len(row.code_hash) == 64


@pytest.mark.parametrize(
    "typed", ["138 0013 8000", "+86 138-0013-8000", "008613800138000", "１３８００１３８０００"]
)
def test_a_number_may_be_written_in_many_ways(client, phones, typed):
    assert ask(client, typed).status_code == 202
    assert phones[0].phone == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "123", "nonsense", "1380013800O", "+999123456789", "1" * 30, "138\x0000138000x", "<b>"]
)
def test_what_is_no_number_is_refused(client, typed):
    response = ask(client, typed)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "phone"
    assert not OneTimeCode.objects.exists()


def test_one_a_minute_and_the_wait_is_told(client, clock):
    ask(client)
    clock.forward(seconds=15)
    again = ask(client)
    assert again.status_code == 429
    assert again.json()["code"] == "too_many"
    assert again.json()["retry_after"] == 45
    assert again["Retry-After"] == "45"
    clock.forward(seconds=46)
    assert ask(client).status_code == 202


def test_five_a_day_for_one_number(client, clock):
    for _ in range(5):
        assert ask(client).status_code == 202
        clock.forward(minutes=2)
    refused = ask(client)
    assert refused.status_code == 429
    assert refused.json()["retry_after"] > 23 * 3600
    assert ask(client, phone="+8613900139000").status_code == 202
    clock.forward(days=1)
    assert ask(client).status_code == 202


def test_a_network_has_a_budget_whatever_it_says_of_itself(client, settings):
    settings.LIMITS = {**settings.LIMITS, "code_network": "3/1h"}
    answers = [
        ask(client, f"+861380013800{n}", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(5)
    ]
    assert answers == [202, 202, 202, 429, 429]
    assert ask(client, "+8613800138009", REMOTE_ADDR="198.51.100.9").status_code == 202


def test_the_site_has_a_budget(client, settings):
    settings.LIMITS = {**settings.LIMITS, "code_site": "3/1d"}
    answers = [ask(client, f"+861380013800{n}", REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(5)]
    assert answers == [202, 202, 202, 429, 429]
    assert Message.objects.count() == 3


def test_asking_too_often_for_one_number_does_not_use_up_the_network(client, settings):
    settings.LIMITS = {**settings.LIMITS, "code_network": "2/1h"}
    for _ in range(10):
        ask(client)
    assert ask(client, "+8613900139000").status_code == 202


def test_codes_are_refused_while_nothing_can_be_counted(client, settings):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "limits": away}
    response = ask(client)
    assert response.status_code == 503
    assert response.json()["code"] == "try_later"
    assert not Message.objects.exists()


def test_without_a_provider_nobody_is_told_that_a_code_was_sent(client, settings):
    settings.SMS_BACKEND = ""
    response = ask(client)
    assert response.status_code == 503
    assert response.json()["code"] == "sms_unavailable"
    assert not OneTimeCode.objects.exists()


def test_after_ten_minutes_a_code_is_worth_nothing(client, clock):
    code = ask_code(client)
    clock.forward(minutes=10, seconds=1)
    response = register(client, phone=NUMBER, code=code)
    assert (response.status_code, response.json()["code"]) == (400, "wrong_code")
    assert not User.objects.exists()


def test_after_five_wrong_tries_the_right_one_comes_too_late(client):
    code = ask_code(client)
    for _ in range(5):
        assert register(client, phone=NUMBER, code=another(code)).json()["code"] == "wrong_code"
    assert register(client, phone=NUMBER, code=code).json()["code"] == "wrong_code"
    assert OneTimeCode.objects.get().tries == 5


def test_the_fifth_try_still_counts(client):
    code = ask_code(client)
    for _ in range(4):
        register(client, phone=NUMBER, code=another(code))
    assert register(client, phone=NUMBER, code=code).status_code == 201


def test_only_the_newest_code_counts(client, clock):
    old = ask_code(client)
    clock.forward(minutes=2)
    new = ask_code(client)
    while new == old:
        clock.forward(minutes=2)
        new = ask_code(client)
    assert register(client, phone=NUMBER, code=old).json()["code"] == "wrong_code"
    assert register(client, phone=NUMBER, code=new).status_code == 201


def test_a_code_counts_once(client):
    code = ask_code(client)
    assert register(client, phone=NUMBER, code=code).status_code == 201
    assert register(client, phone=NUMBER, code=code, username="second").json()["code"] == "wrong_code"


def test_a_code_counts_for_what_it_was_asked_for_and_for_its_number_alone(client):
    make_user(phone=NUMBER, phone_verified=True)
    code = ask_code(client, "reset")
    other = ask_code(client, "sign_up", "+8613900139000")
    assert register(client, phone=NUMBER, code=code).json()["code"] == "wrong_code"
    assert register(client, phone=NUMBER, code=other).json()["code"] == "wrong_code"


def test_a_code_may_be_typed_with_blanks_and_in_full_width(client):
    code = ask_code(client)
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)
    assert register(client, phone=NUMBER, code=f"{wide[:3]} {wide[3:]}").status_code == 201


def test_wrong_codes_are_counted_by_network(client, settings):
    settings.LIMITS = {**settings.LIMITS, "code_tries_network": "3/15m"}
    answers = [register(client, phone=f"+861380013800{n}", code="000000").status_code for n in range(4)]
    assert answers == [400, 400, 400, 429]


def test_codes_are_forgotten_a_day_later(client, clock):
    ask_code(client)
    clock.forward(hours=23)
    codes.sweep()
    assert OneTimeCode.objects.exists()
    clock.forward(hours=2)
    codes.sweep()
    assert not OneTimeCode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_use_one_code_at_once_one_gets_by():
    code = ask_code(Client())

    def use(n):
        try:
            return register(Client(), phone=NUMBER, code=code, username=f"racer{n}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(use, range(20)))
    assert answers == [201] + [400] * 19
    assert User.objects.filter(phone=NUMBER).count() == 1
    assert last_code() == code
