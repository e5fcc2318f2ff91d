"""How far an album has come, for those who work on it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Exists, OuterRef, Q, TextChoices, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

from galleries.models import AlbumPage


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Waits for a review")
    NEEDS_CHANGES = "needs_changes", _("Sent back by a reviewer")
    SCHEDULED = "scheduled", _("Will be published")
    PUBLISHED = "published", _("Published")


def with_state(albums: Any) -> Any:
    """Adds ``state``. A published album whose changes wait for a review is ``in_review``; ``live`` says the rest."""
    key = Cast(OuterRef("pk"), CharField())
    reviews = WorkflowState.objects.filter(
        content_type=ContentType.objects.get_for_model(AlbumPage), object_id=key
    )
    approved = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=key,
        approved_go_live_at__isnull=False,
    )
    steps = [
        When(Exists(reviews.filter(status=WorkflowState.STATUS_IN_PROGRESS)), then=Value(State.IN_REVIEW)),
        When(Exists(reviews.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)), then=Value(State.NEEDS_CHANGES)),
        When(Q(live=False) & Exists(approved), then=Value(State.SCHEDULED)),
        When(live=True, then=Value(State.PUBLISHED)),
    ]  # fmt: skip
    return albums.annotate(state=Case(*steps, default=Value(State.DRAFT), output_field=CharField()))
