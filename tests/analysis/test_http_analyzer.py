"""The HTTP analyzer against a real server that answers well, badly, late or not at all."""

import hashlib
import hmac
import json
import re
import threading
import time
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from galleries.analysis import http
from galleries.analysis.base import AnalysisFailed, Subject, Suggestion, load_analyzer
from galleries.analysis.http import HttpAnalyzer
from tests.common.local_server import LocalServer, answer, raw, silence

SECRET = "a secret that both sides know"
JPEG = b"\xff\xd8 a small picture \xff\xd9"


@pytest.fixture
def server():
    with LocalServer() as running:
        yield running


@pytest.fixture
def picture(tmp_path) -> Subject:
    (tmp_path / "small.jpg").write_bytes(JPEG)
    taken = datetime(2025, 10, 4, 17, 52, 10)
    return Subject(tmp_path / "small.jpg", "ab" * 32, 6000, 4000, taken_at=taken, latitude=31.2304)


@pytest.fixture
def analyzer(server) -> HttpAnalyzer:
    return HttpAnalyzer(f"{server.url}/analyse", SECRET, server.allowed, timeout=2.0, pause=0.001)


def tags(*given, **headers):
    return answer(body=json.dumps({"tags": list(given)}).encode(), **headers)


MOUNTAIN = {"en": "mountain", "zh": "山", "confidence": 0.93}
GOOD = tags(MOUNTAIN)


def failure(analyzer: HttpAnalyzer, picture: Subject) -> AnalysisFailed:
    with pytest.raises(AnalysisFailed) as caught:
        analyzer.analyse(picture)
    return caught.value


def test_tags_become_suggestions_the_surest_first(server, analyzer, picture):
    server.answers = [
        tags({"en": "fog", "zh": None, "confidence": 0}, {"zh": "海", "confidence": 1}, MOUNTAIN)
    ]
    assert analyzer.analyse(picture) == [
        Suggestion("", "海", 1.0),
        Suggestion("mountain", "山", 0.93),
        Suggestion("fog", "", 0.0),
    ]


def test_nothing_to_say_is_an_answer(server, analyzer, picture):
    server.answers = [tags()]
    assert analyzer.analyse(picture) == []


def test_the_small_picture_is_sent_and_signed(server, analyzer, picture):
    server.answers = [GOOD]
    analyzer.analyse(picture)
    asked = server.received[0]
    assert (asked.method, asked.path, asked.body) == ("POST", "/analyse", JPEG)
    assert asked.headers["Content-Type"] == "image/jpeg"
    stamp = asked.headers["X-Vitrine-Timestamp"]
    assert abs(time.time() - int(stamp)) < 5
    message = f"{stamp}.{hashlib.sha256(JPEG).hexdigest()}".encode()
    expected = hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
    assert asked.headers["X-Vitrine-Signature"] == f"v1={expected}"


def test_hints_are_sent_but_never_the_place(server, analyzer, picture):
    server.answers = [GOOD]
    analyzer.analyse(picture)
    headers = server.received[0].headers
    assert headers["X-Vitrine-Photo"] == picture.sha256
    assert headers["X-Vitrine-Size"] == "6000x4000"
    assert headers["X-Vitrine-Taken-At"] == "2025-10-04T17:52:10"
    assert "31.2" not in str(headers)


@pytest.mark.parametrize(
    "hiccup",
    [
        answer(500),
        answer(503),
        answer(429),
        answer(429, retry_after="0"),
        answer(503, retry_after="soon"),
        raw([]),
    ],
    ids=["500", "503", "429", "429 at once", "503 nonsense", "hangs up"],
)
def test_a_hiccup_is_asked_again(server, analyzer, picture, hiccup):
    server.answers = [hiccup, hiccup, GOOD]
    assert len(analyzer.analyse(picture)) == 1
    assert len(server.received) == 3


def test_a_timeout_is_asked_again(server, analyzer, picture):
    analyzer.timeout = 0.1
    server.answers = [silence, GOOD]
    analyzer.analyse(picture)
    assert len(server.received) == 2


def test_three_hiccups_are_a_failure_that_may_pass(server, analyzer, picture):
    server.answers = [answer(503)]
    failed = failure(analyzer, picture)
    assert failed.retryable and "503" in failed.reason
    assert len(server.received) == 3


def test_nobody_listening_is_a_failure_that_may_pass(server, analyzer, picture):
    server.__exit__()
    assert failure(analyzer, picture).retryable


def test_retry_after_is_waited_for(server, analyzer, picture, monkeypatch):
    waits = []
    monkeypatch.setattr(http.time, "sleep", waits.append)
    server.answers = [answer(429, retry_after="3"), GOOD]
    analyzer.analyse(picture)
    assert waits == [3.0]


def test_a_long_retry_after_is_left_to_the_job(server, analyzer, picture):
    server.answers = [answer(429, retry_after="3600")]
    assert failure(analyzer, picture).retryable
    assert len(server.received) == 1


def test_waits_grow_and_differ(server, analyzer, picture, monkeypatch):
    waits = []
    monkeypatch.setattr(http.time, "sleep", waits.append)
    monkeypatch.setattr(http.random, "uniform", lambda low, high: high)
    analyzer.pause = 1.0
    server.answers = [answer(500)]
    failure(analyzer, picture)
    assert waits == [1.5, 3.0]


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 413])
def test_a_refusal_is_final(server, analyzer, picture, status):
    server.answers = [answer(status, location=f"{server.url}/elsewhere")]
    failed = failure(analyzer, picture)
    assert not failed.retryable and str(status) in failed.reason
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"[]",
        b"{}",
        b'{"tags": null}',
        b'{"tags": {"en": "sea"}}',
        b'{"tags": ["sea"]}',
        b'{"tags": [{"en": "sea"}]}',
        b'{"tags": [{"confidence": 0.5}]}',
        b'{"tags": [{"en": "", "zh": " ", "confidence": 0.5}]}',
        b'{"tags": [{"en": 7, "confidence": 0.5}]}',
        b'{"tags": [{"en": ["sea"], "confidence": 0.5}]}',
        b'{"tags": [{"en": false, "zh": "s", "confidence": 0.5}]}',
        b'{"tags": [{"en": "sea", "confidence": "0.5"}]}',
        b'{"tags": [{"en": "sea", "confidence": true}]}',
        b'{"tags": [{"en": "sea", "confidence": NaN}]}',
        b'{"tags": [{"en": "sea", "confidence": Infinity}]}',
        b'{"tags": [{"en": "sea", "confidence": 93}]}',
        b'{"tags": [{"en": "sea", "confidence": -0.1}]}',
        b'{"tags": [{"en": "sea", "confidence": 1' + b"0" * 400 + b"}]}",
        b'{"tags": [{"en": "sea", "confidence": 1' + b"0" * 9000 + b"}]}",
        b'{"tags": [{"en": "' + b"s" * 51 + b'", "confidence": 0.5}]}',
        b'{"tags": [{"en": "sea", "confidence": 0.5}, {"en": "\\ud800", "confidence": 0.5}]}',
        json.dumps({"tags": [{"en": f"tag {n}", "confidence": 0.5} for n in range(101)]}).encode(),
        b'{"tags": []}' + b" " * 300_000,
    ],
)
def test_an_answer_that_breaks_the_contract_is_a_failure_with_a_reason(server, analyzer, picture, body):
    server.answers = [answer(body=body)]
    failed = failure(analyzer, picture)
    assert not failed.retryable and failed.reason.startswith("The analysis service")
    assert len(server.received) == 1


def test_a_host_that_is_not_allowed_is_not_asked(server, picture):
    failed = failure(HttpAnalyzer(server.url, SECRET, ["vision.example.com"]), picture)
    assert not failed.retryable and server.received == []


def test_a_missing_picture_is_a_failure(analyzer, tmp_path):
    assert failure(analyzer, Subject(tmp_path / "gone.jpg", "", 1, 1)).retryable


def settings_of(monkeypatch, **given):
    monkeypatch.setattr(http, "settings", SimpleNamespace(**given))


def test_the_settings_say_where_to_ask(monkeypatch, server, picture):
    settings_of(
        monkeypatch,
        ANALYZER_HTTP_URL=server.url,
        ANALYZER_HTTP_SECRET=SECRET,
        OUTGOING_ALLOWED_HOSTS=server.allowed,
    )
    server.answers = [GOOD]
    assert len(load_analyzer("galleries.analysis.http.HttpAnalyzer").analyse(picture)) == 1


@pytest.mark.parametrize(("url", "secret"), [("", SECRET), ("https://vision.example.com/", "")])
def test_settings_that_are_missing_are_told(monkeypatch, url, secret):
    settings_of(monkeypatch, ANALYZER_HTTP_URL=url, ANALYZER_HTTP_SECRET=secret, OUTGOING_ALLOWED_HOSTS=[])
    with pytest.raises(ImproperlyConfigured):
        HttpAnalyzer.from_settings()


def test_the_server_in_the_guide_works(monkeypatch, picture):
    monkeypatch.setenv("ANALYZER_HTTP_SECRET", SECRET)
    guide = (Path(__file__).parents[2] / "docs" / "analyzer.md").read_text(encoding="utf-8")
    (example,) = [code for code in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if "do_POST" in code]
    names = {"__name__": "example"}
    exec(example, names)
    names["Handler"].log_message = lambda *args: None
    with ThreadingHTTPServer(("127.0.0.1", 0), names["Handler"]) as running:
        threading.Thread(target=running.serve_forever, args=[0.02], daemon=True).start()
        port = running.server_address[1]
        ours = HttpAnalyzer(f"http://127.0.0.1:{port}/", SECRET, [f"private:127.0.0.1:{port}"])
        assert ours.analyse(picture) == [Suggestion("mountain", "山", 0.93)]
        ours.secret = "another"
        assert "401" in failure(ours, picture).reason
        running.shutdown()
