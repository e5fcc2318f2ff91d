"""Photos that look alike, side by side, and which of them stays."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from galleries import permissions, replacing_pairs
from galleries.models import AlbumPage, AlbumPhoto, NearPair, Photo, PhotoTag
from users.models import User

# Counted no further, and no longer lists in the filters: it is many either way.
MOST = 1000
CHOICES = 200
MOST_ALBUMS = 20
FILTERS = ("album", "owner", "distance")


def pairs_for(user: Any) -> QuerySet[NearPair]:
    """The pairs that nobody has decided about, of which the person may change both photos; the nearest first."""
    hers = permissions.changeable(user).filter(state=Photo.State.READY).order_by()
    return NearPair.objects.filter(
        Exists(hers.filter(pk=OuterRef("first"))),
        Exists(hers.filter(pk=OuterRef("second"))),
        kept_at=None,
        distance__lte=settings.NEAR_DUPLICATE_BITS,
    ).order_by("distance", "pk")


class FilterForm(forms.Form):
    """What is shown of the pairs; only what occurs in them can be chosen."""

    album = forms.TypedChoiceField(label=gettext_lazy("Album"), coerce=int, required=False, empty_value=None)
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int, required=False, empty_value=None)
    distance = forms.TypedChoiceField(
        label=gettext_lazy("Likeness"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, user: Any, pairs: QuerySet[NearPair], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # As keys: nested any deeper, SQLite's parser gives up on the rights of authors.
        known = list(pairs.values_list("first", "second", "distance")[:MOST])
        photos = {pk for first, second, _bits in known for pk in (first, second)}
        places = AlbumPhoto.objects.filter(photo__in=photos).order_by().values_list("album", flat=True)
        albums = AlbumPage.objects.filter(pk__in=list(places.distinct()), trashed=None)
        albums = permissions.without_hidden_albums(albums, user).order_by("title")[:CHOICES]
        owners = Photo.objects.filter(pk__in=photos).order_by().values("uploaded_by_user")
        people = User.objects.filter(pk__in=owners).order_by("username")[:CHOICES]
        self._choose("album", [(album.pk, album.title) for album in albums])
        self._choose("owner", [(person.pk, person.public_name) for person in people])
        steps = sorted({bits for _first, _second, bits in known})
        self._choose("distance", [(step, likeness(step)) for step in steps])

    def _choose(self, name: str, choices: list[tuple[int, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("All")), *choices]

    def narrow(self, pairs: QuerySet[NearPair]) -> QuerySet[NearPair]:
        """What the filters leave; a value that is no choice leaves everything."""
        self.full_clean()
        if album := self.cleaned_data.get("album"):
            shown = AlbumPhoto.objects.filter(album=album).order_by().values("photo")
            pairs = pairs.filter(Q(first__in=shown) | Q(second__in=shown))
        if owner := self.cleaned_data.get("owner"):
            pairs = pairs.filter(Q(first__uploaded_by_user=owner) | Q(second__uploaded_by_user=owner))
        if (step := self.cleaned_data.get("distance")) is not None:
            pairs = pairs.filter(distance=step)
        return pairs


def likeness(distance: int) -> str:
    """How alike, in a word and in bits."""
    if distance == 0:
        return _("the same picture (0 bits differ)")
    return _("similar (%(n)d bits differ)") % {"n": distance}


@dataclass
class Fact:
    """One line of the comparison."""

    label: str
    left: Any
    right: Any

    @property
    def differs(self) -> bool:
        return bool(self.left != self.right)


class SimilarPhotosView(WagtailAdminTemplateMixin, TemplateView):
    """One pair at a time; ``after`` names the last one that was seen."""

    template_name = "galleries/admin/similar_photos.html"
    page_title = gettext_lazy("Similar photos")
    header_icon = "image"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_change_any(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def filters(self) -> dict[str, str]:
        """The filters in the address, to be carried along."""
        given = {name: self.request.GET.get(name, "")[:20] for name in FILTERS}
        return {name: value for name, value in given.items() if value}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = pairs_for(self.request.user)
        form = FilterForm(self.request.GET, user=self.request.user, pairs=every)
        pairs = form.narrow(every)
        count = len(pairs.values_list("pk", flat=True)[: MOST + 1])
        pair = _after(pairs, self.request.GET.get("after", "")).select_related(
            "first__uploaded_by_user", "second__uploaded_by_user"
        )
        profile = getattr(self.request.user, "wagtail_userprofile", None)
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "count": min(count, MOST),
            "more": count > MOST,
            "is_filtered": bool(self.filters),
            "start_url": _address(self.filters),
            "keys": profile is None or profile.keyboard_shortcuts,
            **self._comparison(pair.first()),
        }

    def _comparison(self, pair: NearPair | None) -> dict[str, Any]:
        if pair is None:
            return {"pair": None}
        photos = [pair.first, pair.second]
        here = _address({**self.filters, "after": _mark(pair)})
        return {
            "pair": pair,
            "likeness": likeness(pair.distance),
            "photos": [(photo, photo.get_rendition("max-1280x1280")) for photo in photos],
            "facts": facts(*photos),
            "albums": [_albums(self.request.user, photo) for photo in photos],
            "skip_url": here,
            "filters": self.filters,
        }


def facts(left: Photo, right: Photo) -> list[Fact]:
    """What tells the two apart, and what they have in common."""
    rows = PhotoTag.objects.accepted().select_related("tag").order_by("tag__name")
    tagged = Photo.objects.filter(pk__in=[left.pk, right.pk]).only("pk")
    tags = {
        photo.pk: ", ".join(row.tag.label for row in photo.shown_tags)
        for photo in tagged.prefetch_related(Prefetch("photo_tags", rows, to_attr="shown_tags"))
    }
    lines = [
        (_("Title"), lambda p: p.title),
        (_("Dimensions"), lambda p: f"{p.width} × {p.height}"),
        (_("File size"), lambda p: filesizeformat(p.file_size or 0)),
        (_("Sent as"), lambda p: p.source_format.upper()),
        (_("Taken at"), lambda p: p.local_taken_at.strftime("%Y-%m-%d %H:%M") if p.local_taken_at else ""),
        (_("Camera"), lambda p: p.camera),
        (_("Added"), lambda p: date_format(localtime(p.created_at), "SHORT_DATETIME_FORMAT")),
        (_("Owner"), lambda p: p.uploaded_by_user.public_name if p.uploaded_by_user else ""),
        (_("Licence"), lambda p: p.get_licence_display()),
        (_("Tags"), lambda p: tags.get(p.pk, "")),
    ]
    found = [Fact(str(label), text(left), text(right)) for label, text in lines]
    return [fact for fact in found if fact.left or fact.right]


def _albums(user: Any, photo: Photo) -> dict[str, Any]:
    """The albums that show the photo, as far as the person sees them, and how many more there are."""
    albums = replacing_pairs.albums_with(photo)
    seen = permissions.without_hidden_albums(albums, user).order_by("title")
    return {"seen": list(seen[:MOST_ALBUMS]), "hidden": albums.count() - seen.count()}


# --- where one is in the row of pairs --------------------------------------------------------------


def _mark(pair: NearPair) -> str:
    return f"{pair.distance}-{pair.pk}"


def _after(pairs: QuerySet[NearPair], mark: str) -> QuerySet[NearPair]:
    """The pairs that come after the one with this mark; all of them after nonsense."""
    distance, _dash, key = mark.partition("-")
    if not (_is_number(distance) and _is_number(key)):
        return pairs
    return pairs.filter(Q(distance__gt=int(distance)) | Q(distance=int(distance), pk__gt=int(key)))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _address(query: dict[str, str]) -> str:
    return reverse("similar_photos") + (f"?{urlencode(query)}" if query else "")


# --- deciding --------------------------------------------------------------------------------------


@require_POST
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Keep both photos of a pair, or one in the place of the other; then on to the next pair."""
    if not permissions.may_change_any(request.user):
        raise PermissionDenied
    pair = get_object_or_404(_of(request.user), pk=pair_id)
    filters = {
        name: value for name in FILTERS if (value := request.POST.get(name, "")[:20].replace("\x00", ""))
    }
    try:
        told = _decide(request.user, pair, request.POST.get("do", ""))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(_address(filters))
    messages.success(request, told)
    return redirect(_address({**filters, "after": _mark(pair)}))


def _of(user: Any) -> QuerySet[NearPair]:
    """The pairs of photos that the person may change or has thrown away, decided or not: those she may hear of."""
    hers = permissions.changeable_with_trash(user).order_by()
    return NearPair.objects.filter(
        Exists(hers.filter(pk=OuterRef("first"))), Exists(hers.filter(pk=OuterRef("second")))
    )


def _decide(user: Any, pair: NearPair, choice: str) -> str:
    """Do it, and say in a sentence what was done."""
    if choice == "both":
        replacing_pairs.keep_both(user=user, pair=pair)
        return _("Both photos stay. This pair does not come back.")
    kept = {"left": pair.first_id, "right": pair.second_id}.get(choice, 0)
    gone = replacing_pairs.keep_one(user=user, pair=pair, kept=kept)
    return _("“%(title)s” is in the trash, and the other photo stands in its place.") % {"title": gone.title}


# --- the menu --------------------------------------------------------------------------------------


class SimilarPhotosMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.may_change_any(request.user)


@hooks.register("register_reports_menu_item")
def similar_photos_menu_item() -> MenuItem:
    return SimilarPhotosMenuItem(
        gettext_lazy("Similar photos"), reverse("similar_photos"), icon_name="image", order=60
    )


urlpatterns = [
    path("similar-photos/", SimilarPhotosView.as_view(), name="similar_photos"),
    path("similar-photos/<int:pair_id>/", decide, name="similar_pair"),
]
