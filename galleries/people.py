"""What the galleries say about people."""

from typing import Any

from galleries import policy
from galleries.models import AlbumPage


def shows_albums(person: Any, request: Any) -> bool:
    """Whether this viewer's lists hold an album of the person."""
    return AlbumPage.objects.listed_for(policy.viewer_of(request)).filter(owner=person).exists()
