"""Albums: Wagtail pages that show photos."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Collection, Page, PageManager, PageViewRestriction
from wagtail.search import index

from galleries import policy, rule_sight, sending, viewer
from galleries.admin.panels import ALBUM_PANELS
from galleries.models.collections import append_collection
from galleries.models.photos import Photo
from galleries.models.places import AlbumPhoto
from galleries.models.tags import AlbumTag
from galleries.models.trash import TRASH_URL_PATH
from galleries.page_rights import AlbumListRights, AlbumRights, NoRights
from galleries.policy import Visibility
from galleries.querysets import AlbumQuerySet

ALBUMS_PER_PAGE = 24
PHOTOS_PER_PAGE = 100
STRIP = 4


class AlbumIndexPage(Page):
    """The list of all albums, and the place in the tree where they grow."""

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    # The parent of the albums' own collections: rights given here hold for each of them.
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, editable=False, null=True, related_name="album_index"
    )

    parent_page_types = ["home.HomePage"]
    subpage_types = ["galleries.AlbumPage"]
    exclude_fields_in_copy = ["collection"]
    template = "galleries/album_index_page.html"

    class Meta:
        verbose_name = _("album list")
        verbose_name_plural = _("album lists")

    def permissions_for_user(self, user: Any) -> AlbumListRights:
        return AlbumListRights(user, self)

    def own_collection(self) -> Collection:
        """The parent of the albums' collections, made when it is first needed."""
        if self.collection is None:
            self.collection = Collection.get_first_root_node().add_child(name=self.title)
            type(self).objects.filter(pk=self.pk).update(collection=self.collection)
        return self.collection

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's, but an album comes in one query, with all that its page says of it, and whether it may."""
        album = None
        if path_components:
            viewer = policy.viewer_of(request)
            albums = AlbumPage.objects.child_of(self).filter(slug=path_components[0]).with_photo_count()
            visible, open_to_all = policy.visible_albums(viewer), policy.open_albums()
            albums = albums.annotate(
                is_visible=policy.as_column(visible), is_open=policy.as_column(open_to_all)
            )
            album = albums.select_related("cover__uploaded_by_user", "cover__withheld", "owner").first()
        if album is None:
            return super().route(request, path_components)
        if viewer.seen is not None:
            viewer.seen[AlbumPage, album.pk] = album.is_visible
        album._cached_parent_obj = self
        return album.route(request, path_components[1:])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        albums = AlbumPage.objects.child_of(self).listed_for(policy.viewer_of(request)).newest().for_cards()
        page = Paginator(albums, ALBUMS_PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = with_covers(page.object_list)
        return {**context, "albums": page, "page_numbers": page.paginator.get_elided_page_range(page.number)}


class AlbumPage(RoutablePageMixin, Page):
    """An album, and the address people share. What it shows hangs on ``album_photos``."""

    class Access(models.TextChoices):
        PUBLIC = Visibility.PUBLIC, _("Public")
        UNLISTED = Visibility.UNLISTED, _("Unlisted: whoever has the address")
        MEMBERS = Visibility.MEMBERS, _("Members: whoever has signed in")
        PRIVATE = Visibility.PRIVATE, _("Private: only the owner and invited people")

    class Download(models.TextChoices):
        NONE = "none", _("No downloads")
        WEB = "web", _("Web size")
        ORIGINAL = "original", _("Full size, without private data")

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    intro = models.TextField(_("introduction"), blank=True, max_length=5000)
    intro_en = models.TextField(_("introduction in English"), blank=True, max_length=5000)
    place = models.CharField(_("place"), max_length=120, blank=True)
    place_en = models.CharField(_("place in English"), max_length=120, blank=True)
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_to = models.DateField(_("to"), null=True, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Access.choices, default=Access.PUBLIC, db_index=True
    )
    download = models.CharField(_("download"), max_length=10, choices=Download.choices, default=Download.NONE)
    comments_enabled = models.BooleanField(_("comments"), default=True)
    cover = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Holds the album's own photos, so that Wagtail's rights, chooser and uploader speak of the album too.
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, editable=False, null=True, related_name="album"
    )
    tags = ClusterTaggableManager(through=AlbumTag, blank=True, verbose_name=_("tags"))

    objects = PageManager.from_queryset(AlbumQuerySet)()

    parent_page_types = ["galleries.AlbumIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["collection"]
    template = "galleries/album_page.html"
    content_panels = ALBUM_PANELS
    search_fields = [
        *Page.search_fields,
        index.SearchField("title_en", boost=10),
        index.AutocompleteField("title_en"),
        index.SearchField("intro"),
        index.SearchField("intro_en"),
        index.SearchField("place", boost=3),
        index.SearchField("place_en", boost=3),
        index.SearchField("tag_words", boost=5),
        index.FilterField("visibility"),
    ]

    class Meta:
        verbose_name = _("album")
        verbose_name_plural = _("albums")

    def clean(self) -> None:
        super().clean()
        if self.date_from and self.date_to and self.date_to < self.date_from:
            raise ValidationError({"date_to": _("The album ends before it begins.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.collection_id is None:
            index_page = AlbumIndexPage.objects.ancestor_of(self).last()
            root = index_page.own_collection() if index_page else Collection.get_first_root_node()
            self.collection = append_collection(root, self.title[:255])
        elif self.collection is not None and self.collection.name != self.title[:255]:
            Collection.objects.filter(pk=self.collection_id).update(name=self.title[:255])
        super().save(*args, **kwargs)

    def permissions_for_user(self, user: Any) -> AlbumRights | NoRights:
        return NoRights(user, self) if self.is_trashed else AlbumRights(user, self)

    @property
    def is_trashed(self) -> bool:
        return self.url_path.startswith(TRASH_URL_PATH)

    @property
    def is_open(self) -> bool:
        """Whether anybody with the address gets in. ``for_cards`` answers for many with one query."""
        if "is_open" not in self.__dict__:
            self.is_open = type(self).objects.filter(policy.open_albums(), pk=self.pk).exists()
        return self.__dict__["is_open"]

    @is_open.setter
    def is_open(self, answer: bool) -> None:
        self.__dict__["is_open"] = answer

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet:
        """As Wagtail asks for them to fill the search index, with all their words in three queries."""
        rows = AlbumTag.objects.prefetch_related("tag__words")
        tag_rows = models.Prefetch("album_tags", rows, to_attr="tag_rows")
        return super().get_indexed_objects().prefetch_related(tag_rows)

    @property
    def tag_words(self) -> str:
        """Every word of every tag, for the search index."""
        if hasattr(self, "tag_rows"):
            return " ".join(word.text for row in self.tag_rows for word in row.tag.words.all())
        words = AlbumTag.objects.filter(content_object_id=self.pk).values_list("tag__words__text", flat=True)
        return " ".join(word for word in words if word)

    def addressed(self, path: str) -> str:
        """A path with a number of the album or of something in it, so that it leads there: see ``Viewer``."""
        if self.visibility != Visibility.UNLISTED:
            return path
        query = urlencode({viewer.ADDRESS_PARAMETER: self.slug})
        return f"{path}{'&' if '?' in path else '?'}{query}"

    def get_absolute_url(self) -> str | None:
        return self.get_url()

    def get_view_restrictions(self) -> models.QuerySet:
        """Wagtail's, but for a page that is being served: the policy has asked for all of them already."""
        if self.__dict__.get("is_visible"):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.visibility == Visibility.PUBLIC else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "album": self}

    @path("", name="index_route")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """The album with its photos, a hundred at a time."""
        # By key: a page that is previewed before it was saved has none, and no photos.
        paginator = Paginator(AlbumPhoto.objects.filter(album_id=self.pk).ready().in_order(), PHOTOS_PER_PAGE)
        if "photo_count" in self.__dict__:
            paginator.count = self.__dict__["photo_count"]
        page = paginator.get_page(request.GET.get("page"))
        return self.render(
            request,
            context_overrides={
                "cover": self.effective_cover,
                "places": page,
                "page_numbers": paginator.get_elided_page_range(page.number),
                "album_tags": [row.tag for row in self.album_tags.select_related("tag")],
            },
        )

    @cached_property
    def effective_cover(self) -> Photo | None:
        """The chosen cover when it is ready, else the first photo."""
        if self.cover is not None and self.cover.is_shown:
            return self.cover
        first = self.album_photos.ready().in_order().first() if self.pk else None
        return first.photo if first else None

    @path("<int:photo_id>/", name="photo")
    def photo_route(self, request: HttpRequest, photo_id: int) -> HttpResponse:
        """One photo with its neighbours in this album."""
        order = list(self.album_photos.ready().order_by("position", "pk").values_list("photo_id", flat=True))
        if photo_id not in order:
            raise Http404
        at = order.index(photo_id)
        near = order[max(0, at - STRIP) : at + STRIP + 1]
        places = {p.photo_id: p for p in self.album_photos.filter(photo_id__in=near).in_order()}
        place = places[photo_id]
        strip = [places[pk] for pk in near if pk in places]
        return self.render(
            request,
            template="galleries/photo_page.html",
            context_overrides={
                "album": self,
                "place": place,
                "photo": place.photo,
                "number": at + 1,
                "count": len(order),
                "previous": places.get(order[at - 1]) if at else None,
                "next": places.get(order[at + 1]) if at + 1 < len(order) else None,
                "strip": strip,
                "photo_tags": list(place.photo.tags.all()),
            },
        )

    @path("<int:photo_id>/download/", name="download")
    def download_route(self, request: HttpRequest, photo_id: int) -> HttpResponseBase:
        """The photo as a file, in the size that the viewer may have."""
        viewer = policy.viewer_of(request)
        size = policy.download_size(viewer, self)
        if size == self.Download.NONE:
            raise Http404
        place = self.album_photos.ready().in_order().filter(photo_id=photo_id).first()
        if place is None or (size := rule_sight.download_size(viewer, place, size)) == self.Download.NONE:
            raise Http404
        return sending.download(request, place.photo, full=size == self.Download.ORIGINAL)


def with_covers(albums: Any) -> list[AlbumPage]:
    """The albums as a list, each with ``effective_cover`` filled in: three queries whatever their number."""
    if isinstance(albums, models.QuerySet):
        # Their keys first: sorted together with what a card shows, 10,000 albums cost 80 ms for a page of 24.
        pks = list(albums.values_list("pk", flat=True))
        cards = {album.pk: album for album in AlbumPage.objects.filter(pk__in=pks).for_cards()}
        albums = [cards[pk] for pk in pks if pk in cards]
    albums = list(albums)
    bare = [album.pk for album in albums if album.cover is None or not album.cover.is_shown]
    firsts: dict[int, Photo] = {}
    if bare:
        first = AlbumPhoto.objects.ready().filter(album=models.OuterRef("album")).order_by("position", "pk")
        rows = AlbumPhoto.objects.filter(album__in=bare, pk=models.Subquery(first.values("pk")[:1]))
        firsts = {row.album_id: row.photo for row in rows.select_related("photo")}
    for album in albums:
        album.__dict__["effective_cover"] = firsts.get(album.pk) if album.pk in bare else album.cover
    return albums
