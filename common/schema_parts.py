"""Parts of the schema that all operations share: errors, and how texts are written."""

from http import HTTPStatus
from typing import Any

from django.conf import settings

from common.problems import MEDIA_TYPE
from common.schema_examples import of_error

SLUG = r"^[-\w]+$"
ERROR = {
    "type": "object",
    "description": "What is wrong with one field. `field` is empty where it is not about one.",
    "required": ["field", "message", "code"],
    "properties": {
        "field": {"type": "string", "examples": ["photos.0.title"]},
        "message": {"type": "string", "description": "For people."},
        "code": {"type": "string", "description": "For programs.", "examples": ["required"]},
    },
}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is stable and for programs, `detail` is for people.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Not Found"]},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "examples": [404]},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["not_found"]},
        "request_id": {"type": "string", "description": "Stands in the log, and in `X-Request-ID`."},
        "errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/ProblemError"}},
        "retry_after": {"type": "integer", "minimum": 0, "description": "Seconds, as in `Retry-After`."},
    },
}
# Why an operation is refused with this status; the rest is "default".
REASONS = {
    400: "Something in the request is not right: `errors` says what",
    401: "No sign-in, or one that does not count any more",
    403: "Not for this person, or not with this token",
    404: "Nothing is here, or nothing for whoever asks",
    409: "In this state it cannot be done",
    412: "Somebody changed it meanwhile",
    413: "Too much at once",
    415: "Not a kind of body that is taken",
    422: "Understood, but it cannot be done with this",
    429: "Too often",
    503: "Not just now",
}
HEADERS = {
    "ETag": {
        "description": "What the answer was, for `If-Match` and `If-None-Match`.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "How many seconds to wait.",
        "schema": {"type": "integer", "minimum": 0},
    },
}


def problem(status: int | None) -> dict[str, str]:
    """A reference to the answer; None is for all others."""
    return {"$ref": f"#/components/responses/{_name(status)}"}


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A hook of drf-spectacular."""
    components = result["components"]
    components["schemas"] |= {"Problem": PROBLEM, "ProblemError": ERROR}
    components["headers"] = HEADERS
    components["responses"] = {_name(None): _response("Any other error", None)}
    for status, text in REASONS.items():
        waits = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}} if status in (429, 503) else {}
        components["responses"][_name(status)] = _response(text, status, waits)
    return result


def name_choices(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A hook: choices in parameters are those of the components, or become one by their title.

    Where they have no name, generated clients invent one for each operation.
    """
    components = result["components"]["schemas"]
    names = {tuple(one["enum"]): name for name, one in components.items() if "enum" in one}
    operations = [one for methods in result["paths"].values() for one in methods.values()]
    for parameter in [one for operation in operations for one in operation.get("parameters", ())]:
        place, key = parameter, "schema"
        if "items" in parameter["schema"]:
            place, key = parameter["schema"], "items"
        choices = place[key]
        title = choices.pop("title", None)
        if title and names.setdefault(tuple(choices["enum"]), title) == title:
            components[title] = {"type": "string", "enum": choices["enum"]}
        # A generator may pass over what stands beside a reference, and so over a default.
        if (name := names.get(tuple(choices.get("enum", ())))) and "default" not in choices:
            place[key] = {"$ref": f"#/components/schemas/{name}"}
    return result


def only_ours(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """A hook: the API's own addresses, without the second one of a view that has two."""
    prefix, without = settings.API_PREFIX, settings.API_WITHOUT
    return [one for one in endpoints if one[0].startswith(prefix) and one[0] not in without]


def as_written(result: Any, **kwargs: Any) -> Any:
    """A hook: our docstrings write code between two backticks, and their lines end where the file's do.

    Slugs may be Chinese, which the pattern of Django's field says to Python alone. An empty text is both of what
    drf-spectacular says "one of" for an address that may be left out.
    """
    if isinstance(result, dict):
        if result.get("pattern") == SLUG:
            del result["pattern"]
        if any(one.get("maxLength") == 0 for one in result.get("oneOf", ())):
            result["anyOf"] = result.pop("oneOf")
        for key, value in result.items():
            if key == "description" and isinstance(value, str):
                result[key] = _flowing(value)
            else:
                as_written(value)
    elif isinstance(result, list):
        for value in result:
            as_written(value)
    return result


def _flowing(text: str) -> str:
    parts = [part.split("\n") for part in text.replace("``", "`").strip().split("\n\n")]
    kept = [
        lines if lines[0].startswith("* ") else [" ".join(line.strip() for line in lines)] for lines in parts
    ]
    return "\n\n".join("\n".join(lines) for lines in kept)


def _name(status: int | None) -> str:
    return "Error" if status is None else HTTPStatus(status).phrase.replace(" ", "").replace("-", "")


def _response(text: str, status: int | None, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    shown = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": of_error(status)}
    content = {MEDIA_TYPE: shown}
    return {"description": text, **({"headers": headers} if headers else {}), "content": content}
