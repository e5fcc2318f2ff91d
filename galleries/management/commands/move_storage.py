"""``manage.py move_storage --from local --to qiniu``: copies every picture to where it shall be kept."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage.handler import StorageHandler
from django.core.management.base import BaseCommand, CommandError, no_translations
from tqdm import tqdm

from galleries import storage_move, stored_files
from galleries.delivery import OPEN_RENDITIONS

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Copies the files of all rows from one kind of storage to another and compares their hashes. Removes, "
        "overwrites and switches nothing. May be interrupted and repeated; ends with 1 when a file is not there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = sorted(settings.PICTURE_STORAGES)
        parser.add_argument("--from", dest="source", choices=kinds, required=True)
        parser.add_argument("--to", dest="target", choices=kinds, required=True)
        parser.add_argument("--jobs", type=int, default=8, help="how many files at a time")

    @no_translations
    def handle(self, *args: Any, source: str, target: str, jobs: int, **options: Any) -> None:
        if source == target:
            raise CommandError("These are the same.")
        there = StorageHandler(settings.PICTURE_STORAGES[target])
        here = StorageHandler(settings.PICTURE_STORAGES[source])
        trouble: list[str] = []
        try:
            # Copies for everybody are made anew where they are wanted: galleries.exposure.
            for alias in [each for each in stored_files.aliases() if each != OPEN_RENDITIONS]:
                with tqdm(desc=alias, unit="file", disable=options["verbosity"] == 0) as bar:
                    report = storage_move.move(
                        alias, here[alias], there[alias], jobs=max(1, jobs), step=bar.update
                    )
                self.stdout.write(
                    f"{alias}: {report.copied} copied, {report.there} there already, {len(report.trouble)} not copied"
                )
                trouble += report.trouble
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run the same command to go on.") from None
        for line in trouble[:SHOWN]:
            self.stderr.write(f"  {line}")
        if trouble:
            raise CommandError(f"{len(trouble)} files were not copied.")
        self.stdout.write(f"Everything is there. STORAGE={target} switches; then run check_storage.")
