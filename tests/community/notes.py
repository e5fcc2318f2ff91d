"""For tests of what people are told."""

import itertools
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from community.models import AlbumComment

_orders = itertools.count(1)


def comment_on(album: Any, user: Any, *, parent: Any = None, **fields: Any) -> AlbumComment:
    """A comment as a row, made without its action: who is told of it is up to the test."""
    fields = {"comment": "What a light!", "state": "visible", "order": next(_orders), **fields}
    comment = AlbumComment(
        album=album, user=user, site_id=1, object_pk=album.pk,
        content_type=ContentType.objects.get_for_model(type(album)), **fields,
    )  # fmt: skip
    comment.save()
    root = parent or comment
    AlbumComment.objects.filter(pk=comment.pk).update(parent_id=root.pk, thread_id=root.thread_id or root.pk)
    comment.refresh_from_db()
    return comment


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def texts_of(person: Any) -> list[str]:
    """The sentences that the person reads, by the API; the page must show as many."""
    client = signed_in(person)
    rows = client.get("/api/v1/notifications/").json()["results"]
    assert len(client.get(reverse("community:notifications")).context["lines"]) == len(rows)
    return [row["text"] for row in rows]


def count_of(person: Any) -> int:
    return int(signed_in(person).get("/api/v1/notifications/count/").json()["unread"])
