"""``Idempotency-Key``: a client that heard no answer sends its POST again, and nothing is made twice.

The row of a key is written before the view begins, and a constraint lets only one request write it. What the view
answered is kept in it for a day; ``docs/api.md`` says which answers, ``docs/decisions/0022-idempotency.md`` why so.
"""

import hashlib
import json
import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from common import sealed
from common.errors import AppError
from common.models import KeptAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
# Longer than any request may take: whoever wrote the row was killed.
ABANDONED = timedelta(minutes=10)
TRY_AGAIN_AFTER = 1
# They tell of a state that passes: the same request may succeed a moment later.
PASSING = (401, 408, 409, 423, 425, 429)
_key = re.compile(r"[\x21-\x7e]{1,255}")
_log = logging.getLogger(__name__)


class BadKey(AppError):
    code = "idempotency_key_invalid"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("An Idempotency-Key has 1 to 255 printable ASCII characters and no spaces."))


class Mismatch(AppError):
    code = "idempotency_mismatch"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was used for another request."))


class Running(AppError):
    code = "idempotency_running"
    status = 409
    retry_after = TRY_AGAIN_AFTER

    def __init__(self) -> None:
        super().__init__(_("The first request with this Idempotency-Key is still running."))


class _Replay(Exception):
    """Raised in place of what the view would do."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


@dataclass
class _Claim:
    """That this request is the one which does it."""

    row: KeptAnswer
    key: str

    def keep(self, response: HttpResponse) -> None:
        mine = KeptAnswer.objects.filter(pk=self.row.pk, started_at=self.row.started_at)
        mine.update(
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            body=sealed.seal(response.content.decode(), salt=_salt(self.key)),
        )

    def give_up(self) -> None:
        try:
            KeptAnswer.objects.filter(pk=self.row.pk, started_at=self.row.started_at).delete()
        except DatabaseError:  # it lapses by itself
            _log.exception("The key of request %s could not be given up.", self.row.pk)


class Idempotent:
    """Mixin for views of the API, before ``APIView``. Guests' keys count for nothing."""

    _claim: _Claim | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get(HEADER)
        if key is not None and request.method == "POST" and request.user.is_authenticated:
            self._claim = _claimed(request, key)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, _Replay):
            return exc.response
        return super().handle_exception(exc)  # type: ignore[misc]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if self._claim is not None and hasattr(response, "render"):
                response.render()
        except BaseException:
            if self._claim is not None:
                self._claim.give_up()
            raise
        if self._claim is None:
            return response
        if response.status_code >= 500 or response.status_code in PASSING or response.streaming:
            self._claim.give_up()
        else:
            self._claim.keep(response)
        return response


def sweep() -> None:
    """Forget what is older than a day."""
    KeptAnswer.objects.filter(started_at__lt=timezone.now() - KEPT).delete()


def _claimed(request: Request, key: str) -> _Claim:
    if not _key.fullmatch(key):
        raise BadKey
    fingerprint = _fingerprint(request, key)
    try:
        row, new = KeptAnswer.objects.get_or_create(
            user_id=request.user.pk,
            key_hash=hashlib.sha256(key.encode()).hexdigest(),
            defaults={"fingerprint": fingerprint, "started_at": timezone.now()},
        )
    except IntegrityError as error:  # another one was faster, and has just given up
        raise Running from error
    if new or _taken_over(row, fingerprint):
        return _Claim(row, key)
    if row.fingerprint != fingerprint:
        raise Mismatch
    if row.status is None:
        raise Running
    raise _Replay(_kept(row, key))


def _taken_over(row: KeptAnswer, fingerprint: str) -> bool:
    """Whether the row was over a day old or left behind, and nobody was faster."""
    now = timezone.now()
    left_behind = row.status is None and row.fingerprint == fingerprint
    if row.started_at > now - (ABANDONED if left_behind else KEPT):
        return False
    fresh = {"fingerprint": fingerprint, "started_at": now, "status": None, "content_type": "", "body": ""}
    mine = KeptAnswer.objects.filter(pk=row.pk, started_at=row.started_at, status=row.status)
    if not mine.update(**fresh):
        raise Running
    for name, value in fresh.items():
        setattr(row, name, value)
    return True


def _kept(row: KeptAnswer, key: str) -> HttpResponse:
    try:
        body = sealed.unseal(row.body, salt=_salt(key))
    except sealed.Broken:  # SECRET_KEY was changed and the old one forgotten; it must not be done again
        raise Mismatch from None
    headers = {REPLAYED: "true", "Cache-Control": "no-store"}
    return HttpResponse(body, status=row.status, content_type=row.content_type or None, headers=headers)


def _salt(key: str) -> str:
    """The client's key is needed to read the answer again."""
    return f"common.idempotency {key}"


def _fingerprint(request: Request, key: str) -> str:
    """A hash of method, address and body. A file is read piece by piece and left at its beginning."""
    state = hashlib.sha256()
    _add(state, key, request.method or "", request.get_full_path())
    data = request.data
    if not hasattr(data, "lists"):
        try:
            _add(state, json.dumps(data, sort_keys=True))
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        return state.hexdigest()
    for name in sorted(data):
        for value in data.getlist(name):
            if hasattr(value, "chunks"):
                _add(state, "file", name, value.name or "", _content(value))
            else:
                _add(state, "field", name, value)
    return state.hexdigest()


def _content(file: Any) -> str:
    state = hashlib.sha256()
    for chunk in file.chunks():
        state.update(chunk)
    file.seek(0)
    return state.hexdigest()


def _add(state: Any, *parts: str) -> None:
    """With their lengths, so that no two lists of texts are one."""
    for part in parts:
        raw = str(part).encode("utf-8", "surrogatepass")
        state.update(b"%d:" % len(raw) + raw)
