"""What the search tests share."""

from types import SimpleNamespace

import pytest

from galleries.policy import Viewer
from search.query import find
from tests.factories import add_tag


@pytest.fixture
def found(db):
    """``found("words", person)``: primary keys of the albums, photos and tags that the person finds."""

    def search(query, user=None):
        results = find(query, Viewer(user))
        return SimpleNamespace(albums=results.albums.ids, photos=results.photos.ids, tags=results.tags.ids)

    return search


@pytest.fixture
def tagged(django_capture_on_commit_callbacks):
    """As ``add_tag``, with what happens when the transaction ends."""

    def tag(photo, *args, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return add_tag(photo, *args, **fields)

    return tag
