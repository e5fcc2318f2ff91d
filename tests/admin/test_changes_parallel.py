"""Editors who arrange one album at the same moment, on whichever database."""

import pytest

from galleries.models import AlbumPhoto
from tests.admin.changing import change, ids
from tests.admin.conftest import in_group, signed_in
from tests.factories import make_album, ready_photo
from tests.parallel import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def test_moves_at_once_merge_and_none_is_lost(editor, author):
    album, target = make_album(owner=author), make_album(owner=author)
    for number in range(8):
        ready_photo(owner=author, album=album, title=f"P{number}")
    photos, clients = ids(album), [signed_in(editor), signed_in(in_group("second", "Editors"))]
    work = [
        lambda: change(clients[0], album, "move", photos[:2], way="last"),
        lambda: change(clients[1], album, "move", photos[6:], way="first"),
        lambda: change(clients[0], album, "move", photos[4:5], before=photos[3]),
        lambda: change(clients[1], album, "tags-add", "all", tags="sea"),
        lambda: change(clients[0], album, "tags-add", "all", tags="sea"),
        lambda: change(clients[1], album, "transfer", photos[2:3], album=target.pk),
    ]
    all_at_once(lambda do: do(), work)
    change(clients[0], target, "copy", "all", album=album.pk)
    order = ids(album)
    assert order[:2] == photos[6:]
    assert order.index(photos[4]) == order.index(photos[3]) - 1
    assert {photos[0], photos[1]} == set(order[-3:-1])
    rows = AlbumPhoto.objects.filter(album=album).order_by("position")
    assert len(set(rows.values_list("position", flat=True))) == 8
    assert dict(rows.values_list("photo", "moves")) == {
        pk: int(photos.index(pk) in (0, 1, 4, 6, 7)) for pk in photos
    }
