"""How often is too often: windows that end, counters that cannot be lost or forged."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches

from common import limits


@pytest.fixture(autouse=True)
def rules(settings):
    settings.LIMITS = {"thing": "3/1m", "two": "1/1m 2/1h"}


def hits(rule, key, times):
    """How many of them were allowed."""
    allowed = 0
    for _ in range(times):
        try:
            limits.hit(rule, key)
        except limits.TooMany:
            continue
        allowed += 1
    return allowed


def test_more_than_allowed_is_refused_and_the_wait_is_told(clock):
    assert hits("thing", "a", 3) == 3
    clock.forward(seconds=20)
    with pytest.raises(limits.TooMany) as refused:
        limits.hit("thing", "a")
    assert refused.value.status == 429
    assert refused.value.code == "too_many"
    assert 39 <= refused.value.retry_after <= 41


def test_each_key_counts_for_itself():
    assert hits("thing", "a", 5) == 3
    assert hits("thing", "b", 5) == 3


def test_further_tries_do_not_make_the_wait_longer(clock):
    hits("thing", "a", 3)
    for _ in range(5):
        clock.forward(seconds=10)
        assert hits("thing", "a", 10) == 0
    clock.forward(seconds=11)
    assert hits("thing", "a", 5) == 3


def test_the_longest_of_several_waits_is_told(clock):
    limits.hit("two", "a")
    with pytest.raises(limits.TooMany) as soon:
        limits.hit("two", "a")
    assert soon.value.retry_after <= 60
    clock.forward(seconds=61)
    with pytest.raises(limits.TooMany) as late:
        limits.hit("two", "a")
    assert 3400 < late.value.retry_after <= 3600


def test_a_look_counts_nothing():
    assert [limits.peek("thing", "a") for _ in range(5)] == [0] * 5
    hits("thing", "a", 3)
    assert 0 < limits.peek("thing", "a") <= 60


def test_a_hit_can_be_given_back_but_never_more_than_was_counted():
    limits.give_back("thing", "a")
    limits.hit("thing", "a")
    limits.give_back("thing", "a")
    limits.give_back("thing", "a")
    assert hits("thing", "a", 5) == 3


def test_a_window_may_end_while_a_hit_is_given_back(monkeypatch):
    def gone(self, key, delta=1, version=None):
        raise ValueError(f"Key '{key}' not found.")  # as every cache says it

    limits.hit("thing", "a")
    monkeypatch.setattr(type(caches["limits"]), "decr", gone)
    limits.give_back("thing", "a")


def test_what_was_counted_can_be_forgotten():
    hits("thing", "a", 3)
    limits.clear("thing", "a")
    assert hits("thing", "a", 5) == 3


def test_of_parallel_hits_no_more_than_allowed_get_through():
    with ThreadPoolExecutor(20) as pool:
        allowed = list(pool.map(lambda _: hits("thing", "a", 5), range(20)))
    assert sum(allowed) == 3


def test_the_cache_holds_no_readable_key():
    limits.hit("thing", "+8613800138000")
    assert not any("13800138000" in key for key in caches["limits"]._cache)


def test_when_the_cache_is_away_nothing_limited_is_allowed(settings):
    away = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        **settings.CACHES,
        "limits": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": away},
    }
    for call in (limits.hit, limits.peek, limits.give_back, limits.clear):
        with pytest.raises(limits.CannotCount) as refused:
            call("thing", "a")
        assert refused.value.status == 503
        assert refused.value.code == "try_later"
        assert refused.value.retry_after > 0


@pytest.mark.parametrize("text", ["", "many", "3", "3/m", "3/1w", "3/1m,2/1h"])
def test_a_rate_that_says_nothing_is_refused(text):
    with pytest.raises(ValueError, match="No rate"):
        limits.rates(text)


@pytest.mark.parametrize(
    ("seconds", "text"), [(1, "1 second."), (60, "60 seconds."), (900, "15 minutes."), (86400, "24 hours.")]
)
def test_people_are_told_how_long_to_wait(seconds, text):
    assert str(limits.TooMany(seconds)).endswith(text)
