"""A decision as JSON."""

from rest_framework import serializers

from community.models import Decision


class DecisionSerializer(serializers.ModelSerializer):
    """A decision as whom it concerns reads it: not by whom, and no word of who reported."""

    kind = serializers.CharField(source="case.kind", read_only=True)
    excerpt = serializers.CharField(source="case.excerpt", read_only=True)

    class Meta:
        model = Decision
        fields: tuple[str, ...] = (
            "id", "action", "kind", "excerpt", "message", "at", "until", "can_be_appealed", "appeal_ends_at",
            "appeal", "appealed_at", "outcome", "answer", "answered_at",
        )  # fmt: skip
        read_only_fields = fields
