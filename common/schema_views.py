"""``/api/schema/``: the API's description as it stands in ``docs/openapi.yaml``, and two pages that show it."""

import json
from functools import cache
from pathlib import Path

import yaml
from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

FILE = Path("docs/openapi.yaml")
YAML, JSON = "application/vnd.oai.openapi", "application/vnd.oai.openapi+json"
# Both programs write styles into their pages and draw icons out of data: addresses; scripts stay files of ours.
PAGE_POLICY = {"style-src": [UNSAFE_INLINE], "img-src": ["data:"], "worker-src": ["blob:"]}


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """YAML; JSON for who asks for it by ``?format=json`` or ``Accept``."""
    wanted = request.GET.get("format") or _accepted(request)
    kind = JSON if wanted == "json" else YAML
    return HttpResponse(_written(kind), content_type=f"{kind}; charset=utf-8")


@require_safe
@csp_update(PAGE_POLICY)
def swagger_ui(request: HttpRequest) -> HttpResponse:
    return render(request, "api/swagger_ui.html")


@require_safe
@csp_update(PAGE_POLICY)
def redoc(request: HttpRequest) -> HttpResponse:
    return render(request, "api/redoc.html")


def _accepted(request: HttpRequest) -> str:
    asked = request.headers.get("Accept", "")
    return "json" if "json" in asked and "yaml" not in asked else "yaml"


@cache
def _written(kind: str) -> bytes:
    text = (settings.ROOT / FILE).read_bytes()
    if kind == YAML:
        return text
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return json.dumps(yaml.load(text, Loader=loader), ensure_ascii=False).encode()  # noqa: S506  (a safe one)
