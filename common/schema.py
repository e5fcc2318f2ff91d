"""How drf-spectacular reads the API's views: ``described`` says what they do, the rest follows from their code."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.drainage import warn
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ChoiceField, ModelSerializer

from common.api_fields import ChosenFields
from common.described import Does
from common.etags import LOOKS, Tagged
from common.idempotency import HEADER, Idempotent
from common.known_fields import KnownFields
from common.schema_examples import cursor, show_in_parameters
from common.schema_parts import problem

JSON = "application/json"
VERBS = {"POST": "create", "PUT": "update", "PATCH": "partial_update", "DELETE": "destroy"}
GUEST: dict[str, list[str]] = {"shareAccess": []}


class ApiSchema(AutoSchema):
    """Named in the settings."""

    @property
    def does(self) -> Does:
        by_method = getattr(self.view, "described", {})
        found = by_method.get(getattr(self.view, "action", None)) or by_method.get(self.method.lower())
        if found is None:
            warn(f"{self.method} {self.path} is not described")
        return found or Does("")

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:  # a route that asks to be left out
            return None
        responses = operation["responses"]
        if operation.get("security", [{}]) == [{}]:
            operation["security"] = []  # the same, but generators take a list with anything in it for a lock
        if self.method == "DELETE" and self.does.body is not None:
            body = self.resolve_serializer(self.does.body, "request")
            operation["requestBody"] = {"content": {JSON: {"schema": body.ref}}}
        self._show_examples(operation)
        for status, answer in responses.items():
            answer["description"] = answer["description"] or HTTPStatus(int(status)).phrase
        for status in self._refusals(operation):
            responses[str(status)] = problem(status)
        if isinstance(self.view, Tagged):
            self._tag(responses)
        operation["responses"] = {**dict(sorted(responses.items())), "default": problem(None)}
        return operation

    # --- texts ------------------------------------------------------------------------------------

    def get_summary(self) -> str:
        return self.does.summary

    def get_description(self) -> str:
        view, parts = self.view, [self.does.details]
        done = getattr(view, getattr(view, "action", None) or self.method.lower(), None)
        if not self.does.details and (said := getattr(done, "__doc__", None)):
            parts.append(said)
        if scope := self._scope():
            parts.append(f"Personal access tokens need the scope `{scope}`.")
        return "\n\n".join(part for part in parts if part)

    def get_operation_id(self) -> str:
        if self.does.name:
            return self.does.name
        words = [word.replace("-", "_") for word in self._tokenize_path()]
        if self.method == "GET":
            words.append("list" if self.does.pages else "retrieve")
        elif self.method != "POST" or 201 in self.does.answers():
            words.append(VERBS[self.method])
        return "_".join(words)

    def get_tags(self) -> list[str]:
        below = self.path.removeprefix(settings.API_PREFIX)
        return [next(name for name, pattern in settings.API_TAGS if pattern.match(below))]

    # --- what comes in and goes out ---------------------------------------------------------------

    def map_parsers(self) -> list[Any]:
        """Forms are taken too; JSON is what is told, but for files."""
        found = super().map_parsers()
        return [JSON] if JSON in found else found

    def get_request_serializer(self) -> Any:
        return self.does.body

    def get_response_serializers(self) -> Any:
        does = self.does
        if does.file:
            return {(200, does.file): OpenApiTypes.BINARY}
        if does.pages:
            return {200: does.answer(many=True)}
        return does.answers()

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = [] if self.does.query is None else [self.does.query]
        if chosen := self._chosen():
            names = list(_everything(chosen()).fields)
            thing = self.get_serializer_name(chosen(), "response").removesuffix("Serializer")
            text = "Only these fields, and `id`. Commas may separate them, too."
            found.append(_names("fields", names, text, f"{thing}Field"))
            if chosen.heavy:
                text = "These fields, too. Commas may separate them."
                found.append(_names("include", list(chosen.heavy), text, f"{thing}Extra"))
        if self._is_idempotent():
            found.append(_header(HEADER, "The same key and body get the same answer for 24 hours.", 255))
        if isinstance(self.view, Tagged):
            if self.method in LOOKS:
                found.append(_header("If-None-Match", "An `ETag`: 304 while it is still the same."))
            else:
                found.append(_header("If-Match", "The `ETag` that was read: 412 when it is another by now."))
        return found

    def get_auth(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_auth()
        if {} in found and len(found) > 1 and self.get_tags() != ["accounts"]:
            found.insert(-1, GUEST)
        return found

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        chosen = isinstance(serializer, ChosenFields)
        if chosen:
            _everything(serializer)
        schema = super()._map_basic_serializer(serializer, direction)
        if chosen and direction == "response":
            schema["required"] = list(serializer.always)  # ?fields= leaves out what was not asked for
        if isinstance(serializer, KnownFields) and direction == "request":
            schema["additionalProperties"] = False
        if direction == "response" and (example := vars(type(serializer)).get("example")):
            schema["examples"] = [example]
        if not type(serializer).__doc__:
            schema.pop("description", None)  # that of a mixin, which speaks to us
        return schema

    def _map_serializer_field(self, field: Any, direction: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(field, ChoiceField) and _may_be_empty(field):
            field.allow_blank = True
        return super()._map_serializer_field(field, direction, *args, **kwargs)

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Any:
        meta = super()._get_serializer_field_meta(field, direction)
        meta.pop("title", None)  # the labels of forms, and what they say below them
        if isinstance(field.parent, ModelSerializer):
            meta.pop("description", None)
        return meta

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        name = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Answer").removesuffix("Body")

    def _get_request_for_media_type(self, serializer: Any, direction: Any = "request") -> Any:
        if not self.does.whole:
            return super()._get_request_for_media_type(serializer, direction)
        self.method, kept = "PUT", self.method  # of a PATCH it would say that nothing is required
        try:
            return super()._get_request_for_media_type(serializer, direction)
        finally:
            self.method = kept

    # --- what follows from the code ---------------------------------------------------------------

    def _refusals(self, operation: dict[str, Any]) -> set[int]:
        said = operation.get("parameters", [])
        found = {429, *self.does.refuses}
        if "requestBody" in operation:
            found |= {400, 413, 415}
        if any(one["in"] != "path" and one["name"] != "page_size" for one in said):
            found.add(400)
        if self.view.get_authenticators():
            found |= {401, 403}
        if self.does.pages or any(one["in"] == "path" for one in said):
            found.add(404)
        if self._is_idempotent():
            found |= {409, 422}
        if isinstance(self.view, Tagged) and self.method not in LOOKS:
            found.add(412)
        return found

    def _show_examples(self, operation: dict[str, Any]) -> None:
        body = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if body is not None:
            if self.does.example is None:
                warn(f"{self.method} {self.path} has no example of its body")
            body["example"] = self.does.example
        asked = getattr(self.does.query, "example", {})
        if self.does.pages:
            asked = {"cursor": cursor(self.view.pagination_class.ordering), **asked}
        show_in_parameters(operation.get("parameters", []), asked)

    def _tag(self, responses: dict[str, Any]) -> None:
        for status in ("200", "202"):
            if status in responses:
                responses[status]["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
        if self.method in LOOKS:
            responses["304"] = {"description": "Not modified"}

    def _is_idempotent(self) -> bool:
        return isinstance(self.view, Idempotent) and self.method == "POST"

    def _scope(self) -> str:
        """What a personal access token has to be good for, where that is not ``read`` or ``write``."""
        scope = str(getattr(self.view, "token_scope", ""))
        return scope if scope in ("upload", "moderate") else ""

    def _chosen(self) -> Any:
        answers = [self.does.chosen, *self.does.answers().values()]
        return next((one for one in answers if isinstance(one, type) and issubclass(one, ChosenFields)), None)


def _everything(serializer: Any) -> Any:
    """With the fields, too, that come only when they are asked for."""
    serializer.everything = True
    serializer.__dict__.pop("fields", None)
    return serializer


def _may_be_empty(field: Any) -> bool:
    """Whether a choice that is only told may be no choice yet. REST framework forgets it of what cannot be set."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    columns = {} if model is None else {one.name: one for one in model._meta.concrete_fields}
    return bool(field.read_only and field.source in columns and columns[field.source].blank)


def _names(name: str, known: list[str], text: str, title: str) -> OpenApiParameter:
    kind = {"type": "array", "items": {"type": "string", "enum": known, "title": title}}
    return OpenApiParameter(name, kind, description=text)


def _header(name: str, text: str, longest: int | None = None) -> OpenApiParameter:
    kind: dict[str, Any] = {"type": "string"}
    if longest:
        kind |= {"minLength": 1, "maxLength": longest, "pattern": r"^[\x21-\x7e]+$"}
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, description=text)
