#!/usr/bin/env python
"""Fills the database that the settings name with albums and photo rows, to measure growth.

    VAR_DIR=/tmp/bench python manage.py migrate
    VAR_DIR=/tmp/bench python benchmarks/many_albums.py --albums 10000

No picture is made: pages only name the renditions. Run it again to add more.
"""

import argparse
import datetime
import os
import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from tqdm import tqdm
from wagtail.models import Collection, Locale, Page

from common.search_text import reindex_many
from galleries.analysis.guesses import GUESSES
from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, AlbumTag, Photo, PhotoTag, tag_for

PHOTOS = 10
CHUNK = 250
OWNERS = 20
# In every title, of albums and of photos: the search's hardest case. growth.py looks for them.
ZH, EN = "旅程", "Journey"
SIZES = ((1920, 1280), (1280, 1920), (1920, 1440), (1600, 1600), (1920, 1080))
PLACES = (("西湖", "West Lake"), ("黄山", "Mount Huangshan"), ("上海", "Shanghai"), ("大理古城", "Dali"))

rng = random.Random(20261121)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--albums", type=int, default=10_000)
    parser.add_argument(
        "--private", type=int, default=0, metavar="PERCENT", help="how many of them are private"
    )
    parser.add_argument("--check", action="store_true", help="look for faults in the page tree at the end")
    options = parser.parse_args()
    maker = Maker(options.private)
    for start in tqdm(range(0, options.albums, CHUNK), unit=f" x {CHUNK} albums"):
        with transaction.atomic():
            maker.make(min(CHUNK, options.albums - start))
    if options.check and any(Page.find_problems()):
        sys.exit("The page tree is broken.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class Maker:
    """Albums by the hundred, with a few statements for all of them."""

    def __init__(self, private_percent: int) -> None:
        self.private_percent = private_percent
        self.index_page = AlbumIndexPage.objects.get()
        self.parent = self.index_page.own_collection()
        self.content_type = ContentType.objects.get_for_model(AlbumPage)
        self.locale = Locale.objects.first()
        self.tags = [(tag_for(en=en, zh=zh), en, zh) for en, zh in GUESSES]
        for number in range(OWNERS):
            get_user_model().objects.get_or_create(username=f"bench-{number}", defaults={"password": "!"})
        self.owners = list(get_user_model().objects.filter(username__startswith="bench-"))

    def make(self, count: int) -> None:
        collections = self._collections(count)
        albums = self._albums(collections)
        self._tag(AlbumTag, albums)
        photos = Photo.objects.bulk_create(self._photo(album, n) for album in albums for n in range(PHOTOS))
        self._tag(PhotoTag, photos)
        AlbumPhoto.objects.bulk_create(
            AlbumPhoto(album=albums[i // PHOTOS], photo=photo, position=i % PHOTOS)
            for i, photo in enumerate(photos)
        )
        reindex_many(AlbumPage.objects.filter(pk__in=[album.pk for album in albums]))
        reindex_many(Photo.objects.filter(pk__in=[photo.pk for photo in photos]))

    def _collections(self, count: int) -> list[Collection]:
        rows = [Collection(name="bench", **place) for place in below(self.parent, count)]
        return Collection.objects.bulk_create(rows)

    def _albums(self, collections: list[Collection]) -> list[AlbumPage]:
        places = below(self.index_page, len(collections))
        albums = [self._album(*pair) for pair in zip(places, collections, strict=True)]
        # bulk_create refuses models of two tables: first the page rows, then the album rows
        names = [f.attname for f in Page._meta.concrete_fields if not f.primary_key]
        pages = Page.objects.bulk_create(Page(**{n: getattr(album, n) for n in names}) for album in albums)
        for album, page in zip(albums, pages, strict=True):
            album.pk = album.id = page.pk
        AlbumPage._base_manager.all()._insert(
            albums, AlbumPage._meta.local_concrete_fields, using=connection.alias
        )
        return albums

    def _album(self, place: dict[str, Any], collection: Collection) -> AlbumPage:
        (_, en, zh), (place_zh, place_en) = rng.choice(self.tags), rng.choice(PLACES)
        slug = f"bench-{get_random_string(10).lower()}"
        day = datetime.date(2015, 1, 1) + datetime.timedelta(days=rng.randrange(4000))
        title = f"{place_zh}{zh}{ZH}作品"
        return AlbumPage(
            title=title, draft_title=title, title_en=f"{EN} to {place_en}: {en}", slug=slug,
            intro=f"在{place_zh}拍下的{zh}，一共十张。", intro_en=f"Ten pictures of {en} at {place_en}.",
            place=place_zh, place_en=place_en, date_from=day, date_to=day + datetime.timedelta(days=3),
            visibility="private" if rng.randrange(100) < self.private_percent else "public",
            live=True, first_published_at=timezone.now(), last_published_at=timezone.now(),
            url_path=f"{self.index_page.url_path}{slug}/", owner=rng.choice(self.owners), locale=self.locale,
            content_type=self.content_type, collection=collection, **place,
        )  # fmt: skip

    def _photo(self, album: AlbumPage, number: int) -> Photo:
        _, en, zh = rng.choice(self.tags)
        width, height = rng.choice(SIZES)
        key = get_random_string(32)
        return Photo(
            title=f"{ZH} {number + 1}：{zh}", title_en=f"{EN} {number + 1}: {en}", file=f"masters/{key}.jpg",
            description=f"{album.place}的{zh}", caption=f"{album.place}，清晨的{zh}。",
            caption_en=f"{en} at {album.place_en} in the morning", width=width, height=height, file_size=1,
            collection_id=album.collection_id, uploaded_by_user_id=album.owner_id, state=Photo.State.READY,
            source_format="jpeg", sha256=get_random_string(64), rendition_key=key, tone="047",
            rendition_widths=[320, 640, 1280, width],
        )  # fmt: skip

    def _tag(self, through: Any, things: list[Any]) -> None:
        rows = [(thing, tag) for thing in things for tag, _, _ in rng.sample(self.tags, 3)]
        through.objects.bulk_create(through(content_object_id=thing.pk, tag=tag) for thing, tag in rows)


def below(parent: Any, count: int) -> list[dict[str, Any]]:
    """Paths for new last children of a treebeard node, whose count of children is brought up to date."""
    last = type(parent).objects.filter(path=parent.path).get().get_last_child()
    start = type(parent)._str2int(last.path[-parent.steplen :]) if last else 0
    depth = parent.depth + 1
    rows = [
        {"path": parent._get_path(parent.path, depth, start + step), "depth": depth}
        for step in range(1, count + 1)
    ]
    type(parent).objects.filter(pk=parent.pk).update(numchild=F("numchild") + count)
    return rows


if __name__ == "__main__":
    main()
