"""Asks an analysis service over HTTP. docs/analyzer.md tells its side of the contract."""

import hashlib
import hmac
import math
import random
import time
from collections.abc import Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common.http import Answer, OutgoingError, fetch
from galleries.analysis.base import AnalysisFailed, Analyzer, Subject, Suggestion, surest_first

MAX_ANSWER = 256 * 1024
MAX_TAGS = 100
TRIES = 3
LONGEST_WAIT = 5.0  # seconds; a service that wants more gets it from the job, which comes back later


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Vitrine-Signature."""
    message = f"{timestamp}.{hashlib.sha256(body).hexdigest()}"
    return "v1=" + hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


class HttpAnalyzer(Analyzer):
    """Sends the small picture, signed, and takes back tags. The photo's position is never sent."""

    name = "http"

    def __init__(
        self, url: str, secret: str, allowed_hosts: Iterable[str], timeout: float = 5.0, pause: float = 0.5
    ) -> None:
        self.url, self.secret, self.allowed_hosts = url, secret, tuple(allowed_hosts)
        self.timeout, self.pause = timeout, pause

    @classmethod
    def from_settings(cls) -> "HttpAnalyzer":
        if not settings.ANALYZER_HTTP_URL or not settings.ANALYZER_HTTP_SECRET:
            raise ImproperlyConfigured("HttpAnalyzer needs ANALYZER_HTTP_URL and ANALYZER_HTTP_SECRET.")
        return cls(settings.ANALYZER_HTTP_URL, settings.ANALYZER_HTTP_SECRET, settings.OUTGOING_ALLOWED_HOSTS)

    def analyse(self, picture: Subject) -> list[Suggestion]:
        try:
            body = picture.path.read_bytes()
        except OSError as error:
            raise AnalysisFailed("The small picture cannot be read.", retryable=True) from error
        for attempt in range(TRIES):
            try:
                return self._ask(picture, body)
            except _TryAgain as again:
                pause = self.pause * 2**attempt * random.uniform(0.5, 1.5)
                wait = max(pause, again.wait)
                if attempt == TRIES - 1 or wait > LONGEST_WAIT:
                    raise AnalysisFailed(again.reason, retryable=True) from again
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _ask(self, picture: Subject, body: bytes) -> list[Suggestion]:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "image/jpeg",
            "Accept": "application/json",
            "X-Vitrine-Timestamp": timestamp,
            "X-Vitrine-Signature": sign(self.secret, timestamp, body),
            "X-Vitrine-Photo": picture.sha256,
            "X-Vitrine-Size": f"{picture.width}x{picture.height}",
        }
        if picture.taken_at is not None:
            headers["X-Vitrine-Taken-At"] = picture.taken_at.strftime("%Y-%m-%dT%H:%M:%S")
        try:
            answer = fetch(
                "POST",
                self.url,
                allowed_hosts=self.allowed_hosts,
                timeout=self.timeout,
                max_bytes=MAX_ANSWER,
                headers=headers,
                data=body,
            )
            if answer.status == 429 or answer.status >= 500:
                raise _TryAgain(f"The analysis service answered {answer.status}.", _retry_after(answer))
            if answer.status != 200:
                _refuse(f"status {answer.status}")
            return _suggestions(answer.json())
        except OutgoingError as error:
            if error.retryable:
                raise _TryAgain(f"The analysis service gave no answer ({error.code}).") from error
            raise AnalysisFailed(f"The analysis service cannot be used ({error}).") from error


class _TryAgain(Exception):
    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


def _retry_after(answer: Answer) -> float:
    """Seconds to wait; a date or nonsense counts as not said."""
    try:
        wait = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return 0.0
    return wait if math.isfinite(wait) else 0.0


def _suggestions(content: Any) -> list[Suggestion]:
    """The tags in the service's JSON.

    One that breaks the contract spoils the answer: half of it would hide a fault that somebody should mend.
    """
    tags: Any = content.get("tags") if isinstance(content, dict) else None
    if not isinstance(tags, list):
        _refuse('no list "tags"')
    if len(tags) > MAX_TAGS:
        _refuse(f"{len(tags)} tags, {MAX_TAGS} are allowed")
    found = []
    for place, tag in enumerate(tags, start=1):
        if not isinstance(tag, dict):
            _refuse(f"tag {place} is not an object")
        en, zh = ("" if tag.get(language) is None else tag[language] for language in ("en", "zh"))
        try:
            found.append(Suggestion(en, zh, tag.get("confidence", math.nan)))
        except (ValueError, TypeError) as error:
            _refuse(f"tag {place}: {error}")
    return surest_first(found)


def _refuse(what: str) -> NoReturn:
    raise AnalysisFailed(f"The analysis service's answer cannot be used: {what}.")
