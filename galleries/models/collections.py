"""Collections of albums in Wagtail's tree of collections."""

from django.db import transaction
from django.db.models import F
from wagtail.models import Collection


@transaction.atomic
def append_collection(parent: Collection, name: str) -> Collection:
    """A new collection, the last one below its parent.

    ``add_child`` would sort it in by name, which writes a new path for each one behind it and for all that is in them:
    with thousands of albums, seconds and a lock on all of them for each new album.
    """
    parent = Collection.objects.select_for_update().get(pk=parent.pk)
    last = parent.get_last_child()
    path = Collection._get_path(parent.path, parent.depth + 1, 1) if last is None else last._inc_path()
    Collection.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    return Collection.objects.create(name=name, path=path, depth=parent.depth + 1)
