"""What the album's uploader has to know: its addresses, its limits and its words."""

from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.images.utils import get_allowed_image_extensions

from common.errors import AppError
from galleries import album_ingest, direct_upload, ingest
from galleries.models import AlbumPage

register = template.Library()

# Files waiting in one browser, and on their way at the same time.
MOST = 500
AT_ONCE = 3


@register.simple_tag(takes_context=True)
def uploader(context: dict[str, Any], album: AlbumPage) -> dict[str, Any] | None:
    """The uploader of this album for the person who looks at the page; None when she may not add to it."""
    user = context["request"].user
    try:
        album_ingest.asked(user, album)
    except AppError:
        return None
    limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
    endings = [f".{ending}" for ending in get_allowed_image_extensions()]
    return {
        "limit": limit,
        "most": MOST,
        "accept": ",".join([*direct_upload.MIMES, *endings]),
        "script": {
            "album": album.pk,
            "user": user.pk,
            "most": MOST,
            "atOnce": AT_ONCE,
            "bytes": settings.UPLOAD_MAX_BYTES,
            "types": direct_upload.MIMES,
            "endings": endings,
            "upload": reverse("album_upload", args=[album.pk]),
            "here": reverse("album_upload_here", args=[album.pk]),
            "states": reverse("album_upload_states", args=[album.pk]),
            "direct": reverse("upload-list") if direct_upload.is_possible() else "",
            "words": {**words(), **refusals(limit)},
        },
    }


def refusals(limit: str) -> dict[str, str]:
    """Why a file is not even sent: what the site would say of it."""
    texts = {code: str(ingest.MESSAGES[code]) for code in ("empty", "unknown_type", "too_many_bytes")}
    return {**texts, "too_many_bytes": texts["too_many_bytes"] % {"limit": limit}}


def words() -> dict[str, str]:
    """Everything else that the script says; what stands in braces is filled in there."""
    return {
        "waiting": _("Waiting"),
        "sending": _("Being sent"),
        "looking": _("Being examined"),
        "preparing": _("In the album, being prepared"),
        "ready": _("In the album"),
        "failed": _("In the album, but it could not be prepared:"),
        "later": _("No answer; tried again in {seconds} s"),
        "progress": _("{name}: sent so far"),
        "count": _("{done} of {total}"),
        "beingPrepared": _("being prepared: {count}"),
        "notTaken": _("not taken: {count}"),
        "known": _("you had already: {count}"),
        "all": _("All files were sent."),
        "finished": _("In the album: {count}"),
        "show": _("Show them"),
        "hide": _("Hide them"),
        "retry": _("Try again"),
        "remove": _("Remove from the list"),
        "here": _("Show the same photo here"),
        "shownIn": _("Albums that show it:"),
        "away": _("The site cannot be reached."),
        "broken": _("The site could not take the file (error {status})."),
        "tooMany": _(
            "At most {most} files at a time: the first {most} of {total} were taken. Send the others afterwards."
        ),
        "full": _("{most} files are waiting already. Send the others afterwards."),
        "nothing": _("There was no file in it."),
        "haltAway": _("The site cannot be reached just now. The rest of the files waits here."),
        "haltAlbum": _("Sending has stopped: {reason} The rest of the files waits here."),
        "haltSignedOut": _(
            "You are signed out. What was sent is safe, and the rest waits here: sign in, then continue."
        ),
        "haltOther": _("You have signed in as somebody else. Load this page again to send more photos."),
    }
