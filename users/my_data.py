"""Everything that is a person's: each app says how its part is taken along, and how it is erased.

Each app registers from its ``ready()``. The upper apps come first in the settings and so they do here: what
hangs on an account is erased before the account.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from users.models import User

CHUNK = 1024 * 1024


class Archive:
    """A zip that is being filled. Nothing is held in memory but one row or one piece of a file."""

    # Told how much of the part is done, from 0 to 1.
    progress: Callable[[float], None] = staticmethod(lambda done: None)

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED)

    def close(self) -> None:
        self._zip.close()

    def rows(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """A JSON list, one row after the other."""
        with self._zip.open(self._entry(name, ZIP_DEFLATED), "w", force_zip64=True) as out:
            out.write(b"[")
            for number, row in enumerate(rows):
                text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
                out.write((",\n" if number else "\n").encode() + text.encode("utf-8", "replace"))
            out.write(b"\n]\n")

    def file(self, name: str, content: IO[bytes]) -> None:
        """A file as it is; pictures are packed already."""
        with self._zip.open(self._entry(name, ZIP_STORED), "w", force_zip64=True) as out:
            while piece := content.read(CHUNK):
                out.write(piece)

    @staticmethod
    def _entry(name: str, packing: int) -> ZipInfo:
        entry = ZipInfo(name, timezone.localtime().timetuple()[:6])
        entry.compress_type = packing
        entry.external_attr = 0o600 << 16
        return entry


Export = Callable[[User, Archive], None]
Erase = Callable[[User], None]
Hide = Callable[[User], None]


@dataclass(frozen=True)
class Part:
    """``export(person, archive)`` writes the part; ``erase(person)`` removes it and may be repeated without harm.

    ``hide(person)`` hears that the person has just begun to wait for her deletion, or has taken it back.
    """

    name: str
    export: Export
    erase: Erase
    hide: Hide


_parts: dict[str, Part] = {}


def register(name: str, *, export: Export, erase: Erase, hide: Hide = lambda person: None) -> None:
    """Called from an app's ``ready()``."""
    _parts[name] = Part(name, export, erase, hide)


def parts() -> list[Part]:
    """All parts, in the order in which they are to be erased."""
    return list(_parts.values())
