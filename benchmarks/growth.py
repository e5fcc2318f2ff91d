#!/usr/bin/env python
"""Milliseconds and queries of the pages that must not grow with the site, for the current database.

    VAR_DIR=/tmp/bench python benchmarks/growth.py

Fill it with benchmarks/many_albums.py before. Whole requests, through every middleware, as a guest;
the median of seven after two to warm up. Ends with an error when a page is over the limit.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, Photo, Tag

LIMIT_MS = 300
ROUNDS, WARM = 7, 2


def pages() -> dict[str, str]:
    """What is measured, by its name. The words are those that many_albums.py puts into every title."""
    index = AlbumIndexPage.objects.get().get_url()
    album = AlbumPage.objects.live().filter(visibility="public").order_by("pk").last()
    photo = AlbumPhoto.objects.filter(album=album).first()
    tag = Tag.objects.filter(photo_tags__isnull=False).first()
    if album is None or photo is None or tag is None:
        sys.exit("There is nothing to measure: run benchmarks/many_albums.py first.")
    search = "/search/?q="
    return {
        "home": "/",
        "albums, first page": index,
        "albums, last page": f"{index}?page={10**6}",
        "album": album.get_url(),
        "photo": f"{album.get_url()}{photo.photo_id}/",
        "tag": tag.get_absolute_url(),
        "tag, far back": f"{tag.get_absolute_url()}?before={Photo.objects.order_by('pk')[100].pk}",
        "person": album.owner.get_absolute_url(),
        "search, word in every title, English": f"{search}journey",
        "search, word in every title, Chinese": f"{search}旅程",
        "search, its photos, last page": f"{search}旅程&kind=photos&page=9999",
        "search, its albums, last page": f"{search}旅程&kind=albums&page=9999",
        "search, two words, English": f"{search}journey lake",
        "search, two words, Chinese": f"{search}旅程 日出",
        "search, words to be broken": f"{search}西湖日出",
        "search, word of a tag": f"{search}lighthouse",
        "search, two rare words": f"{search}lighthouse butterfly",
        "search, no hit": f"{search}zeppelin",
        "search, no hit, Chinese": f"{search}摄影师",
        "search, empty": "/search/",
    }


def measure(client: Client, address: str) -> tuple[float, float, int, int]:
    """Median milliseconds, those that this process worked (all of them on SQLite), queries, status."""
    wall, cpu, response = [], [], None
    for _ in range(WARM + ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        response = client.get(address)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return statistics.median(wall[WARM:]), statistics.median(cpu[WARM:]), len(queries), response.status_code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=float, default=LIMIT_MS, help="milliseconds that no page may need")
    limit = parser.parse_args().limit
    albums, photos = AlbumPage.objects.count(), Photo.objects.count()
    print(f"{connection.vendor}, {albums} albums, {photos} photos, DEBUG={settings.DEBUG}\n")
    print("| page | ms | of it here | queries |\n|---|---:|---:|---:|")
    client = Client(raise_request_exception=False)
    client.get("/search/?q=西湖日出")  # reads the dictionary, which takes a second
    bad = []
    for name, address in pages().items():
        ms, cpu, queries, status = measure(client, address)
        note = "" if status == 200 else f" (status {status})"
        print(f"| {name}{note} | {ms:.0f} | {cpu:.0f} | {queries} |", flush=True)
        if ms > limit or status != 200:
            bad.append(name)
    if bad:
        print(f"\nOver {limit:.0f} ms or not answered: {', '.join(bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
