"""Removing the files of rows that are gone, as soon as the storage lets us."""

from collections.abc import Iterable

from django.core.files.storage import storages

from galleries.models import Leftover

AT_ONCE = 1000


def leave(files: Iterable[tuple[str, str]]) -> None:
    """Note (storage, name) of files that are to go; in the transaction that takes their row away."""
    Leftover.objects.bulk_create(Leftover(alias=alias, name=name) for alias, name in files if name)


def remove() -> int:
    """Remove what was noted. Returns how many files went; raises OSError when some could not."""
    gone: list[int] = []
    trouble: OSError | None = None
    for row in Leftover.objects.order_by("pk")[:AT_ONCE]:
        try:
            storages[row.alias].delete(row.name)
        except OSError as error:
            trouble = error
            break  # the storage is away, and each further question would wait for it as long
        gone.append(row.pk)
    Leftover.objects.filter(pk__in=gone).delete()
    if trouble is not None:
        raise trouble
    return len(gone)
