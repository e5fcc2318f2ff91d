"""What the grid's script is told by the page: keys in order, addresses, and its texts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from galleries.models import AlbumPage


def desk(album: AlbumPage, order: list[int], offset: int) -> dict[str, Any]:
    """``offset``: how many photos stand before the first card of the page."""
    doors = {"cards": "album_cards", "ask": "album_ask", "change": "album_change", "undo": "album_undo"}
    urls = {
        name: reverse(route, args=[album.pk]) for name, route in {**doors, "albums": "album_targets"}.items()
    }
    return {
        "order": order,
        "offset": offset,
        "urls": {**urls, "words": reverse("tag_words")},
        "texts": texts(),
    }


def texts() -> dict[str, str]:
    """``{n}`` and the like are filled in by the script; ``_one`` is for one, ``_many`` for more."""
    return {
        "chosen_one": ngettext("{n} chosen", "{n} chosen", 1),
        "chosen_many": ngettext("{n} chosen", "{n} chosen", 2),
        "all_one": ngettext("{n} photo", "All {n} photos", 1),
        "all_many": ngettext("{n} photo", "All {n} photos", 2),
        "moved": _("Now number {n} of {total}."),
        "moving": _("Moving {n}. Escape puts it back."),
        "put_back": _("Put back."),
        "none": _("Choose a photo to see its details."),
        "some_many": _("{n} photos are chosen. What the toolbar does is done to all of them."),
        "reading": _("One moment …"),
        "different": _("They have different texts"),
        "no_album": _("No album fits."),
        "album_first": _("Choose an album first."),
        "no_answer": _("The site did not answer. Try again in a moment."),
        "signed_out": _("You are not signed in any more, or may not change this album. Reload the page."),
        "their_text": _("Take it over"),
        "my_text": _("Save mine all the same"),
        "refused": _("This was refused."),
        "rejected": _("The suggestion was rejected."),
    }
