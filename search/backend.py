"""Placeholder: Wagtail's database search."""

from wagtail.search.backends.database import SearchBackend  # noqa: F401
