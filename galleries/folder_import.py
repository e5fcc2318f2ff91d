"""A folder of photographs becomes albums: every folder that holds pictures is one."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import connection
from django.utils import translation
from django.utils.text import slugify

from common.text import one_line
from galleries import ingest, tasks
from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, Photo


@dataclass
class Report:
    """What became of the files; paths are relative to the folder."""

    imported: int = 0
    duplicates: int = 0
    ignored: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    unprepared: list[tuple[str, str]] = field(default_factory=list)
    albums: list[AlbumPage] = field(default_factory=list)


class FolderImport:
    """One run over a folder. Safe to repeat and to interrupt: what is there already is not made again."""

    def __init__(
        self, folder: Path, *, owner: Any, index: AlbumIndexPage, visibility: str, album_title: str = ""
    ) -> None:
        self.folder, self.owner, self.index, self.visibility = folder, owner, index, visibility
        self.album_title = album_title
        self.report = Report()
        self._albums: dict[str, AlbumPage] = {}
        self._new: list[AlbumPage] = []
        self._lock = threading.Lock()

    def files(self) -> list[Path]:
        """Every file below the folder but hidden ones, by folder and name. Unreadable folders are reported."""
        found: list[Path] = []
        for place, folders, names in os.walk(self.folder, onerror=self._unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            found += [Path(place, name) for name in sorted(names) if not name.startswith(".")]
            self.report.ignored += sum(name.startswith(".") for name in names)
        return found

    def run(self, files: list[Path], jobs: int, step: Callable[[], object]) -> Report:
        """Take the files in, ``jobs`` at a time; ``step`` is called after each."""
        photos: dict[Path, Photo] = {}
        with ThreadPoolExecutor(jobs) as pool:
            try:
                for path, photo in self._in_order(pool, files, jobs):
                    step()
                    if photo is not None:
                        photos[path] = photo
                        AlbumPhoto.objects.append(self._album(path), [photo])
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        self._arrange(photos)
        self.report.albums = list(self._albums.values())
        return self.report

    def _arrange(self, photos: dict[Path, Photo]) -> None:
        """New albums in the order of the files' names; the photos came in side by side."""
        for album in self._new:
            order = list(
                dict.fromkeys(photo.pk for path, photo in photos.items() if self._album(path) == album)
            )
            places = {place.photo_id: place for place in album.album_photos.all()}
            for position, pk in enumerate(order):
                places[pk].position = position
            AlbumPhoto.objects.bulk_update(places.values(), ["position"], batch_size=500)

    def _in_order(
        self, pool: ThreadPoolExecutor, files: list[Path], jobs: int
    ) -> Iterator[tuple[Path, Photo | None]]:
        """The files with their photos in the order of their names, although they are worked on side by side."""
        waiting: list[tuple[Path, Future[Photo | None]]] = []
        for path in files:
            waiting.append((path, pool.submit(self._take, path)))
            while len(waiting) >= 4 * jobs or (waiting and waiting[0][1].done()):
                first, future = waiting.pop(0)
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()

    @translation.override(None)  # a thread of its own would speak the site's language
    def _take(self, path: Path) -> Photo | None:
        name = str(path.relative_to(self.folder))
        try:
            with path.open("rb") as content:
                photo, created = self._admit(path, File(content))
            self._prepare(name, photo)
        except ingest.Refused as refusal:
            self._note(self.report.refused, name, str(refusal.reason))
            return None
        except PermissionError as error:
            self._note(self.report.unreadable, name, error.strerror or str(error))
            return None
        finally:
            connection.close()
        with self._lock:
            if created:
                self.report.imported += 1
            else:
                self.report.duplicates += 1
        return photo

    def _admit(self, path: Path, content: File) -> tuple[Photo, bool]:
        known = ingest.find_same(content, self.owner)
        if known is not None:
            return known, False
        with ingest.examine(content, path.name) as examined:
            # Only now: a folder of nothing but refused files makes no album.
            collection = self._album(path).collection
            photo = Photo(
                uploaded_by_user=self.owner, collection=collection, title=ingest.title_from(path.name)
            )
            try:
                ingest.store(photo, examined)
            except ingest.AlreadyThere as there:
                return there.photo, False
            return photo, True

    def _prepare(self, name: str, photo: Photo) -> None:
        if photo.is_ready:
            return
        tasks.prepare_now(photo)
        if photo.state == Photo.State.FAILED:
            self._note(self.report.unprepared, name, photo.failure)

    def _album(self, path: Path) -> AlbumPage:
        title = self.album_title or self._title(path.parent)
        with self._lock:
            if title not in self._albums:
                self._albums[title] = self._find_album(title) or self._make_album(title)
            return self._albums[title]

    def _title(self, folder: Path) -> str:
        """The folder's name; folders deeper down are named with the way to them."""
        parts = folder.relative_to(self.folder).parts or (self.folder.resolve().name,)
        return one_line(" – ".join(parts).replace("_", " "))[:255] or "Import"

    def _find_album(self, title: str) -> AlbumPage | None:
        return AlbumPage.objects.child_of(self.index).filter(title=title, owner=self.owner).first()

    def _make_album(self, title: str) -> AlbumPage:
        slug = self._free_slug(slugify(title, allow_unicode=True)[:200] or "album")
        album = AlbumPage(title=title, slug=slug, owner=self.owner, visibility=self.visibility)
        self.index.refresh_from_db()
        self.index.add_child(instance=album)
        # Authors hand in and editors publish; who runs this command may do both.
        album.save_revision(user=self.owner).publish(user=self.owner, skip_permission_checks=True)
        self._new.append(AlbumPage.objects.get(pk=album.pk))
        return self._new[-1]

    def _free_slug(self, slug: str) -> str:
        taken = set(
            AlbumPage.objects.child_of(self.index)
            .filter(slug__startswith=slug)
            .values_list("slug", flat=True)
        )
        return next(
            s for n in range(1, len(taken) + 2) if (s := slug if n == 1 else f"{slug}-{n}") not in taken
        )

    def _note(self, where: list[tuple[str, str]], name: str, reason: str) -> None:
        with self._lock:
            where.append((name, reason))

    def _unreadable(self, error: OSError) -> None:
        name = os.path.relpath(error.filename, self.folder)
        self.report.unreadable.append((name, error.strerror or str(error)))
