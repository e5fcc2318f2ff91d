"""Keeps index entries in step with tags, whichever of Wagtail's forms changed them.

Wagtail writes an entry when the photo or the page itself is saved, which is before its form saves
the tags. Code that writes tags in bulk sends no signals: it calls ``common.search_text.reindex``.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from common.search_text import reindex_many
from galleries.models import AlbumPage, AlbumTag, Photo, PhotoTag, Tag, TagWord
from jobs import actions
from search import tasks


@dataclass
class Reindexing:
    """Comparable, so that a photo that gets five tags in one transaction is indexed once."""

    model: type[Model]
    pk: int
    done: bool = False

    def __call__(self) -> None:
        self.done = True
        reindex_many(self.model._default_manager.filter(pk=self.pk))


def connect() -> None:
    for signal in (post_save, post_delete):
        for sender, handler in ((PhotoTag, thing_tagged), (AlbumTag, thing_tagged), (TagWord, word_changed)):
            signal.connect(handler, sender=sender, dispatch_uid=f"search {sender.__name__}")
    post_save.connect(tag_changed, sender=Tag, dispatch_uid="search Tag")


def thing_tagged(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        work = Reindexing(Photo if sender is PhotoTag else AlbumPage, instance.content_object_id)
        if all(waiting != work for _, waiting, *_ in connection.run_on_commit):
            transaction.on_commit(work)


def tag_changed(sender: type[Model], instance: Tag, created: bool, **kwargs: Any) -> None:
    """A new label is a new word of the tag; the tag writes it just after it was saved itself."""
    if not created and not kwargs.get("raw"):
        _words_changed(instance.pk)


def word_changed(sender: type[Model], instance: TagWord, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        _words_changed(instance.tag_id)


def _words_changed(tag_id: int) -> None:
    """A tag may stand on ten thousand photos: they follow in the background."""
    if PhotoTag.objects.filter(tag=tag_id).exists() or AlbumTag.objects.filter(tag=tag_id).exists():
        actions.start(tasks.REINDEX_TAG, tag_id)
