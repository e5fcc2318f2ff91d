"""The way out over HTTP: what it lets through, and how it ends when the other side misbehaves."""

import gzip
import itertools
import socket
import threading
import time
from io import BytesIO

import pytest

from common.http import OutgoingError, fetch
from tests.common.local_server import answer, raw, refusal, silence

# What an answer is


def test_an_answer_has_status_headers_and_body(server):
    server.answers = [answer(201, b'{"ok": true}', content_type="application/json")]
    got = fetch("POST", f"{server.url}/a?b=c", allowed_hosts=server.allowed, json={"x": 1})
    assert (got.status, got.headers["content-TYPE"], got.json()) == (201, "application/json", {"ok": True})
    asked = server.received[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/a?b=c", b'{"x": 1}')
    assert asked.headers["Host"] == f"127.0.0.1:{server.port}"


def test_files_are_sent_as_a_form(server):
    fetch(
        "POST", server.url, allowed_hosts=server.allowed, data={"key": "k"}, files={"file": BytesIO(b"jpeg")}
    )
    asked = server.received[0]
    assert asked.headers["Content-Type"].startswith("multipart/form-data")
    assert b"jpeg" in asked.body and b'name="key"' in asked.body


def test_a_redirect_is_an_answer_and_is_not_followed(server):
    server.answers = [answer(302, location=f"{server.url}/elsewhere")]
    assert fetch("GET", server.url, allowed_hosts=server.allowed).status == 302
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_status_is_an_answer(server, status):
    server.answers = [answer(status, b"no")]
    assert fetch("GET", server.url, allowed_hosts=server.allowed).status == status


def test_proxies_and_credentials_of_the_environment_are_not_used(server, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch("GET", server.url, allowed_hosts=server.allowed).status == 200
    assert "Authorization" not in server.received[0].headers


def test_a_caller_cannot_name_another_host_in_the_header(server):
    fetch("GET", server.url, allowed_hosts=server.allowed, headers={"host": "other.example"})
    assert server.received[0].headers.get_all("Host") == [f"127.0.0.1:{server.port}"]


# Where it may go


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/",
        "http://api.example.com:81/",
        "https://api.example.com.evil.example/",
        "https://api.example.com@evil.example/",
        "https://me:secret@api.example.com/",
        "https://evil.example\\@api.example.com/",
        "ftp://api.example.com/",
        "file:///etc/passwd",
        "gopher://api.example.com/",
        "//api.example.com/",
        "api.example.com",
        "http://",
        "",
        "http://api.example.com:port/",
    ],
)
def test_an_address_outside_the_list_is_not_asked(url, names):
    names.update({"api.example.com": ["127.0.0.1"], "evil.example": ["127.0.0.1"]})
    error = refusal("GET", url, allowed_hosts=["api.example.com"])
    assert (error.code, error.retryable, names.asked) == ("not_allowed", False, [])


def test_a_header_cannot_smuggle_a_line(server):
    error = refusal("GET", server.url, allowed_hosts=server.allowed, headers={"X-A": "1\r\nX-B: 2"})
    assert error.code == "not_allowed" and server.received == []


def test_this_machine_is_refused_when_the_list_does_not_call_it_private(server):
    error = refusal("GET", server.url, allowed_hosts=[f"127.0.0.1:{server.port}"])
    assert error.code == "not_allowed" and server.received == []


NOT_PUBLIC = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.8",
    "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "::1", "::", "fe80::1", "fe80::1%1",
    "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2002:7f00:1::1", "2001::1", "2001:db8::1", "3fff::1", "4000::1", "100::1",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_to_an_address_that_is_not_public_is_refused(address, names, monkeypatch):
    monkeypatch.setattr("urllib3.util.connection.create_connection", lambda *a, **k: pytest.fail("connected"))
    names["photos.example"] = [address]
    assert refusal("GET", "http://photos.example/", allowed_hosts=["photos.example"]).code == "not_allowed"


def test_one_address_that_is_not_public_among_public_ones_is_enough_to_refuse(names, monkeypatch):
    monkeypatch.setattr("urllib3.util.connection.create_connection", lambda *a, **k: pytest.fail("connected"))
    names["photos.example"] = ["8.8.8.8", "10.0.0.1"]
    assert refusal("GET", "http://photos.example/", allowed_hosts=["photos.example"]).code == "not_allowed"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_connected_to(address, names, monkeypatch):
    dialled = []

    def dial(place, *args, **kwargs):
        dialled.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr("urllib3.util.connection.create_connection", dial)
    names["photos.example"] = [address]
    assert refusal("GET", "http://PHOTOS.example/", allowed_hosts=["photos.example"]).code == "unreachable"
    assert dialled == [(address, 80)]


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "::ffff:127.0.0.1", "fe80::1"]
)
def test_link_local_and_disguised_addresses_stay_out_of_reach_of_private_names(address, names):
    names["analyzer"] = [address]
    assert refusal("GET", "http://analyzer/", allowed_hosts=["private:analyzer"]).code == "not_allowed"


def test_the_name_is_looked_up_once_and_the_checked_address_is_the_one_connected_to(server, names):
    answers = iter([["127.0.0.1"], ["127.0.0.99"]])
    names["analyzer.test"] = lambda: next(answers)
    got = fetch(
        "GET",
        f"http://analyzer.test:{server.port}/",
        allowed_hosts=[f"private:analyzer.test:{server.port}"],
    )
    assert got.status == 200 and names.asked == ["analyzer.test"]
    assert server.received[0].headers["Host"] == f"analyzer.test:{server.port}"


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_listen(server, names):
    names["analyzer.test"] = ["127.0.0.2", "127.0.0.1"]
    url = f"http://analyzer.test:{server.port}/"
    assert fetch("GET", url, allowed_hosts=[f"private:analyzer.test:{server.port}"]).status == 200


# How long, how much, how well


def drip(lines):
    return raw(itertools.chain([b"HTTP/1.1 200 OK\r\n"], lines), pause=0.05)


@pytest.mark.parametrize(
    "behaviour",
    [
        silence,
        drip(f"X-{n}: 1\r\n".encode() for n in range(90)),
        drip(itertools.chain([b"Content-Length: 900\r\n\r\n"], itertools.repeat(b"x"))),
        drip(itertools.chain([b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"1\r\nx\r\n"))),
        raw(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), pause=0.05),
    ],
    ids=["silence", "headers", "body", "chunks", "continue"],
)
def test_a_server_that_takes_its_time_is_left_and_no_thread_stays_behind(server, behaviour):
    server.answers = [behaviour]
    start = time.monotonic()
    error = refusal("GET", server.url, allowed_hosts=server.allowed, timeout=0.2)
    assert (error.code, error.retryable) == ("timeout", True)
    assert time.monotonic() - start < 1
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(1)
            assert not thread.is_alive()


def test_a_slow_name_server_does_not_hold_the_caller(names):
    names["photos.example"] = lambda: time.sleep(2) or ["127.0.0.1"]
    start = time.monotonic()
    error = refusal("GET", "http://photos.example/", allowed_hosts=["photos.example"], timeout=0.1)
    assert error.code == "timeout"
    assert time.monotonic() - start < 1.5


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(body=b"x" * 2001),
        drip([b"Transfer-Encoding: chunked\r\n\r\n", *[b"400\r\n" + b"x" * 1024 + b"\r\n"] * 9]),
        raw([b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2001]),
        answer(body=gzip.compress(b"x" * 10_000_000), content_encoding="gzip"),
    ],
    ids=["long", "endless", "until the end", "packed"],
)
def test_a_body_that_is_too_long_is_not_read(server, behaviour):
    server.answers = [behaviour]
    error = refusal("GET", server.url, allowed_hosts=server.allowed, max_bytes=2000)
    assert (error.code, error.retryable) == ("too_large", False)


def test_a_body_of_just_the_size_is_read(server):
    server.answers = [answer(body=b"x" * 2000)]
    assert len(fetch("GET", server.url, allowed_hosts=server.allowed, max_bytes=2000).body) == 2000


@pytest.mark.parametrize(
    ("behaviour", "code", "retryable"),
    [
        (raw([]), "unreachable", True),
        (raw([b"hello\r\n\r\n"]), "bad_answer", False),
        (raw([b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"]), "bad_answer", False),
        (raw([b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"]), "bad_answer", True),
        (raw([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]), "bad_answer", True),
        (answer(body=b"not gzip", content_encoding="gzip"), "bad_answer", False),
    ],
    ids=["hangs up", "not HTTP", "too many headers", "breaks off", "bad chunk", "not gzip"],
)
def test_a_broken_answer_says_how_it_is_broken(server, behaviour, code, retryable):
    server.answers = [behaviour]
    error = refusal("GET", server.url, allowed_hosts=server.allowed)
    assert (error.code, error.retryable) == (code, retryable)


def test_nobody_listening_is_unreachable():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        error = refusal("GET", f"http://127.0.0.1:{port}/", allowed_hosts=[f"private:127.0.0.1:{port}"])
    assert (error.code, error.retryable) == ("unreachable", True)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_json_that_is_none_is_a_bad_answer(server, body):
    server.answers = [answer(body=body)]
    got = fetch("GET", server.url, allowed_hosts=server.allowed)
    with pytest.raises(OutgoingError, match="bad_answer"):
        got.json()
