"""Whom a request comes from: forged headers never matter."""

import pytest
from django.test import RequestFactory

from common.network import client_ip, limit_key, network_of


def ip(remote="198.51.100.7", forwarded=None):
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))


@pytest.mark.parametrize("forged", [None, "", "203.0.113.9", "203.0.113.9, 192.0.2.1", "<script>", ",,,"])
def test_without_a_proxy_of_ours_the_header_counts_for_nothing(forged):
    assert ip(forwarded=forged) == "198.51.100.7"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 7.7.7.7, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6,203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::5]:4711", "2001:db8::5"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_behind_one_proxy_its_own_entry_counts(settings, forwarded, expected):
    settings.TRUSTED_PROXIES = 1
    assert ip("10.0.0.1", forwarded) == expected


def test_behind_two_proxies_the_second_entry_from_the_right_counts(settings):
    settings.TRUSTED_PROXIES = 2
    assert ip("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2") == "203.0.113.9"


def test_who_came_past_the_proxies_is_the_one_who_connected(settings):
    settings.TRUSTED_PROXIES = 2
    assert ip("198.51.100.7", "6.6.6.6") == "198.51.100.7"


def test_a_socket_file_has_no_address():
    assert ip("") == ""


def test_only_the_network_is_shown():
    assert network_of("203.0.113.9") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::5") == "2001:db8:1::/48"
    assert network_of("") == ""


def test_a_subscriber_of_ipv6_counts_as_one():
    assert limit_key("2001:db8:1:2::5") == limit_key("2001:db8:1:2:ffff::1") != limit_key("2001:db8:1:3::5")
    assert limit_key("203.0.113.9") != limit_key("203.0.113.10")
    assert limit_key("") == "nowhere"
