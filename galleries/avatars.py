"""A person's small picture: two squares, cut when it comes in.

It comes through the same examination as a photo, and the squares are cut by the same child process in the
same request: a second look at a master takes a fraction of the first one, and nobody has to wait for a job
to see her own face. Nothing else is kept, so there is nothing in it but pixels.
"""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from galleries import ingest, leftovers
from galleries.avatar_files import ALIAS, KEY_LENGTH, name_of, names_of
from galleries.pictures import PictureRefused, sandbox
from galleries.pictures.square import SIDES
from galleries.tasks import remove_files_later


class NothingSent(AppError):
    code = "no_file"

    def __init__(self) -> None:
        super().__init__(_("Please choose a picture first."))


def change(person: Any, content: File, name: str) -> None:
    """Show this picture from now on. Raises ingest.Refused or ingest.Busy, and nothing has changed then."""
    with ingest.examine(content, name) as examined:
        folder = examined.source.parent
        try:
            sandbox.square(examined.master.path, folder, ingest.limits())
        except PictureRefused as refusal:
            raise ingest.Refused(name, refusal.code, refusal.params) from refusal
        except sandbox.SandboxFailed as failure:
            raise ingest.Busy(
                _("Pictures cannot be read just now. Please try again in a minute.")
            ) from failure
        key = _store(folder)
    _show(person, key)


def remove(person: Any) -> None:
    """Go back to the drawn initial."""
    _show(person, "")


def _store(folder: Path) -> str:
    key = get_random_string(KEY_LENGTH)
    for side in SIDES:
        with (folder / f"{side}.webp").open("rb") as square:
            storages[ALIAS].save(name_of(key, side), File(square))
    return key


@transaction.atomic
def _show(person: Any, key: str) -> None:
    """The new picture's key in the row; the files of the one before go once that is certain."""
    people = get_user_model().objects
    before = people.select_for_update().get(pk=person.pk).avatar
    people.filter(pk=person.pk).update(avatar=key)
    person.avatar = key
    leftovers.leave((ALIAS, name) for name in names_of(before))
    remove_files_later()
