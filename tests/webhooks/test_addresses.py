"""Where webhooks may lead: to public hosts, by https, when they are made and whenever something is sent."""

import pytest
from django.core.exceptions import ValidationError

from common import http
from tests.common.local_server import answer
from tests.webhooks.receiving import happened, only_delivery
from webhooks import actions, addresses
from webhooks.models import Event, Webhook

PUBLIC = "93.184.215.14"


def refused(url):
    with pytest.raises(ValidationError) as caught:
        addresses.check(url)
    [error] = caught.value.error_dict["url"]
    return error.code


def test_a_public_host_by_https_is_fine(names):
    names["hooks.example"] = [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    for url in ("https://hooks.example/a?b=c", "https://HOOKS.example:8443/", f"https://{PUBLIC}/"):
        addresses.check(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fd00::1", "fd00:ec2::254",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(names, address):
    names["inside.example"] = [address]
    assert refused("https://inside.example/") == "url_not_allowed"
    names["mixed.example"] = [PUBLIC, address]
    assert refused("https://mixed.example/") == "url_not_allowed"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[fe80::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1",
     "[::ffff:127.0.0.1]", "0"],
)  # fmt: skip
def test_inner_hosts_are_refused_however_they_are_written(host):
    assert refused(f"https://{host}/") in ("url_not_allowed", "url_invalid", "url_unreachable")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example/", "url_not_https"),
        ("ftp://hooks.example/", "url_invalid"),
        ("file:///etc/passwd", "url_invalid"),
        ("gopher://hooks.example/", "url_invalid"),
        ("hooks.example", "url_invalid"),
        ("https://", "url_invalid"),
        ("", "url_invalid"),
        ("https://me:secret@hooks.example/", "url_credentials"),
        ("https://me@hooks.example/", "url_credentials"),
        ("https://hooks.example:25/", "url_not_allowed"),
        ("https://hooks.example:80/", "url_not_allowed"),
        ("https://hooks.example:99999/", "url_invalid"),
        ("https://hooks.example/\r\nX: y", "url_invalid"),
        ("https://hooks.example/\x00", "url_invalid"),
        ("https://hooks.example/\ud800", "url_invalid"),
        ("https://例子.example/", "url_invalid"),
        ("https://hooks.example/" + "x" * 1000, "url_invalid"),
    ],
)
def test_what_is_no_fitting_address_is_refused(names, url, code):
    names["hooks.example"] = [PUBLIC]
    assert refused(url) == code


def test_a_name_that_nobody_knows_is_refused(monkeypatch):
    import socket

    def unknown(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refused("https://nobody.example/") == "url_unreachable"


def test_http_is_for_developers(names, settings):
    names["hooks.example"] = [PUBLIC]
    settings.DEBUG = True
    addresses.check("http://hooks.example/")


def test_the_operator_may_open_her_own_network(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["10.0.0.7:8443"]
    addresses.check("https://10.0.0.7:8443/")
    assert refused("https://10.0.0.7/") == "url_not_allowed"
    assert refused("https://10.0.0.8:8443/") == "url_not_allowed"
    settings.WEBHOOK_PRIVATE_HOSTS = ["169.254.169.254:443"]
    assert refused("https://169.254.169.254/") == "url_not_allowed"


def test_the_analyzer_s_host_is_none_for_webhooks(settings):
    settings.OUTGOING_ALLOWED_HOSTS = ["private:127.0.0.1:9000"]
    assert refused("https://127.0.0.1:9000/") == "url_not_allowed"


@pytest.mark.django_db
def test_a_name_that_changes_its_mind_reaches_nothing(names, server, owner, public_album, settings):
    """DNS rebinding: public when it was registered, this machine when something is sent."""
    settings.DEBUG = True
    names["rebind.example"] = [PUBLIC]
    url = f"http://rebind.example:{server.port}/"
    actions.make(user=owner, url=url, events=[Event.ALBUM_PUBLISHED])
    names["rebind.example"] = ["127.0.0.1"]
    happened(Event.ALBUM_PUBLISHED, public_album)
    row = only_delivery()
    assert (server.received, row.state, row.error) == ([], "waiting", "not_allowed")


@pytest.mark.django_db
def test_a_redirect_is_not_followed(receiver, owner, public_album):
    receiver.server.answers = [answer(307, location=f"{receiver.server.url}/inside")]
    receiver.webhook(owner)
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert [asked.path for asked in receiver.server.received] == ["/hook"]
    assert only_delivery().status == 307


@pytest.mark.django_db
def test_what_was_registered_by_other_rules_is_not_sent(receiver, owner, public_album, settings):
    receiver.webhook(owner)
    settings.DEBUG = False
    happened(Event.ALBUM_PUBLISHED, public_album)
    assert (receiver.heard, only_delivery().error) == ([], "not_allowed")
    assert Webhook.objects.get().active


def test_only_the_beginning_of_an_answer_is_read(server):
    server.answers = [answer(200, b"x" * 100_000)]
    got = http.fetch("GET", server.url, allowed_hosts=server.allowed, max_bytes=1000, cut=True)
    assert (got.status, got.body) == (200, b"x" * 1000)
