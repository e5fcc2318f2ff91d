"""Trying passwords: stopped by account and by network, without locking out the person whose account it is."""

import pytest
from django.test import Client

from tests.factories import make_user
from users import known_devices
from users.models import SecurityEvent

pytestmark = pytest.mark.django_db

PASSWORD = "secret-8"
NEAR, FAR = "198.51.100.7", "203.0.113.9"


def sign_in(name, password=PASSWORD, *, ip=NEAR, client=None, device="", **extra):
    """The answer of the API's door."""
    if device:
        extra["HTTP_X_DEVICE_TOKEN"] = device
    body = {"username": name, "password": password}
    return (client or Client()).post("/api/v1/auth/token/", body, "application/json", REMOTE_ADDR=ip, **extra)


def attack(name, times, *, ip=NEAR, **extra):
    return [sign_in(name, f"guess-{n}", ip=ip, **extra).status_code for n in range(times)]


def test_ten_guesses_from_one_network_at_one_account(owner):
    assert attack(owner.username, 12) == [401] * 10 + [429] * 2
    refused = sign_in(owner.username)
    assert refused.status_code == 429
    assert 0 < refused.json()["retry_after"] <= 900


def test_calling_the_account_by_another_of_its_names_is_no_way_round(owner):
    owner.phone, owner.phone_verified = "+8613800138000", True
    owner.save()
    names = [owner.username, owner.email, owner.email.upper(), "138 0013 8000", "+8613800138000"]
    answers = [sign_in(names[n % 5], "guess").status_code for n in range(12)]
    assert answers == [401] * 10 + [429] * 2


def test_forged_addresses_are_no_way_round(owner):
    answers = [
        sign_in(owner.username, "guess", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(12)
    ]
    assert answers == [401] * 10 + [429] * 2


def test_behind_a_proxy_forged_addresses_are_no_way_round_either(owner, settings):
    settings.TRUSTED_PROXIES = 1
    answers = [
        sign_in(owner.username, "guess", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, {FAR}").status_code
        for n in range(12)
    ]
    assert answers == [401] * 10 + [429] * 2
    assert sign_in(owner.username, HTTP_X_FORWARDED_FOR=f"{FAR}, {NEAR}").status_code == 200


def test_many_networks_at_one_account_are_stopped_too(owner):
    answers = [status for n in range(60) for status in attack(owner.username, 1, ip=f"203.0.113.{n}")]
    assert answers == [401] * 50 + [429] * 10


def test_one_network_at_many_accounts_is_stopped():
    answers = [sign_in(f"nobody{n}", "guess").status_code for n in range(70)]
    assert answers == [401] * 60 + [429] * 10
    assert sign_in("nobody99", "guess", ip=FAR).status_code == 401


def test_the_neighbours_in_an_ipv6_network_count_together(owner):
    answers = [sign_in(owner.username, "guess", ip=f"2001:db8::{n}").status_code for n in range(1, 13)]
    assert answers == [401] * 10 + [429] * 2


def test_a_botnet_meets_the_limit_of_the_site(settings):
    settings.LIMITS = {**settings.LIMITS, "sign_in_site": "5/15m"}
    answers = [sign_in(f"nobody{n}", "guess", ip=f"203.0.113.{n}").status_code for n in range(7)]
    assert answers == [401] * 5 + [429] * 2


def test_the_owner_comes_in_on_a_device_that_she_used_before(owner):
    device = sign_in(owner.username).json()["device_token"]
    for n in range(60):
        attack(owner.username, 1, ip=f"203.0.113.{n}")
    attack(owner.username, 70)
    assert sign_in(owner.username).status_code == 429
    assert sign_in(owner.username, device=device).status_code == 200


def test_in_a_browser_the_cookie_says_so(owner):
    browser = Client(REMOTE_ADDR=NEAR)
    browser.post("/accounts/login/", {"login": owner.username, "password": PASSWORD})
    assert "device" in browser.cookies
    cookie = browser.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    attack(owner.username, 70)
    assert sign_in(owner.username, client=browser).status_code == 200


def test_a_known_device_guesses_no_more_than_others(owner):
    device = sign_in(owner.username).json()["device_token"]
    assert attack(owner.username, 12, device=device) == [401] * 10 + [429] * 2


def test_a_device_is_known_for_the_accounts_that_signed_in_on_it(owner, stranger):
    device = sign_in(owner.username).json()["device_token"]
    attack(stranger.username, 11)
    assert sign_in(stranger.username, device=device).status_code == 429


@pytest.mark.parametrize("device", ["x", "a:b:c", "é", "{}", "x" * 5000, "W10:1abcde:AAAA"])
def test_what_we_have_not_written_makes_no_device_known(owner, device):
    assert attack(owner.username, 12, device=device) == [401] * 10 + [429] * 2


def test_a_signed_text_of_another_shape_is_no_device(owner, rf):
    from django.core import signing

    for value in ([1], "x", 5, None, {"id": 1}, {"accounts": 5}):
        request = rf.get("/", headers={known_devices.HEADER: signing.dumps(value, salt=known_devices.SALT)})
        assert known_devices.id_of(request, owner) == ""


def test_on_a_new_device_she_waits_a_quarter_of_an_hour_at_most(owner, clock):
    attack(owner.username, 30)
    clock.forward(minutes=8)
    attack(owner.username, 100)
    assert sign_in(owner.username).status_code == 429
    clock.forward(minutes=7, seconds=1)
    assert sign_in(owner.username).status_code == 200


def test_signing_in_rightly_never_counts(owner):
    assert {sign_in(owner.username).status_code for _ in range(70)} == {200}


def test_signing_in_rightly_to_ones_own_account_does_not_wipe_out_guesses(owner, stranger):
    for _ in range(5):
        attack(owner.username, 2)
        assert sign_in(stranger.username).status_code == 200
    assert attack(owner.username, 1) == [429]


def test_the_log_has_a_line_a_minute_for_each_network(owner, clock):
    attack(owner.username, 10)
    assert SecurityEvent.objects.filter(user=owner, kind="sign_in_failed").count() == 1
    attack(owner.username, 1, ip=FAR)
    clock.forward(minutes=1, seconds=1)
    attack(owner.username, 10, ip=FAR)
    lines = SecurityEvent.objects.filter(user=owner, kind="sign_in_failed")
    assert [line.network for line in lines.order_by("pk")] == [
        "198.51.100.0/24",
        "203.0.113.0/24",
        "203.0.113.0/24",
    ]


def test_nobody_signs_in_while_nothing_can_be_counted(owner, settings):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "limits": away}
    response = sign_in(owner.username)
    assert response.status_code == 503
    assert response.json()["code"] == "try_later"
    assert int(response["Retry-After"]) > 0


def test_a_thousand_attempts_over_a_hundred_accounts(clock):
    """From one machine that forges where it is, and then from a hundred that need not."""
    people = [make_user(f"victim{n}") for n in range(100)]
    forged = [
        sign_in(people[n % 100].username, "guess", HTTP_X_FORWARDED_FOR=f"10.{n % 250}.0.1").status_code
        for n in range(1000)
    ]
    assert forged.count(401) == 60
    assert forged.count(429) == 940
    spread = [
        sign_in(people[n % 2].username, "guess", ip=f"203.0.{n % 100}.1").status_code for n in range(1000)
    ]
    assert spread.count(401) == 2 * 50 - 2  # one guess at each came already
    assert sign_in(people[50].username, ip=FAR).status_code == 200
    assert sign_in(people[0].username, ip=FAR).status_code == 429
    clock.forward(minutes=15)
    assert [sign_in(person.username).status_code for person in people] == [200] * 100


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("\x00", "x"), ("owner", "\x00"), ("owner", "x" * 1024), ("x" * 254, "x"), ("' OR 1=1 --", "x"),
        ("\u202eowner", "x"), ("@", "x"), ("a@" + "é" * 60 + ".org", "x"), ("+", "+"), ("{{7*7}}", "x"),
    ],
)  # fmt: skip
def test_hostile_text_is_a_wrong_name_and_no_more(owner, name, password):
    response = sign_in(name, password)
    assert response.status_code in (400, 401), response.content
    assert response.json()["code"]
