"""Photos that look alike: found by their perceptual hashes, behind the site.

Each photo is compared once with all others. The row that says so names the hash and the distance of that time, so a
photo that got another picture is compared anew, and so is every photo when the setting becomes wider.
"""

import heapq
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from galleries.models import Compared, NearPair, Photo

# Photos whose pairs are written together; whoever is interrupted goes on with the next such piece.
AT_ONCE = 200
# Of a series of a hundred each tells of its nearest only: a hundred photos must not become five thousand pairs.
MOST_PER_PHOTO = 20
# Half of a hash's bits are set. In fewer, or more, speaks a plain surface, and all of those are alike.
TELLING = range(16, 49)

Near = tuple[int, int]  # distance, key of the other photo


def compare_new() -> int:
    """Find what looks like the photos that have not been compared as they are now. Returns how many these were."""
    count = 0
    while chunk := list(_not_compared()[:AT_ONCE]):
        _write(chunk, _nearest(chunk))
        count += len(chunk)
    return count


def distance(first: str, second: str) -> int:
    """In how many of 64 bits two hashes differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def _not_compared() -> QuerySet[Photo, tuple[int, str]]:
    done = Compared.objects.filter(
        photo=OuterRef("pk"), phash=OuterRef("phash"), bits__gte=settings.NEAR_DUPLICATE_BITS
    )
    photos = Photo.objects.ready().exclude(phash="").filter(~Exists(done))
    return photos.order_by("pk").values_list("pk", "phash")


def _nearest(chunk: list[tuple[int, str]]) -> dict[int, list[Near]]:
    """For each of these photos the others within the distance, the nearest first.

    One after another: 64 bits of 100,000 photos are read in a tenth of a second and compared in a fiftieth.
    """
    bits = settings.NEAR_DUPLICATE_BITS
    # In the trash or not: who comes back from there is told of too.
    rows = Photo.objects.filter(phash__gt="").order_by().values_list("pk", "phash")
    others = [(pk, int(phash, 16)) for pk, phash in rows.iterator(chunk_size=10_000)]
    found = {}
    for pk, phash in chunk:
        own = int(phash, 16)
        near = []
        if own.bit_count() in TELLING:
            near = [
                ((own ^ other).bit_count(), key) for key, other in others if (own ^ other).bit_count() <= bits
            ]
        found[pk] = heapq.nsmallest(MOST_PER_PHOTO, (pair for pair in near if pair[1] != pk))
    return found


@transaction.atomic
def _write(chunk: list[tuple[int, str]], found: dict[int, list[Near]]) -> None:
    """Write the pairs down and that the photos have been compared. What was said of an earlier picture goes."""
    before = dict(Compared.objects.filter(photo__in=found).values_list("photo", "phash"))
    replaced = [pk for pk, phash in chunk if before.get(pk, phash) != phash]
    NearPair.objects.filter(Q(first__in=replaced) | Q(second__in=replaced)).delete()
    there = _still_there(found)
    pairs = {
        (min(pk, other), max(pk, other)): bits
        for pk, near in found.items()
        for bits, other in near
        if pk in there and other in there
    }
    NearPair.objects.bulk_create(
        [
            NearPair(first_id=first, second_id=second, distance=bits)
            for (first, second), bits in pairs.items()
        ],
        ignore_conflicts=True,
    )
    Compared.objects.bulk_create(
        [
            Compared(photo_id=pk, phash=phash, bits=settings.NEAR_DUPLICATE_BITS)
            for pk, phash in chunk
            if pk in there
        ],
        update_conflicts=True,
        unique_fields=["photo"],
        update_fields=["phash", "bits"],
    )


def _still_there(found: dict[int, list[Near]]) -> set[int]:
    """Which of the photos and of their likes exist now: comparing took its time."""
    keys: Iterable[int] = {*found, *(other for near in found.values() for _bits, other in near)}
    return set(Photo.objects.filter(pk__in=keys).values_list("pk", flat=True))
