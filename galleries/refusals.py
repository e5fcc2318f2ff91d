"""Why a picture is not taken: the errors of ``ingest``, and the sentence for each code."""

from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from common.errors import AppError

if TYPE_CHECKING:
    from galleries.models import Photo

MESSAGES = {
    "empty": _("The file is empty."),
    "too_many_bytes": _("The file is too big: at most %(limit)s are allowed."),
    "unknown_type": _("This is not a picture that we know. JPEG, PNG, GIF, WebP, AVIF and HEIC are welcome."),
    "truncated": _("The picture ends too early. It may not have been copied completely."),
    "damaged": _("The picture is damaged and cannot be read."),
    "too_many_pixels": _("The picture has too many pixels: %(pixels)s. At most %(limit)s are allowed."),
    "too_long_side": _("A side of the picture is too long: %(side)s pixels. At most %(limit)s are allowed."),
    "too_many_frames": _("The picture has too many frames: %(frames)s. At most %(limit)s are allowed."),
    "too_many_scans": _(
        "The picture is stored in too many passes: %(scans)s. At most %(limit)s are allowed."
    ),
    "too_much_metadata": _("The picture carries too much beside the pixels."),
    "too_slow": _("Reading the picture took too long."),
    "too_much_memory": _("Reading the picture would take too much memory."),
}


class Refused(AppError):
    """A picture that is not taken. ``name`` is the file's, ``reason`` a translated sentence."""

    status = 422

    def __init__(self, name: str, code: str, params: dict[str, Any]) -> None:
        self.name = name
        self.reason = MESSAGES[code] % {**params, **_readable(code, params)}
        super().__init__(self.reason, code=code)

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}" if self.name else str(self.reason)


class Busy(AppError):
    """Nothing is wrong with the picture; the site cannot look at it now."""

    status = 503
    code = "busy"


class AlreadyThere(AppError):
    """The owner already has a photo with the same bytes; it is ``photo``."""

    status = 409
    code = "duplicate"

    def __init__(self, photo: "Photo") -> None:
        self.photo = photo
        super().__init__(_("You already have this picture as “%(title)s”.") % {"title": photo.title})


def _readable(code: str, params: dict[str, Any]) -> dict[str, Any]:
    if code != "too_many_bytes":
        return {}
    return {"limit": filesizeformat(params["limit"])}
