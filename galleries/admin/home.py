"""What waits, on the admin's first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from galleries import permissions
from galleries.admin.jobs import jobs_for
from galleries.models import Photo
from jobs.models import Job

# Counted no further: it is many either way.
MOST = 1000


class WaitingPanel(Component):
    """Failed work, photos being prepared and suggestions to decide, as far as they are the person's."""

    name = "photos_waiting"
    template_name = "galleries/admin/_waiting_panel.html"
    order = 90

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = self.request.user
        suggestions = permissions.waiting_suggestions(user).order_by("-pk")
        newest = list(suggestions.values_list("content_object", flat=True)[:MOST])
        return {
            "failed": jobs_for(user).filter(state=Job.State.FAILED).count(),
            "preparing": permissions.changeable(user).filter(state=Photo.State.PREPARING).count(),
            "suggestions": len(newest),
            "more": len(newest) == MOST,
            "first": newest[0] if newest else None,
        }
