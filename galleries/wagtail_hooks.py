"""What editors see in the admin, and the policy's guard before every page."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page

from galleries import policy
from galleries.models import AlbumPage


@hooks.register("before_serve_page", order=-100)
def only_what_may_be_seen(page: Page, request: HttpRequest, serve_args: Any, serve_kwargs: Any) -> None:
    """An album that the viewer may not see answers like one that does not exist."""
    if isinstance(page, AlbumPage) and not policy.can(policy.viewer_of(request), "view", page):
        raise Http404
