"""What all resources of the API share: reading bodies, pages of lists, and one shape of errors."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import server_error as server_error_page
from rest_framework import parsers, renderers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from common.problems import MEDIA_TYPE, Problem, not_found, problem_of

BELOW = "/api/"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Named in the settings. What it does not know goes on, into the log and to ``server_error``."""
    problem = problem_of(error)
    if problem is None:
        return None
    headers = problem.headers
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = context["view"].get_authenticate_header(context["request"]) or ""
    return Response(
        problem.body(context["request"]), status=problem.status, headers=headers, content_type=MEDIA_TYPE
    )


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The same for what never reaches a view of the API."""
    return JsonResponse(
        problem.body(request), status=problem.status, headers=problem.headers, content_type=MEDIA_TYPE
    )


@csrf_exempt  # there is nothing to be tricked into
def no_such_address(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return answer(request, not_found())


def server_error(request: HttpRequest, template_name: str = "500.html") -> HttpResponse:
    """The answer when something broke: JSON below /api/, elsewhere the page."""
    if request.path.startswith(BELOW):
        return answer(request, Problem(500, "server_error", _("Something broke. It has been written down.")))
    return server_error_page(request, template_name)


class Pages(CursorPagination):
    """Stable while rows come in; never more than a hundred at once."""

    page_size = 30
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError, DataError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise NotFound(self.invalid_cursor_message) from error  # another list's cursor, or none

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": [*properties], "properties": properties}


class Encoder(JSONEncoder):
    """Times are UTC and end in Z, whatever zone the site and the person live in."""

    def default(self, obj: Any) -> Any:
        if isinstance(obj, datetime) and obj.tzinfo is not None:
            obj = obj.astimezone(UTC)
        return super().default(obj)


class JSONRenderer(renderers.JSONRenderer):
    encoder_class = Encoder


class _Bounded(parsers.BaseParser):
    """Bodies are held in memory, so they have the bound that Django gives to forms."""

    def parse(self, stream: IO[Any], media_type: Any = None, parser_context: Any = None) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)


class JSONParser(_Bounded, parsers.JSONParser):
    def parse(self, stream: IO[Any], media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error


class FormParser(_Bounded, parsers.FormParser):
    pass
