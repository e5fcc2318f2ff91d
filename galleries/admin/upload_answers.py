"""What the album's uploader tells of a file: as JSON for its script, as Wagtail's messages without one."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.permissions import page_permission_policy

from common.errors import AppError
from galleries import permissions, policy
from galleries.album_ingest import Taken
from galleries.models import TRASH_URL_PATH, AlbumPage, Photo

# Of the albums that show a photo, and of the photos named in one message.
NAMED = 5


def taken(request: HttpRequest, album: AlbumPage, result: Taken) -> dict[str, Any]:
    """A file that is there now, new or known."""
    photo = result.photo
    body: dict[str, Any] = {
        "success": True,
        "what": result.what,
        "told": text_of(result),
        "photo": {"id": photo.pk, "title": photo.title, "state": photo.state, "url": ""},
    }
    if result.what == "added" or permissions.may_change(request.user, photo):
        body["photo"]["url"] = reverse("wagtailimages:edit", args=[photo.pk])
    if not result.new:
        body["albums"] = albums_with(request, photo, besides=album)
    return body


def text_of(result: Taken) -> str:
    """The sentence about a file that the person had already; nothing about a new one."""
    if result.what == "here":
        if result.restored:
            return _("You had this picture in the trash. It is back, and the album shows it again.")
        return _("The album shows this picture already; it was not stored twice.")
    if result.what == "elsewhere":
        if result.restored:
            return _(
                "You had this picture in the trash. It is back in the library; this album does not show it."
            )
        return _("You have this picture already; it was not stored twice. This album does not show it.")
    return ""


def refused(refusal: AppError) -> JsonResponse:
    """A file that was not taken, and what may be hoped for."""
    body = {
        "success": False,
        "code": refusal.code,
        "told": str(getattr(refusal, "reason", refusal)),
        "stop": stops(refusal),
        "again": refusal.status >= 500 or refusal.status == 429,
    }
    return JsonResponse(body, status=refusal.status, headers={"Cache-Control": "no-store"})


def stops(refusal: AppError) -> bool:
    """Whether the next file would fare no better."""
    return refusal.status in (401, 403, 404)


def albums_with(request: HttpRequest, photo: Photo, *, besides: AlbumPage) -> list[dict[str, str]]:
    """The other albums that show the photo, as far as the person may see them: their titles and addresses."""
    edited = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    visible = AlbumPage.objects.visible_to(policy.viewer_of(request)).order_by().values("pk")
    showing = AlbumPage.objects.filter(album_photos__photo=photo).exclude(pk=besides.pk)
    showing = showing.exclude(url_path__startswith=TRASH_URL_PATH)
    hers = set(edited.filter(pk__in=showing.order_by().values("pk")).values_list("pk", flat=True))
    seen = showing.filter(pk__in=visible) | showing.filter(pk__in=hers)
    return [
        {
            "title": album.title,
            "url": reverse("album_photos", args=[album.pk])
            if album.pk in hers
            else album.get_url(request) or "",
        }
        for album in seen.distinct().order_by("pk")[:NAMED]
    ]


# --- without a script ------------------------------------------------------------------------------


def tell_all(request: HttpRequest, album: AlbumPage, results: list[Taken]) -> None:
    """Messages about all files of one request: counted, and those that are known named."""
    added = sum(result.what == "added" for result in results)
    if added:
        text = ngettext("%(count)d photo was added.", "%(count)d photos were added.", added)
        messages.success(request, text % {"count": added})
    for what in ("here", "elsewhere"):
        for restored in (True, False):
            same = [result for result in results if result.what == what and result.restored == restored]
            if same:
                _tell_known(request, album, same)


def _tell_known(request: HttpRequest, album: AlbumPage, results: list[Taken]) -> None:
    """One message for files of which the same is to be said."""
    links = format_html_join(", ", "{}", ((_link(request, album, result),) for result in results[:NAMED]))
    more = f" + {len(results) - NAMED}" if len(results) > NAMED else ""
    buttons = []
    if results[0].what == "elsewhere":
        ids = ",".join(str(result.photo.pk) for result in results)
        address = f"{reverse('album_upload_here', args=[album.pk])}?photos={ids}"
        buttons = [messages.button(address, _("Show the same photos here"))]
    text = format_html("{} {}{}", text_of(results[0]), links, more)
    messages.warning(request, text, buttons=buttons)


def _link(request: HttpRequest, album: AlbumPage, result: Taken) -> SafeString:
    """The photo, and the albums that show it."""
    said = taken(request, album, result)
    places = [*said["albums"]]
    photo = _anchor(said["photo"])
    if not places:
        return photo
    return format_html(
        "{} ({})", photo, format_html_join(", ", "{}", ((_anchor(place),) for place in places))
    )


def _anchor(thing: dict[str, Any]) -> SafeString:
    if not thing["url"]:
        return format_html("“{}”", thing["title"])
    return format_html('<a href="{}">{}</a>', thing["url"], thing["title"])


def named(name: str, reason: str) -> str:
    """``name: reason``, without the name where the reason begins with it."""
    return reason if not name or reason.startswith(name) else f"{name}: {reason}"
