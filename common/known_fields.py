"""Bodies say what they mean: a field that nobody knows is an error."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from common.text import one_line

TOLD = 10


class KnownFields:
    """Mixin for serializers of bodies. A slip of the pen is told (400), not passed over."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            fields = self.fields  # type: ignore[attr-defined]
            unknown = [name for name in data if name not in fields or fields[name].read_only]
            if unknown:
                text = _("There is no such field here, or it cannot be set.")
                wrong = {one_line(str(name))[:50]: [text] for name in unknown[:TOLD]}
                raise serializers.ValidationError(wrong, code="unknown_field")
        return super().to_internal_value(data)  # type: ignore[misc]
