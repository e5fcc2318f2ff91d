"""Parts of forms in the admin."""

from typing import Any

from django.urls import reverse
from wagtail.admin.widgets import AdminTagWidget


class TagWidget(AdminTagWidget):
    """Wagtail's tag field, completing from every word of a tag in both languages."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-w-tag-url-value"] = reverse("tag_words")
        return context
