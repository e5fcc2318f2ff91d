"""For whom albums and photos are meant: the words that the policy speaks in."""

from django.db import models


class Visibility:
    """Who may open an album. Wagtail's publication and page privacy come on top."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    MEMBERS = "members"
    PRIVATE = "private"

    # Everybody who has the address gets in, so files may be cached by anybody.
    OPEN = (PUBLIC, UNLISTED)


class Audience(models.IntegerChoices):
    """How many people may see a photo, as far as its addresses in a bucket are concerned."""

    NAMED = 0, "its owner, editors, and whom an album lets in by name, group or password"
    MEMBERS = 1, "whoever has signed in"
    OPENING = 2, "everybody; the open copies are being made"
    EVERYBODY = 3, "everybody"
