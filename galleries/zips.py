"""An album's photos as one zip: made while it is sent, so that its size costs no memory and no disk.

Entries are stored as they are (pictures are packed already), with zip64 fields where a size needs them. Names are
numbers in the album's order: what somebody once called a file is nobody's business. Masters and renditions hold no
metadata (docs/decisions/0003-album-photos.md, galleries/preparing.py).
"""

import logging
from collections.abc import Iterator
from typing import NamedTuple

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from zipstream import ZipStream

from common import limits
from common.network import client_ip, limit_key
from galleries import delivery, policy, rule_sight, share_links
from galleries.models import AlbumPage

logger = logging.getLogger(__name__)

PIECE = 256 * 1024
MISSING = "missing.txt"


class Entry(NamedTuple):
    """One file of the archive, and where it lies."""

    name: str
    alias: str
    stored: str


def sizes(allowed: str) -> tuple[str, ...]:
    """The sizes to choose from, the usual one first. A bucket that makes renditions itself has them for browsers."""
    web = () if delivery.made_by_storage() else ("web",)
    return {"none": (), "web": web, "original": (*web, "original")}[allowed]


def entries(album: AlbumPage, viewer: policy.Viewer, *, full: bool) -> list[Entry]:
    """What the archive will hold: the photos that the album shows, in its order, in one query."""
    places = album.album_photos.ready().filter(rule_sight.takeable(viewer, full=full)).in_order()
    photos = [place.photo for place in places.iterator(chunk_size=500)]
    digits = max(3, len(str(len(photos))))
    found = []
    for number, photo in enumerate(photos, start=1):
        alias, stored, _commands = photo.download_file(full=full)
        found.append(Entry(f"{album.slug}/{number:0{digits}d}.{stored.rsplit('.', 1)[-1]}", alias, stored))
    return found


def asked_for(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The answer to whoever asks for that album by any door, in the size of ``?size=``, or else the usual one.

    404 where there is nothing to be had for this viewer; TooMany when it is asked too often.
    """
    viewer = policy.viewer_of(request)
    album = AlbumPage.objects.reached_by(viewer).filter(pk=pk).first()
    offered = sizes(policy.download_size(viewer, album)) if album else ()
    size = request.GET.get("size") or next(iter(offered), "")
    if album is None or size not in offered:
        raise Http404
    if request.method == "GET":
        limits.hit("zip", viewer.user.pk if viewer.is_person else limit_key(client_ip(request)))
        share_links.note_download(request, album)
    return response(album, viewer, full=size == "original")


def response(album: AlbumPage, viewer: policy.Viewer, *, full: bool) -> StreamingHttpResponse:
    """The archive as an answer. Its length is told where asking each file's size costs nothing: on the local disk."""
    files = entries(album, viewer, full=full)
    known = None if delivery.in_buckets() else [_size(entry) for entry in files]
    answer = StreamingHttpResponse(_stream(files), content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, f"{album.slug}.zip")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Accel-Buffering"] = "no"  # or nginx would put gigabytes on its own disk
    if known is not None and None not in known:
        answer["Content-Length"] = str(_length(files, [size for size in known if size is not None]))
    return answer


def _size(entry: Entry) -> int | None:
    try:
        return storages[entry.alias].size(entry.stored)
    except FileNotFoundError:
        return None


def _length(files: list[Entry], known: list[int]) -> int:
    archive = ZipStream(sized=True)
    for entry, size in zip(files, known, strict=True):
        archive.add(iter(()), entry.name, size=size)
    return len(archive)


def _stream(files: list[Entry]) -> Iterator[bytes]:
    """One file after the other. One that is not there is named in a text at the end; any other fault cuts the
    answer off, so that the browser sees that it failed."""
    archive = ZipStream(sized=True)
    missing = []
    for entry in files:
        try:
            content = storages[entry.alias].open(entry.stored, "rb")
        except FileNotFoundError:
            logger.error("%s is not in the storage %s", entry.stored, entry.alias)
            missing.append(entry.name)
            continue
        with content:
            archive.add(iter(lambda: content.read(PIECE), b""), entry.name, size=content.size)  # noqa: B023
            yield from archive.file()
    if missing:
        archive.add("\n".join(missing) + "\n", MISSING)
    yield from archive.finalize()
