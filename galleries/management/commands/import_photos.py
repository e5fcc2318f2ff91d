"""``manage.py import_photos FOLDER``: a folder of photographs becomes albums."""

import errno
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, no_translations
from tqdm import tqdm

from galleries.folder_import import FolderImport, Report
from galleries.models import AlbumIndexPage, AlbumPage
from jobs import sweeper


class Command(BaseCommand):
    help = (
        "Imports the photographs below a folder. Every folder that holds files becomes an album of its name. "
        "Safe to repeat and to interrupt. Ends with 0 when every readable file was taken in, was there already "
        "or was refused with a reason; with 1 when something could not be read or prepared."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the photographs are")
        parser.add_argument("--album", default="", metavar="TITLE", help="put everything into one album")
        parser.add_argument(
            "--owner", default="", metavar="NAME", help="whose they are (default: the first administrator)"
        )
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="how many at a time")
        parser.add_argument(
            "--visibility", choices=AlbumPage.Access.values, default=AlbumPage.Access.PRIVATE,
            help="who may see the new albums (default: private)",
        )  # fmt: skip

    @no_translations  # the command speaks English, and so do the reasons it prints
    def handle(
        self, *args: Any, folder: Path, album: str, owner: str, jobs: int, visibility: str, **options: Any
    ) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        index = AlbumIndexPage.objects.first()
        if index is None:
            raise CommandError("The site has no album list yet. Create one in the admin first.")
        sweeper.sweep()
        work = FolderImport(
            folder, owner=self._owner(owner), index=index, visibility=visibility, album_title=album.strip()
        )
        files = work.files()
        begun = time.monotonic()
        with tqdm(total=len(files), unit="file", disable=options["verbosity"] == 0) as bar:
            try:
                report = work.run(files, max(1, jobs), step=lambda: bar.update())
            except OSError as error:
                raise CommandError(_why(error)) from error
            except KeyboardInterrupt:
                raise CommandError(
                    "Interrupted. What was taken in stays; run the same command to go on."
                ) from None
        self._tell(report, time.monotonic() - begun)
        if report.unreadable or report.unprepared:
            raise CommandError("Not everything could be read or prepared; see above.")

    def _owner(self, name: str) -> Any:
        people = get_user_model().objects.filter(is_active=True)
        found = (
            people.filter(username=name).first()
            if name
            else people.filter(is_superuser=True).order_by("pk").first()
        )
        if found is None:
            raise CommandError(
                f"There is no active account “{name}”." if name else "There is no administrator; use --owner."
            )
        return found

    def _tell(self, report: Report, seconds: float) -> None:
        for heading, rows in (
            ("Refused", report.refused), ("Unreadable", report.unreadable), ("Not prepared", report.unprepared)
        ):  # fmt: skip
            if rows:
                self.stdout.write(f"{heading}: {len(rows)}")
            for name, reason in rows:
                self.stdout.write(f"  {name}: {reason}")
        for album in report.albums:
            self.stdout.write(f"Album “{album.title}” ({album.visibility}): {album.get_url()}")
        speed = report.imported / seconds if seconds else 0
        self.stdout.write(
            f"Imported {report.imported}, already there {report.duplicates}, refused {len(report.refused)}, "
            f"hidden files left alone {report.ignored}. {seconds:.1f} s, {speed:.2f} photos a second."
        )


def _why(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            "There is no space left on the disk. What was taken in stays; make room and run the same command."
        )
    return f"{error.strerror or error}: {error.filename or ''}"
