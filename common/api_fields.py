"""``?fields=`` and ``?include=``: a client asks for what it needs of a resource."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request


class ChosenFields:
    """Mixin for serializers. ``heavy`` names the fields that come only with ``?include=name``.

    ``?fields=id,title`` leaves the others out, but for those that ``always`` names. A name that the resource does not
    have is an error (400), so that a slip of the pen is not taken for an empty field.
    """

    heavy: tuple[str, ...] = ()
    always = ("id",)  # so that a typed client may count on it
    everything = False  # for the schema, which tells of all

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()  # type: ignore[misc]
        if self.everything:
            return fields
        request = self.context.get("request")  # type: ignore[attr-defined]
        included = asked_for(request, "include")
        chosen = asked_for(request, "fields")
        _known("include", included, self.heavy)
        _known("fields", chosen, fields)
        wanted = chosen or [name for name in fields if name not in self.heavy]
        return {name: fields[name] for name in fields if name in (*self.always, *wanted, *included)}


def asked_for(request: Request | None, parameter: str) -> list[str]:
    """The names in a query parameter: separated by commas, or, as generated clients send lists, each by itself."""
    texts = request.query_params.getlist(parameter) if request is not None else []
    return [name for text in texts for part in text.split(",") if (name := part.strip())]


def _known(parameter: str, names: list[str], known: Any) -> None:
    if unknown := next((name for name in names if name not in known), None):
        text = _("There is no “%(name)s” here. There is: %(known)s.")
        raise serializers.ValidationError(
            {parameter: text % {"name": unknown[:50], "known": ", ".join(known) or "—"}}, code="unknown_field"
        )
