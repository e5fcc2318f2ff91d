"""The front page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from galleries import policy
from galleries.models import AlbumIndexPage, AlbumPage, Photo, Tag, with_covers

NEW_ALBUMS = 7
NEW_PHOTOS = 24
TAGS = 18
# Tags are counted among the newest photos only, so that the page costs the same at any size.
TAGS_FROM_PHOTOS = 500


class HomePage(Page):
    """A hero, featured and new albums, the newest photos, and words to start from."""

    hero = models.ForeignKey(
        AlbumPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("hero album"),
        help_text=_("Its cover fills the top of the page. Without one, the newest album does."),
    )  # fmt: skip

    max_count = 1
    subpage_types = ["galleries.AlbumIndexPage"]
    template = "home/home_page.html"
    content_panels = [
        *Page.content_panels,
        PageChooserPanel("hero", "galleries.AlbumPage"),
        InlinePanel("featured", heading=_("Featured albums"), label=_("album"), max_num=8),
    ]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's, but the list of albums, which lies on the way to every album, comes in one query."""
        indexes = AlbumIndexPage.objects.child_of(self)
        index = indexes.filter(slug=path_components[0]).first() if path_components else None
        return index.route(request, path_components[1:]) if index else super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        viewer = policy.viewer_of(request)
        listed = AlbumPage.objects.listed_for(viewer)
        chosen = [pk for pk in (self.hero_id, *self.featured.values_list("album_id", flat=True)) if pk]
        newest = list(listed.newest().values_list("pk", flat=True)[: NEW_ALBUMS + 1 + len(chosen)])
        cards = {
            album.pk: album
            for album in with_covers(list(listed.filter(pk__in={*chosen, *newest}).for_cards()))
        }
        hero = cards.get(self.hero_id) or next(
            (cards[pk] for pk in newest if cards[pk].effective_cover), None
        )
        featured = [cards[pk] for pk in chosen if pk in cards and cards[pk] != hero]
        new = [cards[pk] for pk in newest if pk in cards and cards[pk] != hero and cards[pk] not in featured]
        recent = list(
            Photo.objects.listed_for(viewer).order_by("-pk").values_list("pk", flat=True)[:TAGS_FROM_PHOTOS]
        )
        return {
            **context,
            "hero": hero,
            "featured": featured,
            "new_albums": new[:NEW_ALBUMS],
            "photos": Photo.objects.cards_of(recent[:NEW_PHOTOS], viewer),
            "tags": _tags_of(recent),
            "album_index": AlbumIndexPage.objects.live().first(),
        }


class Feature(Orderable):
    """An album that editors put on the front page."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    album = models.ForeignKey(AlbumPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("album"))

    panels = [FieldPanel("album")]


def _tags_of(photos: list[int]) -> list[Tag]:
    """The tags that these photos bear most often."""
    used = Tag.objects.filter(photo_tags__state="accepted", photo_tags__content_object__in=photos)
    return list(used.annotate(times=models.Count("pk")).order_by("-times", "name")[:TAGS])
