"""Many rows at once, each unlike the others: with signals and one by one, a hundred albums take seconds."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.models import Locale, Page

from community.models import AlbumComment
from galleries.models import AlbumIndexPage, AlbumPage, AlbumPhoto, AlbumTag, Photo, PhotoTag, Tag
from tests.community.notes import comment_on
from tests.factories import photo_row
from users.models import User

_numbers = itertools.count(1)


def people(n: int) -> list[User]:
    """Each with a picture, and a page that everybody may read."""
    return User.objects.bulk_create(
        User(
            username=f"person-{number}", display_name=f"Person {number}", avatar=get_random_string(22),
            shown={"page": "everyone"}, password="!",
        )
        for number in itertools.islice(_numbers, n)
    )  # fmt: skip


def tags(n: int) -> list[Tag]:
    return Tag.objects.bulk_create(
        Tag(name=f"tag {number}", slug=f"tag-{number}", label_en=f"Tag {number}", label_zh=f"标签{number}")
        for number in itertools.islice(_numbers, n)
    )


def photos(owners: Iterable[Any], **fields: Any) -> list[Photo]:
    """A ready photo of each, in the collection where authors keep theirs."""
    collection = AlbumIndexPage.objects.get().own_collection()
    return Photo.objects.bulk_create(
        photo_row(owner=owner, collection=collection, title=f"Mist {number}", **fields)
        for owner, number in zip(owners, _numbers, strict=False)
    )


def albums(owners: Sequence[Any], *, below: Page | None = None, **fields: Any) -> list[AlbumPage]:
    """A published album of each, as ``make_album`` leaves it but for its collection."""
    parent = Page.objects.get(pk=(below or AlbumIndexPage.objects.get()).pk)  # as it is now
    kind, locale = ContentType.objects.get_for_model(AlbumPage), Locale.get_default()
    now = timezone.now()
    made = []
    for step, owner in enumerate(owners, start=parent.numchild + 1):
        number = next(_numbers)
        title, slug = f"Mist {number}", f"mist-{number}"
        place = {
            "path": Page._get_path(parent.path, parent.depth + 1, step), "depth": parent.depth + 1,
            "url_path": f"{parent.url_path}{slug}/", "content_type": kind, "locale": locale,
        }  # fmt: skip
        dates = {"first_published_at": now + timedelta(seconds=number), "last_published_at": now}
        made.append(
            AlbumPage(title=title, draft_title=title, slug=slug, owner=owner, **place, **{**dates, **fields})
        )
    columns = [field.attname for field in Page._meta.concrete_fields]
    pages = Page.objects.bulk_create(Page(**{c: getattr(album, c) for c in columns}) for album in made)
    for album, page in zip(made, pages, strict=True):
        album.page_ptr_id = album.pk = page.pk
    # ``bulk_create`` takes no model that stands in two tables; this is what it does with one.
    AlbumPage._base_manager._insert(made, fields=AlbumPage._meta.local_concrete_fields, using="default")
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(made))
    return made


def shown(album: AlbumPage, some: Iterable[Photo]) -> list[AlbumPhoto]:
    """The photos at the end of the album, each with a caption of its own."""
    start = AlbumPhoto.rows.filter(album=album).count()
    return AlbumPhoto.rows.bulk_create(
        AlbumPhoto(album=album, photo=photo, position=position, caption=f"Here {position}")
        for position, photo in enumerate(some, start)
    )


def full_albums(owners: Sequence[Any], common: Tag | None = None, **fields: Any) -> list[AlbumPage]:
    """Albums of these people, each with two photos and tags of its own; every second one has a chosen cover.

    With ``common`` all of them bear that tag too, and so do their photos.
    """
    made, own = albums(owners, **fields), tags(len(owners))
    for album, owner, tag in zip(made, owners, own, strict=True):
        both = photos([owner, owner])
        AlbumPhoto.rows.bulk_create(
            AlbumPhoto(album=album, photo=photo, position=position) for position, photo in enumerate(both)
        )
        wanted = [tag, common] if common else [tag]
        AlbumTag.objects.bulk_create(AlbumTag(content_object=album, tag=one) for one in wanted)
        tag_photos(both, wanted)
    for album in made[1::2]:
        AlbumPage.objects.filter(pk=album.pk).update(cover=first_of(album))
    return made


def first_of(album: AlbumPage) -> Photo:
    return AlbumPhoto.rows.filter(album=album).order_by("position").select_related("photo")[0].photo


def tag_photos(some: Iterable[Photo], wanted: Iterable[Tag]) -> list[PhotoTag]:
    return PhotoTag.objects.bulk_create(
        PhotoTag(content_object=photo, tag=tag) for photo in some for tag in wanted
    )


def comments(album: AlbumPage, authors: Iterable[Any], **more: Any) -> list[AlbumComment]:
    """What each of them says: a thread of its own, or an answer to ``parent``."""
    return [comment_on(album, author, level=1 if "parent" in more else 0, **more) for author in authors]
