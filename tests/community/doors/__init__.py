"""The community's part of the permission matrix (tests/galleries/test_permission_matrix.py), one module per part.

``OPEN``: doors that show an album or a photo to whoever may open it, as ``{name: door(scene, client) -> bool}``.
``LISTS``: doors that name it to whoever may find it in lists. ``ROUTES``: names of the routes that these go through,
or that tests of their own try with each viewer. ``HARMLESS``: routes that show nothing of an album, with the reason.
"""

from tests.community.doors import (
    comments,
    embeds,
    follows,
    gallery_api,
    guests,
    likes,
    moderation,
    notifications,
    sharing,
    zips,
)

PARTS = (comments, likes, sharing, guests, zips, follows, notifications, moderation, embeds, gallery_api)
