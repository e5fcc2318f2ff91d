"""Two photos that get the same new picture: the second one keeps its own."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection

from galleries import ingest
from galleries.models import Leftover, Photo
from tests.factories import jpeg

pytestmark = pytest.mark.django_db


def take(owner: Any) -> Photo:
    content = ContentFile(jpeg())
    return ingest.add(content, "a.jpg", owner=owner, collection=Collection.get_first_root_node())[0]


def test_of_two_replacements_by_the_same_bytes_one_is_told_of_the_other(owner: Any) -> None:
    first, second, same = take(owner), take(owner), jpeg()
    before = str(second.file.name)
    with (
        ingest.examine(ContentFile(same), "b.jpg") as one,
        ingest.examine(ContentFile(same), "b.jpg") as other,
    ):
        # Both were examined before either was saved: no form could have seen the other.
        with ingest.files_of(first, one):
            ingest.save_again(first)
        with ingest.files_of(second, other), pytest.raises(ingest.AlreadyThere) as there:
            ingest.save_again(second)
        refused = str(second.file.name)
    assert there.value.photo == first
    kept = Photo.objects.get(pk=second.pk)
    assert kept.file.name == before != refused
    assert kept.file.storage.exists(before)
    assert not kept.file.storage.exists(refused)
    assert not Leftover.objects.filter(name=before).exists()
