"""Which suggestions wait, tag by tag: filtered, in order, as many as are shown at once."""

from dataclasses import dataclass, field
from datetime import timedelta

import django_filters
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.permissions import page_permission_policy

from common.text import folded
from galleries import permissions
from galleries.admin.images import SURE
from galleries.models import TRASH_URL_PATH, AlbumPage, AlbumPhoto, PhotoTag, Tag, TagWord

SHOWN = 60
# Tags named beside the one that is shown.
NEIGHBOURS = 12
ALBUMS_AT_MOST = 300
AGES = (
    ("under-1", _("less than 1 day")),
    ("under-7", _("less than 7 days")),
    ("over-1", _("more than 1 day")),
    ("over-7", _("more than 7 days")),
    ("over-30", _("more than 30 days")),
)


def albums_of(request: HttpRequest | None) -> QuerySet[AlbumPage]:
    """The albums that the person may edit which show photos with a suggestion that waits."""
    if request is None:
        return AlbumPage.objects.none()
    showing = AlbumPhoto.objects.filter(photo__photo_tags__state=PhotoTag.State.SUGGESTED).order_by()
    if not permissions.edits_every_album(request.user):
        # In steps: the conditions on albums inside of those on photos are more than SQLite's parser takes.
        edited = page_permission_policy.instances_user_has_permission_for(request.user, "change")
        showing = showing.filter(album__in=list(edited.order_by().values_list("pk", flat=True)))
    albums = AlbumPage.objects.filter(pk__in=showing.values("album"))
    albums = albums.exclude(url_path__startswith=TRASH_URL_PATH).order_by("title", "pk")
    keys = list(albums.values_list("pk", flat=True)[:ALBUMS_AT_MOST])
    return AlbumPage.objects.filter(pk__in=keys).order_by("title", "pk")


class SuggestionFilterSet(WagtailFilterSet):
    tag = django_filters.CharFilter(method="named", label=_("Tag"), max_length=100)
    album = django_filters.ModelChoiceFilter(
        queryset=albums_of, method="in_album", label=_("Album"), empty_label=_("All")
    )
    confidence = django_filters.ChoiceFilter(
        choices=[(str(value), f"{value} %") for value in SURE],
        method="sure",
        label=_("Confidence from"),
        empty_label=_("All"),
    )
    age = django_filters.ChoiceFilter(choices=AGES, method="aged", label=_("Age"), empty_label=_("All"))

    class Meta:
        model = PhotoTag
        fields: list[str] = []

    def named(self, rows: QuerySet[PhotoTag], name: str, value: str) -> QuerySet[PhotoTag]:
        words = TagWord.objects.filter(key__contains=folded(value))
        return rows.filter(tag__in=words.values("tag"))

    def in_album(self, rows: QuerySet[PhotoTag], name: str, value: AlbumPage) -> QuerySet[PhotoTag]:
        return rows.filter(content_object__in=AlbumPhoto.objects.filter(album=value).values("photo"))

    def sure(self, rows: QuerySet[PhotoTag], name: str, value: str) -> QuerySet[PhotoTag]:
        return rows.filter(confidence__gte=int(value) / 100)

    def aged(self, rows: QuerySet[PhotoTag], name: str, value: str) -> QuerySet[PhotoTag]:
        side, days = value.split("-")
        then = timezone.now() - timedelta(days=int(days))
        return rows.filter(created_at__gte=then) if side == "under" else rows.filter(created_at__lt=then)


@dataclass
class Queue:
    """One tag of those that wait, its first photos, and the way to the others. The longest list comes first."""

    total: int = 0
    tags: int = 0
    number: int = 0
    tag: Tag | None = None
    waiting: int = 0
    rows: list[PhotoTag] = field(default_factory=list)
    previous: Tag | None = None
    next: Tag | None = None
    # Tags near this one, with how many wait.
    near: list[tuple[Tag, int]] = field(default_factory=list)


def queue_of(rows: QuerySet[PhotoTag], wanted: int | None) -> Queue:
    """The queue at the wanted tag, or at its beginning where that tag waits for nothing."""
    counted = list(rows.order_by().values_list("tag").annotate(n=Count("pk")).order_by("-n", "tag"))
    if not counted:
        return Queue()
    at = next((place for place, (tag, _n) in enumerate(counted) if tag == wanted), 0)
    first = max(0, min(at - 2, len(counted) - NEIGHBOURS))
    window = counted[first : first + NEIGHBOURS]
    near = counted[max(0, at - 1) : at + 2]
    tags = Tag.objects.in_bulk([tag for tag, _n in [*window, *near]])
    here = counted[at][0]
    shown = rows.filter(tag=here).order_by("-confidence", "pk")[:SHOWN]
    return Queue(
        total=sum(n for _tag, n in counted),
        tags=len(counted),
        number=at + 1,
        tag=tags[here],
        waiting=counted[at][1],
        rows=list(shown.select_related("content_object")),
        previous=tags[counted[at - 1][0]] if at else None,
        next=tags[counted[at + 1][0]] if at + 1 < len(counted) else None,
        near=[(tags[tag], n) for tag, n in window],
    )
