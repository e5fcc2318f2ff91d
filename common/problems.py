"""What went wrong, as RFC 9457 tells it to programs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions

from common.errors import AppError, StorageUnavailable
from common.request_id import request_id
from common.slow_bodies import TooSlow
from common.storage_away import RETRY_AFTER

MEDIA_TYPE = "application/problem+json"
Errors = list[dict[str, str]]


@dataclass
class Problem:
    """``code`` is stable and for programs, ``detail`` a sentence for people, ``errors`` one entry for each field."""

    status: int
    code: str
    detail: str
    errors: Errors = field(default_factory=list)
    retry_after: int | None = None

    def body(self, request: HttpRequest) -> dict[str, Any]:
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": _printable(self.detail),
            "code": self.code,
            "request_id": request_id(request),
        }
        if self.errors:
            body["errors"] = [
                {name: _printable(text) for name, text in error.items()} for error in self.errors
            ]
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return body

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


def _printable(text: str) -> str:
    """Messages repeat what was sent, and half of a surrogate pair can be sent but not answered."""
    return str(text).encode("utf-8", "replace").decode()


def not_found() -> Problem:
    return Problem(404, "not_found", _("There is nothing here, or nothing for you."))


def problem_of(error: Exception) -> Problem | None:
    """What to answer; None for an error that is ours and has to be seen as one."""
    if isinstance(error, AppError):
        retry_after = getattr(error, "retry_after", None)
        return Problem(error.status, error.code, str(error), retry_after=retry_after)
    if isinstance(error, exceptions.APIException):
        return _of_rest_framework(error)
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, PermissionDenied):
        return Problem(403, "permission_denied", _("You may not do this."))
    if isinstance(error, ValidationError):
        return _invalid(list(_django_errors(error)))
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", _("This is too much at once."))
    if isinstance(error, TooSlow):
        return Problem(408, "body_too_slow", _("What you sent came too slowly."))
    if isinstance(error, SuspiciousOperation | BadRequest):
        return Problem(400, "bad_request", _("This request makes no sense."))
    if isinstance(error, StorageUnavailable):
        text = _("The pictures cannot be reached just now. Please try again in a minute.")
        return Problem(503, "storage_unavailable", text, retry_after=RETRY_AFTER)
    return None


def _invalid(errors: Errors) -> Problem:
    return Problem(400, "invalid", _("Some of this is not right."), errors=errors)


def _of_rest_framework(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        return _invalid(list(_field_errors("", error.detail)))
    if isinstance(error, exceptions.NotFound):
        return not_found()
    detail, code = error.detail, None
    if isinstance(detail, dict):  # simplejwt's way
        detail, code = detail.get("detail", error.default_detail), detail.get("code")
    code = str(code or getattr(detail, "code", None) or error.default_code)
    wait = getattr(error, "wait", None)
    retry_after = None if wait is None else max(1, round(wait))
    return Problem(error.status_code, code, str(detail), retry_after=retry_after)


def _field_errors(name: str, detail: Any) -> Iterator[dict[str, str]]:
    """One entry for each message, however deep: ``photos.0.title``."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            inner = name if key == "non_field_errors" else f"{name}.{key}".lstrip(".")
            yield from _field_errors(inner, value)
    elif isinstance(detail, list):
        for number, value in enumerate(detail):
            inner = f"{name}.{number}".lstrip(".") if isinstance(value, dict | list) else name
            yield from _field_errors(inner, value)
    else:
        yield {"field": name, "message": str(detail), "code": getattr(detail, "code", None) or "invalid"}


def _django_errors(error: ValidationError) -> Iterator[dict[str, str]]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    for name, errors in by_field.items():
        for one in errors:
            message = " ".join(one.messages)
            yield {
                "field": "" if name == "__all__" else name,
                "message": message,
                "code": one.code or "invalid",
            }
