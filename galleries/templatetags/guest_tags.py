"""Invited people, guests' favourites and the photos that they send: for the owner's page and for their own."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from galleries import contributions, guests, invitations, policy, proofing
from galleries.models import AlbumGrant, Contribution, Photo

register = template.Library()

TRAY_SHOWN = 60
WIDE_ENOUGH = 320


# --- for whoever shares the album ------------------------------------------------------------------


@register.simple_tag
def people_of(album: Any) -> list[AlbumGrant]:
    """Who was invited; at most ``invitations.AT_MOST``."""
    return list(album.grants.select_related("user").order_by("pk"))


@register.simple_tag
def grant_roles() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in AlbumGrant.Role.choices]


@dataclass(frozen=True)
class Tray:
    rows: list[Contribution]
    total: int


@register.simple_tag
def tray_of(album: Any) -> Tray:
    """The photos that wait for the owner's word, the oldest first."""
    waiting = contributions.waiting_for(album).select_related("photo", "user", "visit")
    rows = list(waiting[:TRAY_SHOWN])
    return Tray(rows, waiting.count() if len(rows) == TRAY_SHOWN else len(rows))


@register.filter
def sender_name(row: Contribution) -> str:
    """What the sender of a photo is called: a person's public name, or what the guest said."""
    if row.user is not None:
        return str(row.user.public_name)
    return (row.visit.name if row.visit else "") or _("A guest")


@register.filter
def waiting_picture(row: Contribution) -> str:
    """The address of a photo in the tray; empty while it is being prepared."""
    widths = row.photo.rendition_widths
    if not (row.photo.is_ready and widths):
        return ""
    width = next((w for w in widths if w >= WIDE_ENOUGH), widths[-1])
    return reverse("galleries:waiting_picture", args=[row.album_id, row.pk, width])


@register.filter
def waiting_picture_large(row: Contribution) -> str:
    return reverse("galleries:waiting_picture", args=[row.album_id, row.pk, row.photo.rendition_widths[-1]])


@register.simple_tag
def picks_of(album: Any) -> proofing.Guests:
    """The guests who have marked favourites."""
    return proofing.guests_of(album)


# --- for guests ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnPick:
    """Whether the guest has marked this photo, and how many she has marked in the album."""

    picked: bool
    count: int


@register.simple_tag(takes_context=True)
def own_pick(context: template.Context, album: Any, photo: Photo) -> OwnPick | None:
    """None for whoever did not come by a link that lets her mark photos; it costs no query then."""
    request = context.get("request")
    if request is None or album.pk is None:
        return None
    visit = guests.visit_with(request, album, "allow_picks")
    if visit is None:
        return None
    picked = set(proofing.picks_of(visit, album).values_list("photo", flat=True))
    return OwnPick(photo.pk in picked, len(picked))


@dataclass(frozen=True)
class Offers:
    """What an album's page offers to a guest beside looking."""

    picks: int | None
    sending: bool


@register.simple_tag(takes_context=True)
def guest_offers(context: template.Context, album: Any) -> Offers | None:
    request = context.get("request")
    if request is None or album.pk is None:
        return None
    viewer = policy.viewer_of(request)
    visit = guests.visit_with(request, album, "allow_picks")
    picks = proofing.picks_of(visit, album).count() if visit else None
    return Offers(picks, contributions.may_send(viewer, album))


@register.simple_tag
def most_invited() -> int:
    return invitations.AT_MOST
