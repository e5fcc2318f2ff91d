#!/usr/bin/env python
"""Arranging a large album in the admin: how much is sent, how many queries it takes, how long the server works.

    VAR_DIR=/tmp/bench python manage.py migrate
    VAR_DIR=/tmp/bench python benchmarks/arrange.py --photos 1000

The photos are rows only; nothing is drawn. Each time is the middle one of several runs, in this process, with the
whole request: session, policy, templates. On a machine that does other things as well, the last column counts:
the processor's time. Run it with --photos 10 as well: the queries of page, cards and details must be the same.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from galleries.admin.cards import CARDS
from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, Photo, PhotoTag, tag_for

LIMIT_BYTES, LIMIT_MS = 1_000_000, 300
RUNS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=1000)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    album, editor = make_album(options.photos)
    client = Client()
    client.force_login(editor)
    measure(client, album)


def make_album(count: int) -> tuple[AlbumPage, Any]:
    """An album with so many photos, of which each has two accepted tags and a suggestion."""
    key = get_random_string(8).lower()
    editor = get_user_model().objects.create_superuser(f"bench-{key}", f"{key}@example.org", "!")
    album = AlbumPage(title=f"Arrange {count}", slug=f"arrange-{key}", owner=editor, live=True)
    album.first_published_at = timezone.now()
    with transaction.atomic():
        AlbumIndexPage.objects.get().add_child(instance=album)
        photos = Photo.objects.bulk_create(photo(album, editor, number) for number in range(count))
        AlbumPhoto.objects.append(album, photos)
        tags = [tag_for(en=f"bench {number}") for number in range(3)]
        states = (PhotoTag.State.ACCEPTED, PhotoTag.State.ACCEPTED, PhotoTag.State.SUGGESTED)
        PhotoTag.objects.bulk_create(
            PhotoTag(content_object=one, tag=tag, state=state, confidence=0.8)
            for one in photos
            for tag, state in zip(tags, states, strict=True)
        )
    return album, editor


def photo(album: AlbumPage, owner: Any, number: int) -> Photo:
    key = get_random_string(20)
    return Photo(
        title=f"Morning mist over the harbour {number + 1}", width=1920, height=1280, file_size=1,
        file=f"masters/{key}.jpg", collection_id=album.collection_id, uploaded_by_user=owner,
        state=Photo.State.READY, source_format="jpeg", sha256=get_random_string(64), rendition_key=f"ab/{key}",
        rendition_widths=[320, 640, 1280, 1920], tone="047", measures={"histogram": [50] * 64},
    )  # fmt: skip


def measure(client: Client, album: AlbumPage) -> None:
    ids = list(album.album_photos.order_by("position", "pk").values_list("photo_id", flat=True))
    page, door, change = (
        reverse(name, args=[album.pk]) for name in ("album_photos", "album_cards", "album_change")
    )
    shares = [ids[start : start + CARDS] for start in range(0, len(ids), CARDS)]

    def cards(share: list[int]) -> Callable[[], Any]:
        return lambda: client.get(door, {"ids": ",".join(map(str, share))})

    def form(**fields: Any) -> Callable[[], Any]:
        return lambda: client.post(change, fields, headers={"Accept": "application/json"})

    def moved(some: list[int]) -> Callable[[], Any]:
        def move() -> Any:
            order = list(album.album_photos.order_by("position", "pk").values_list("photo_id", "moves"))
            seen = {pk: moves for pk, moves in order if pk in some}
            end = order[-1][0] in some
            before = order[0][0] if end else ""
            return form(do="move", photos=some, before=before, seen=json.dumps(seen))()

        return move

    rows = [
        ("page with its first cards", *timed(lambda: client.get(page))),
        (f"cards, {len(shares[0])} at once", *timed(cards(shares[0]))),
        ("one photo from the start to the end and back", *timed(moved(ids[:1]))),
        (f"{len(ids[:200])} photos, the same", *timed(moved(ids[:200]))),
        ("details of one photo", *timed(lambda: client.get(f"{page}{ids[0]}/details/"))),
    ]
    everything = rows[0][1] + sum(len(cards(share)().content) for share in shares[1:])
    print(f"\n{len(ids)} photos, {connection.vendor}\n")
    print(f"{'':48}{'bytes':>10}{'queries':>9}{'ms':>7}{'of CPU':>8}")
    for name, size, queries, ms, cpu in rows:
        late = "  above the limit" if cpu > LIMIT_MS else ""
        print(f"{name:48}{size:>10,}{queries:>9}{ms:>7.0f}{cpu:>8.0f}{late}")
    print(f"{'page and all further cards':48}{everything:>10,}")
    if everything > LIMIT_BYTES or any(cpu > LIMIT_MS for *_, cpu in rows):
        sys.exit(f"More than {LIMIT_BYTES:,} bytes or {LIMIT_MS} ms.")


def timed(ask: Callable[[], Any]) -> tuple[int, int, float, float]:
    """Bytes, queries, milliseconds and those of the processor for an answer. The first one warms up."""
    answer = ask()
    if answer.status_code != 200:
        sys.exit(f"{answer.status_code}: {answer.content[:300]!r}")
    queries: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: queries.append(sql) or execute(sql, *rest)):
        ask()
    times, work = [], []
    for _ in range(RUNS):
        start, busy = time.perf_counter(), time.process_time()
        answer = ask()
        times.append((time.perf_counter() - start) * 1000)
        work.append((time.process_time() - busy) * 1000)
    return len(answer.content), len(queries), statistics.median(times), statistics.median(work)


if __name__ == "__main__":
    main()
