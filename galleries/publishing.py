"""Whose albums are published without a review: the site's rule for members, and who stands above it.

Whoever may publish in this part of the tree (editors, the curators of an album) is not asked here.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField
from django.db.models.functions import Cast
from wagtail.models import TaskState, WorkflowState

RIGHT = "galleries.publish_own_albums"

# In how many lists of the site the album stands. Whoever has a private one may hand out links to it all the same.
_LISTED = {"private": 0, "unlisted": 0, "members": 1, "public": 2}


def publishes_own(user: Any) -> bool:
    """Whether the person publishes albums that she made herself. Worked out once for each request."""
    if not (user.is_authenticated and user.is_active):
        return False
    if not hasattr(user, "_publishes_own"):
        user._publishes_own = user.has_perm(RIGHT) or _rule_lets(user)
    return bool(user._publishes_own)


def may_list(user: Any, album: Any, visibility: str) -> bool:
    """Whether the album may be shown to these people without a review. To fewer it always may."""
    if _LISTED[visibility] <= _LISTED[album.visibility] or album.permissions_for_user(user).can_publish():
        return True
    return bool(album.owner_id == user.pk and publishes_own(user))


def _rule_lets(user: Any) -> bool:
    from galleries.models import PublishingRules

    # Not load(), which writes a row where there is none: this is asked by pages that only show something.
    rules = PublishingRules.objects.first() or PublishingRules()
    if rules.members_albums == PublishingRules.Way.TRUSTED:
        return is_trusted(user)
    return bool(rules.members_albums == PublishingRules.Way.AT_ONCE)


def is_trusted(user: Any) -> bool:
    """Whether an album of hers that is still there went through a review, and somebody else approved it."""
    from galleries.models import AlbumPage

    own = AlbumPage.objects.filter(owner=user).annotate(key=Cast("pk", CharField())).values("key")
    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED).exclude(finished_by=user)
    return WorkflowState.objects.filter(
        content_type=ContentType.objects.get_for_model(AlbumPage),
        status=WorkflowState.STATUS_APPROVED,
        object_id__in=own,
        task_states__in=approved,
    ).exists()
