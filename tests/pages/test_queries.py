"""No page asks the database more often because it shows more."""

from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from home.models import HomePage
from tests.factories import make_album, ready_photo

ALBUM_PAGE = 12
OTHER_PAGES = 12
# Hero, featured, new albums, photos and tags; one less as soon as the site's addresses are in the cache.
HOME_PAGE = 13


@pytest.fixture
def queries_of(client: Client) -> Callable[[str], int]:
    """How many queries a guest's page costs while the site's addresses are not in the cache."""

    def count(path: str) -> int:
        Site.clear_site_root_paths_cache()
        ContentType.objects.get_for_model(HomePage)  # known for as long as the process lives
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    return count


def test_an_album_costs_the_same_with_one_photo_and_with_sixty(owner, queries_of):
    album = make_album("雾", owner=owner, slug="fog", place="黄山")
    ready_photo(owner=owner, album=album, tags=("Mist",))
    with_one = queries_of("/albums/fog/")
    for _ in range(59):
        ready_photo(owner=owner, album=album, tags=("Mist", "Mountain"))
    assert queries_of("/albums/fog/") == with_one <= ALBUM_PAGE


def test_a_photo_costs_the_same_in_a_small_and_in_a_large_album(owner, queries_of):
    album = make_album(owner=owner, slug="fog")
    first = ready_photo(owner=owner, album=album, tags=("Mist",))
    ready_photo(owner=owner, album=album)
    in_small = queries_of(f"/albums/fog/{first.pk}/")
    for _ in range(58):
        ready_photo(owner=owner, album=album)
    assert queries_of(f"/albums/fog/{first.pk}/") == in_small <= OTHER_PAGES


@pytest.mark.parametrize("path", ["/", "/albums/", "/people/owner/", "/tags/mist/"])
def test_a_list_costs_the_same_whatever_it_holds(owner, queries_of, path):
    ready_photo(owner=owner, album=make_album(owner=owner), tags=("Mist",))
    with_one = queries_of(path)
    for _ in range(8):
        album = make_album(owner=owner)
        for _ in range(3):
            ready_photo(owner=owner, album=album, tags=("Mist",))
    assert queries_of(path) == with_one <= (HOME_PAGE if path == "/" else OTHER_PAGES)
