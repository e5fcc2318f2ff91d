"""``manage.py check_storage``: do the rows and the files agree?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from galleries import storage_check, stored_files, tasks
from galleries.storage_check import Findings

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Looks for rows without files, files without rows (older than a day) and files of a wrong size. "
        "Ends with 1 when something is wrong and was not put right."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--hashes", action="store_true", help="read every file and compare its hash as well"
        )
        parser.add_argument("--fix", action="store_true", help="say what would be done; with --yes, do it")
        parser.add_argument("--yes", action="store_true", help="with --fix: do it")

    @no_translations
    def handle(self, *args: Any, hashes: bool, fix: bool, yes: bool, **options: Any) -> None:
        if yes and not fix:
            raise CommandError("--yes means something only together with --fix.")
        try:
            findings = [storage_check.check(alias, hashes=hashes) for alias in stored_files.aliases()]
            for found in findings:
                self._tell(found)
            if not any(findings):
                return
            if not fix:
                raise CommandError("Rows and files do not agree. --fix says what can be done.")
            lost = self._fix([found for found in findings if found], yes)
        except OSError as error:
            raise CommandError(f"The storage does not answer as it should: {error}") from error
        if not yes:
            raise CommandError("Nothing was changed. Add --yes to do it.")
        if lost:
            raise CommandError(f"Cannot be put right here, restore from a backup: {', '.join(lost[:SHOWN])}")

    def _tell(self, found: Findings) -> None:
        self.stdout.write(
            f"{found.alias}: {found.files} files, {len(found.missing)} missing, {len(found.wrong)} wrong, "
            f"{len(found.orphans)} without a row"
        )
        self._name("missing", [file.name for file in found.missing])
        self._name("wrong", [file.name for file in found.wrong])
        self._name("without a row", [file.name for file in found.orphans])

    def _name(self, what: str, names: list[str]) -> None:
        for name in names[:SHOWN]:
            self.stdout.write(f"  {what}: {name}")
        if len(names) > SHOWN:
            self.stdout.write(f"  and {len(names) - SHOWN} more")

    def _fix(self, findings: list[Findings], yes: bool) -> list[str]:
        lost: list[str] = []
        for found in findings:
            made = len(found.missing) + len(found.wrong)
            self.stdout.write(
                f"{'Doing' if yes else 'Would do'} in {found.alias}: remove {len(found.orphans)} files; "
                f"have made again what can be of {made}"
            )
            if yes:
                named, photos = storage_check.fix(found)
                lost += named
                for photo in photos:
                    tasks.prepare_later(photo)
        return lost
