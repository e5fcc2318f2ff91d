"""The policy as SQL, and rows fetched the way pages need them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from wagtail.images.models import ImageQuerySet
from wagtail.models import PageQuerySet

from galleries import policy
from galleries.policy import Viewer

if TYPE_CHECKING:
    from galleries.models import AlbumPhoto, Photo  # noqa: F401  (named below)


class AlbumQuerySet(PageQuerySet):
    """Albums. Start with ``visible_to`` or ``listed_for``; nothing else knows who is looking."""

    def visible_to(self, viewer: Viewer) -> "AlbumQuerySet":
        """What the viewer may open when she has the address."""
        return self.filter(policy.visible_albums(viewer))

    def reached_by(self, viewer: Viewer) -> "AlbumQuerySet":
        """What the viewer may open who names it by its number."""
        return self.filter(policy.reached_albums(viewer))

    def listed_for(self, viewer: Viewer) -> "AlbumQuerySet":
        """What may stand in a list that the viewer reads."""
        return self.filter(policy.listed_albums(viewer))

    def newest(self) -> "AlbumQuerySet":
        return self.order_by("-first_published_at", "-pk")

    def with_photo_count(self) -> "AlbumQuerySet":
        """Adds ``photo_count``, the number of photos that are ready."""
        from galleries.models import AlbumPhoto

        counted = (
            AlbumPhoto.objects.ready()
            .filter(album=OuterRef("pk"))
            .order_by()
            .values("album")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(photo_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    def for_cards(self) -> "AlbumQuerySet":
        """What an album card shows: cover, owner, number of photos, whether files are cacheable."""
        return (
            self.with_photo_count()
            .annotate(is_open=policy.as_column(policy.open_albums()))
            .select_related("cover__uploaded_by_user", "cover__withheld", "owner")
        )


class PhotoQuerySet(ImageQuerySet):
    """Photos. Start with ``visible_to`` or ``listed_for``."""

    def visible_to(self, viewer: Viewer) -> "PhotoQuerySet":
        """Photos whose bytes the viewer may have."""
        return self.filter(policy.visible_photos(viewer))

    def reached_by(self, viewer: Viewer) -> "PhotoQuerySet":
        """The same of those that she names by their numbers."""
        return self.filter(policy.reached_photos(viewer))

    def listed_for(self, viewer: Viewer) -> "PhotoQuerySet":
        """Ready photos that may stand in a list that the viewer reads."""
        return self.filter(policy.listed_photos(viewer))

    def ready(self) -> "PhotoQuerySet":
        return self.filter(state="ready")

    def with_openness(self) -> "PhotoQuerySet":
        """Adds ``is_open``: whether the files may have cacheable addresses."""
        return self.annotate(is_open=policy.open_photos())

    def seen_by_fewer(self) -> "PhotoQuerySet":
        """Photos whose addresses were made for more people than may see them now; with ``audience_now``."""
        return self._with_audience_now().filter(audience__gt=models.F("audience_now"))

    def seen_by_more(self) -> "PhotoQuerySet":
        """Photos that more people may see now than their addresses were made for; with ``audience_now``."""
        return self._with_audience_now().filter(audience__lt=models.F("audience_now"))

    def _with_audience_now(self) -> "PhotoQuerySet":
        return self.ready().annotate(audience_now=policy.audience())

    def with_home_album(self, viewer: Viewer) -> "PhotoQuerySet":
        """Adds ``album_path``, the tree address of the first album in which the viewer's lists show the photo."""
        from galleries.models import AlbumPhoto

        listed = policy.listed_albums(viewer, "album__")
        place = AlbumPhoto.rows.filter(listed, photo=OuterRef("pk"), by_rule=False).order_by("pk")
        return self.annotate(album_path=Subquery(place.values("album__url_path")[:1]))

    def as_cards(self, viewer: Viewer) -> "list[Photo]":
        """The rows of a list that is cut already, in its order, with what a photo card shows.

        Their keys first: PostgreSQL does not see that only a page of them is wanted and works out
        ``is_open`` for every photo of the site (60 ms at 100,000; this way 4).
        """
        return self.model.objects.cards_of(list(self.values_list("pk", flat=True)), viewer)

    def cards_of(self, pks: list[int], viewer: Viewer) -> "list[Photo]":
        """The photos with these keys, in this order, with what a photo card shows."""
        cards = self.model.objects.filter(pk__in=pks).with_openness().with_home_album(viewer).in_bulk()
        return [cards[pk] for pk in pks if pk in cards]

    def tagged(self, tag: Any, *, before: int | None = None) -> "PhotoQuerySet":
        """Photos that bear the tag with an editor's or author's consent; those older than ``before``."""
        older = {} if before is None else {"photo_tags__content_object_id__lt": before}
        return self.filter(photo_tags__tag=tag, photo_tags__state="accepted", **older)

    def newest_tagged(self, tag: Any, *, before: int | None = None) -> "PhotoQuerySet":
        """As ``tagged``, the newest first, in the order of the tag's own index: the same cost for any tag."""
        return self.tagged(tag, before=before).order_by("-photo_tags__content_object_id")


class AlbumPhotoQuerySet(models.QuerySet["AlbumPhoto"]):
    """An album's places, in its order."""

    def ready(self) -> "AlbumPhotoQuerySet":
        """What the album shows: prepared, not withheld, and not of somebody who waits to be deleted."""
        return self.filter(
            policy.of_somebody_staying("photo__uploaded_by_user"),
            policy.photo_in_sight("photo__"),
            photo__state="ready",
        )

    def in_order(self) -> "AlbumPhotoQuerySet":
        return self.order_by("position", "pk").select_related("photo")
