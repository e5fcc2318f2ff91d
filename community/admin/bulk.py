"""The same decision about many cases at once."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from common.errors import AppError
from community import cases
from community.actions import moderation
from community.admin.cases import title
from community.models import Case, Decision
from community.moderation_forms import BulkForm

# Each decision is a transaction's worth of work; more is for another click.
MOST = 100
Action = Decision.Action


class CaseBulkAction(BulkAction):
    """Keeps what is there, or removes comments. A case that somebody else has decided meanwhile stays as it is."""

    models = [Case]
    form_class = BulkForm
    template_name = "community/admin/confirm_bulk.html"
    question: Any = ""
    kinds: tuple[str, ...] = tuple(Case.Kind.values)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not cases.moderates(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> list[Case]:
        keys = [int(pk) for pk in object_ids if str(pk).isdecimal() and len(str(pk)) < 16][:MOST]
        found = Case.objects.open().with_things().filter(pk__in=keys).order_by("album_id", "pk")
        if not found:
            raise Http404
        return list(found)

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        return Case.objects.open().order_by("opened_at").values_list("pk", flat=True)[:MOST]

    def check_perm(self, case: Case) -> bool:
        return case.kind in self.kinds and self.action_for(case) in cases.possible(case)

    def action_for(self, case: Case) -> Action:
        raise NotImplementedError

    def object_context(self, case: Case) -> dict[str, Any]:
        return {"item": case, "title": title(case)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "question": self.question, "name": self.display_name}

    def get_execution_context(self) -> dict[str, Any]:
        return {"view": self, "message": self.cleaned_form.cleaned_data["message"]}

    @classmethod
    def execute_action(
        cls, objects: list[Case], view: Any = None, message: str = "", **kwargs: Any
    ) -> tuple[int, int]:
        done = 0
        for case in objects:
            try:
                with transaction.atomic():
                    action = view.action_for(case)
                    moderation.decide(user=view.request.user, case=case, action=action, message=message)
            except AppError as refused:
                messages.warning(view.request, f"{title(case)}: {refused}")
            else:
                done += 1
        return done, 0

    def get_success_message(self, count: int, children: int) -> str | None:
        if not count:
            return None
        text = ngettext("%(n)d case has been decided.", "%(n)d cases have been decided.", count)
        return text % {"n": count}


class Keep(CaseBulkAction):
    display_name = gettext_lazy("Keep or approve")
    aria_label = gettext_lazy("Keep or approve what the selected cases are about")
    action_type = "keep"
    action_priority = 10
    question = gettext_lazy("Keep these? What waits for approval is shown.")

    def action_for(self, case: Case) -> Action:
        return Action.APPROVE if Action.APPROVE in cases.possible(case) else Action.KEEP


class Remove(CaseBulkAction):
    display_name = gettext_lazy("Remove comments")
    aria_label = gettext_lazy("Remove the comments of the selected cases")
    action_type = "remove"
    action_priority = 20
    classes = {"serious"}
    question = gettext_lazy("Remove these comments? Their authors are told.")
    kinds = (Case.Kind.COMMENT.value,)

    def action_for(self, case: Case) -> Action:
        return Action.REMOVE


ACTIONS = [Keep, Remove]
