"""Whether rows and files agree, and putting right what can be."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import storages
from django.utils import timezone

from common.storage_walk import Found, walk
from galleries import stored_files
from galleries.delivery import OPEN_RENDITIONS
from galleries.models import Photo, PhotoRendition
from galleries.policy import Audience
from galleries.stored_files import Expected

logger = logging.getLogger(__name__)

# A younger file may belong to a row that is about to be written.
GRACE = timedelta(days=1)
# More than this share of all files without a row: then it is rather the rows that are missing.
SUSPICIOUS = 0.2
SUSPICIOUS_FROM = 100


@dataclass
class Findings:
    """What is wrong in one storage."""

    alias: str
    files: int = 0
    missing: list[Expected] = field(default_factory=list)
    wrong: list[Expected] = field(default_factory=list)
    orphans: list[Found] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.wrong or self.orphans)


def check(alias: str, *, hashes: bool = False) -> Findings:
    """Compare the rows with what the storage lists; with ``hashes`` every file is read as well."""
    there = {found.name: found for found in walk(storages[alias])}
    findings = Findings(alias, files=len(there))
    for wanted in stored_files.expected(alias):
        found = there.get(wanted.name)
        if found is None:
            findings.missing.append(wanted)
        elif (wanted.size is not None and wanted.size != found.size) or (
            hashes and not _is_right(alias, wanted)
        ):
            findings.wrong.append(wanted)
    findings.orphans = _orphans(alias, list(there.values()))
    return findings


def fix(findings: Findings) -> tuple[list[str], list[Photo]]:
    """Remove files without rows. Returns what nobody can put right here, and photos to be prepared again."""
    for orphan in findings.orphans:
        storages[findings.alias].delete(orphan.name)
    lost: list[str] = []
    again: set[int] = set()
    for wanted in [*findings.missing, *findings.wrong]:
        row = wanted.row
        if findings.alias == OPEN_RENDITIONS:
            storages[OPEN_RENDITIONS].delete(wanted.name)
            Photo.objects.filter(pk=row.pk).update(audience=Audience.NAMED)  # copied again
        elif isinstance(row, PhotoRendition):
            again.add(row.image_id)
        else:
            lost.append(wanted.name)
    Photo.objects.filter(pk__in=again).update(state=Photo.State.PREPARING, failure="")
    return lost, list(Photo.objects.filter(pk__in=again))


def sweep_orphans() -> int:
    """Remove files without rows from every storage. Returns how many. A storage where they are many is left alone."""
    count = 0
    for alias in stored_files.aliases():
        there = list(walk(storages[alias]))
        orphans = _orphans(alias, there)
        if len(orphans) >= SUSPICIOUS_FROM and len(orphans) > SUSPICIOUS * len(there):
            logger.error(
                "%s: %s of %s files have no row. Are rows missing? See manage.py check_storage.",
                alias, len(orphans), len(there),
            )  # fmt: skip
            continue
        for orphan in orphans:
            storages[alias].delete(orphan.name)
        count += len(orphans)
    return count


def _orphans(alias: str, there: list[Found]) -> list[Found]:
    old = [found for found in there if found.modified < timezone.now() - GRACE]
    if not old:
        return []
    # Asked after the listing: what was stored meanwhile is younger than the listing.
    known = stored_files.known_names(alias)
    return [found for found in old if found.name not in known]


def _is_right(alias: str, wanted: Expected) -> bool:
    if not wanted.digest:
        return True
    with storages[alias].open(wanted.name, "rb") as content:
        return stored_files.digest_of(content, wanted.digest.partition(":")[0]) == wanted.digest
