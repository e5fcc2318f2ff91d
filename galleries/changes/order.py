"""The order of an album: read under its lock, written with few statements."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from galleries.models import AlbumPage, AlbumPhoto

# So many different steps are written with a statement each; beyond that the rows are written one and all.
STEPS = 8


class Order:
    """The places of an album, those that nobody is shown among them. Who asks for it holds the album."""

    def __init__(self, album: AlbumPage) -> None:
        rows = AlbumPhoto.rows.filter(album=album).order_by("position", "pk")
        self.rows = list(rows.values_list("pk", "photo_id", "position", "moves"))
        self.photos = [row[1] for row in self.rows]
        self.moves = {row[1]: row[3] for row in self.rows}
        shown = AlbumPhoto.objects.filter(album=album, photo__trashed_at=None)
        self.shown = set(shown.values_list("photo_id", flat=True))

    def without(self, photos: Iterable[int]) -> list[int]:
        out = set(photos)
        return [photo for photo in self.photos if photo not in out]

    def standing(self, photos: Iterable[int]) -> tuple[list[int], list[int]]:
        """Where these stand, to be put back there: the photo before each (0: none), and its number."""
        at = {photo: number for number, photo in enumerate(self.photos)}
        numbers = [at[photo] for photo in photos]
        return [self.photos[number - 1] if number else 0 for number in numbers], numbers

    def write(self, photos: list[int], moved: Iterable[int] = ()) -> None:
        """Let the album's photos stand in this order, numbered from 0; ``moved`` are those that somebody put there."""
        target = {photo: number for number, photo in enumerate(photos)}
        steps: dict[int, list[int]] = defaultdict(list)
        for pk, photo, position, _moves in self.rows:
            if target[photo] != position:
                steps[target[photo] - position].append(pk)
        if len(steps) <= STEPS:
            for step, pks in steps.items():
                AlbumPhoto.rows.filter(pk__in=pks).update(position=F("position") + step)
        else:
            rows = [AlbumPhoto(pk=pk, position=target[photo]) for pk, photo, *_rest in self.rows]
            AlbumPhoto.rows.bulk_update(rows, ["position"], batch_size=500)
        put = set(moved)
        if keys := [pk for pk, photo, *_rest in self.rows if photo in put]:
            AlbumPhoto.rows.filter(pk__in=keys).update(moves=F("moves") + 1)


def put_back(rest: list[int], photos: list[int], behind: list[int], numbers: list[int]) -> list[int]:
    """``rest`` with the photos in it, each behind the one it stood behind; where that is gone, at its number."""
    next_of = dict(zip(behind, photos, strict=True))
    known = {0, *rest, *photos}
    found: list[int] = []
    for photo in (0, *rest):
        found += [photo, *_chain(next_of, photo)]
    found = found[1:]
    for photo, before, number in zip(photos, behind, numbers, strict=True):
        if before not in known:
            found[number:number] = [photo, *_chain(next_of, photo)]
    return found


def _chain(next_of: dict[int, int], photo: int) -> list[int]:
    """Those that stood one behind the other after this one."""
    found = []
    while photo in next_of:
        photo = next_of[photo]
        found.append(photo)
    return found
