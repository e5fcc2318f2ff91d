"""Collections of albums: appended, so that the thousandth album costs what the first did."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection

from galleries.models import AlbumPage
from tests.factories import make_album, make_user

pytestmark = pytest.mark.django_db


def queries_of(title: str, owner) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        make_album(title, owner=owner)
    return len(seen)


def test_an_album_costs_the_same_wherever_its_name_stands():
    owner = make_user()
    make_album("M", owner=owner)
    first = queries_of("Z", owner)
    for title in ("B", "雾", "C", "Y"):
        make_album(title, owner=owner)
    assert queries_of("A", owner) == first


def test_the_tree_stays_whole():
    owner = make_user()
    for title in ("M", "A", "Z", "雾"):
        make_album(title, owner=owner)
    assert not any(Collection.find_problems()[:4])
    root = AlbumPage.objects.get(title="M").get_parent().specific.collection
    assert [each.name for each in root.get_children()] == ["M", "A", "Z", "雾"]
    assert Collection.objects.get(pk=root.pk).numchild == 4
