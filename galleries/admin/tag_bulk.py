"""What is done to ticked tags: merging, and removing those that nothing uses."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction

from galleries import tag_actions
from galleries.models import Tag

# More are for another click.
MOST = 1000


class TagBulkAction(BulkAction):
    models = [Tag]
    rights: list[str] = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(self.rights):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MergeTags(TagBulkAction):
    """Leads to a page of its own, which tells what will change."""

    display_name = gettext_lazy("Merge")
    aria_label = gettext_lazy("Merge the selected tags")
    action_type = "merge"
    action_priority = 10
    rights = ["galleries.change_tag", "galleries.delete_tag"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ids = [pk for pk in request.GET.getlist("id") if pk.isdecimal() and len(pk) < 16]
        return redirect(
            f"{reverse('tag_merge')}?{urlencode([('id', pk) for pk in ids[: tag_actions.MERGED_AT_MOST + 2]])}"
        )


class RemoveUnused(TagBulkAction):
    display_name = gettext_lazy("Remove unused")
    aria_label = gettext_lazy("Remove those of the selected tags that nothing uses")
    action_type = "remove_unused"
    action_priority = 20
    classes = {"serious"}
    rights = ["galleries.delete_tag"]
    template_name = "galleries/admin/tags_remove.html"

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[Tag]:
        keys = [int(pk) for pk in object_ids if str(pk).isdecimal() and len(str(pk)) < 16]
        return list(Tag.objects.filter(pk__in=keys[:MOST]).order_by("name"))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        return tag_actions.unused().order_by("name").values_list("pk", flat=True)[:MOST]

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        chosen, others = super().get_actionable_objects()
        free = set(tag_actions.unused().values_list("pk", flat=True)) if chosen else set()
        used = [tag for tag in chosen if tag.pk not in free]
        return [tag for tag in chosen if tag.pk in free], {**others, "used": used}

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[Tag], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        return len(tag_actions.remove_unused(user=user, tags=objects)), 0

    def get_success_message(self, count: int, children: int) -> str:
        text = ngettext("%(count)d unused tag was removed.", "%(count)d unused tags were removed.", count)
        return text % {"count": count}


ACTIONS = [MergeTags, RemoveUnused]
