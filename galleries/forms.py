"""Placeholder until ingest is wired."""

from wagtail.images.forms import BaseImageForm


class PhotoForm(BaseImageForm):
    pass
