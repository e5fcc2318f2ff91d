"""Copying every file that a row speaks of from one storage to another, and making sure that it arrived."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from django.core.files import File
from django.core.files.storage import Storage

from galleries import stored_files
from galleries.stored_files import Expected, digest_of

AT_ONCE = 200


@dataclass
class Report:
    """How many files were copied or there already, and what could not be, with the reason."""

    copied: int = 0
    there: int = 0
    trouble: list[str] = field(default_factory=list)


def move(alias: str, source: Storage, target: Storage, *, jobs: int, step: Callable[[], object]) -> Report:
    """Copy all files of one alias. Nothing is removed or overwritten; repeated, it goes on where it was."""
    report = Report()
    files = stored_files.expected(alias)
    with ThreadPoolExecutor(jobs) as pool:
        while batch := list(islice(files, AT_ONCE)):
            for said in pool.map(lambda file: _copy(file, source, target), batch):
                if said == "copied":
                    report.copied += 1
                elif said == "there":
                    report.there += 1
                else:
                    report.trouble.append(said)
                step()
    return report


def _copy(file: Expected, source: Storage, target: Storage) -> str:
    """``copied``, ``there``, or what went wrong."""
    try:
        return _copy_one(file, source, target)
    except FileNotFoundError:
        return f"{file.name}: is missing"
    except OSError as error:
        return f"{file.name}: {error}"


def _copy_one(file: Expected, source: Storage, target: Storage) -> str:
    with source.open(file.name, "rb") as content:
        if file.digest and digest_of(content, file.digest.partition(":")[0]) != file.digest:
            return f"{file.name}: these are not the bytes that its row knows"
        content.seek(0)
        digest = digest_of(content)
        if target.exists(file.name):
            return (
                "there" if _digest(target, file.name) == digest else f"{file.name}: another file lies there"
            )
        content.seek(0)
        stored = target.save(file.name, File(content))
    if stored != file.name:  # somebody else put one there meanwhile
        target.delete(stored)
        return f"{file.name}: another file lies there"
    if _digest(target, stored) != digest:
        target.delete(stored)
        return f"{file.name}: arrived with other bytes"
    return "copied"


def _digest(storage: Storage, name: str) -> str:
    with storage.open(name, "rb") as content:
        return digest_of(content)
