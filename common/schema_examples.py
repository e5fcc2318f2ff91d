"""Examples in the schema: of bodies, of parameters and of errors. Those of answers stand with their serializers."""

from base64 import b64encode
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

SOME_UUID = "0190f7a2-6c1e-7d43-9b5a-2f8e4c7d1a60"
# What addresses and pages are named by, wherever they stand. What a list is asked for says its own serializer.
NAMES: dict[str, Any] = {
    "fields": ["title", "url"],
    "include": ["tags"],
    "id": 12,
    "contribution_id": 4,
    "grant_id": 8,
    "link_id": 6,
    "photo_id": 128,
    "key": "default",
    "slug": "mist",
    "uid": SOME_UUID,
    "username": "lin",
}
# The error of each status that is met most: its code, and what it tells people.
ERRORS: dict[int, tuple[str, str]] = {
    400: ("invalid", "Some of this is not right."),
    401: ("not_authenticated", "Authentication credentials were not provided."),
    403: ("permission_denied", "You may not do this."),
    404: ("not_found", "There is nothing here, or nothing for you."),
    409: ("idempotency_running", "The first request with this Idempotency-Key is still running."),
    412: ("precondition_failed", "Somebody has changed this since you read it. Please read it again."),
    413: ("too_large", "This is too much at once."),
    415: ("unsupported_media_type", 'Unsupported media type "text/plain" in request.'),
    422: ("idempotency_mismatch", "This Idempotency-Key was used for another request."),
    429: ("too_many", "Too often. Try again in 30 seconds."),
    503: ("try_later", "This does not work at the moment. Please try again in a little while."),
}
WAITS = {409: 5, 429: 30, 503: 5}
WRONG = {"field": "title", "message": "This field is required.", "code": "required"}


def of_error(status: int | None) -> dict[str, Any]:
    """A whole answer. None is any other error."""
    status = status or 500
    code, detail = ERRORS.get(status, ("server_error", "Something broke. It has been written down."))
    found = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    found |= {"code": code, "request_id": "5e1f0c7a9b3d4f628a07c4d2b6e8f913"}
    if status == HTTPStatus.BAD_REQUEST:
        found["errors"] = [WRONG]
    return found | ({"retry_after": WAITS[status]} if status in WAITS else {})


def cursor(ordering: Sequence[str]) -> str:
    """One that a list in this order takes: it tells where its page ended."""
    by = ordering[0].lstrip("-")
    moment = "2025-11-16 08:00:00+00:00"  # when something was made, seen, thrown away
    place = moment if by.endswith("at") else {"name": "mist"}.get(by, "128")
    return b64encode(urlencode({"p": place}).encode()).decode()


def show_in_parameters(said: list[dict[str, Any]], asked: dict[str, Any]) -> None:
    """``asked`` are examples of what this operation alone is asked for.

    Pages that try an operation out fill in what stands beside a parameter, and leave alone what stands in its schema:
    whoever asks for a list there means all of it, and not somebody's page of it.
    """
    for one in said:
        kind, name = one["schema"], one["name"]
        found = SOME_UUID if kind.get("format") == "uuid" else {**NAMES, **asked}.get(name)
        if found is None or one["in"] == "header":
            continue
        if one.get("required"):
            one["example"] = found
        else:
            kind["examples"] = [found]
