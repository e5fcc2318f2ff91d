"""One case with all that a moderator needs to know, and the form to decide."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from common.errors import AppError
from community import cases, standing
from community.actions import moderation
from community.admin.cases import ModeratorsOnly, title
from community.models import AlbumComment, Case, Decision
from community.moderation_forms import AnswerForm, DecisionForm
from galleries import policy

PAST = 20


class CaseView(ModeratorsOnly, WagtailAdminTemplateMixin, FormView):
    template_name = "community/admin/case.html"
    page_title = gettext_lazy("Case")
    header_icon = "clipboard-list"
    form_class = DecisionForm

    case: Case

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if cases.moderates(request.user):  # whoever does not learns nothing of what there is
            self.case = get_object_or_404(Case.objects.with_things(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return title(self.case)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("moderation"), "label": _("Moderation")}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": self.get_page_subtitle()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actions": cases.possible(self.case)}

    def get_initial(self) -> dict[str, Any]:
        last = self.case.decisions.first()
        return {"after": last.pk if last else None}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            decision = moderation.decide(user=self.request.user, case=self.case, **form.decision())
        except (AppError, ValidationError) as refused:
            form.add_error(None, refused.messages if isinstance(refused, ValidationError) else str(refused))
            return self.form_invalid(form)
        again = messages.button(reverse("admin_case", args=[self.case.pk]), _("Look at it again"))
        text = _("Decided: %(action)s.") % {"action": decision.get_action_display()}
        messages.success(self.request, text, buttons=[again])
        return redirect("moderation")

    def form_invalid(self, form: Any) -> HttpResponse:
        """Shown again as the case stands now, so that the next try is about what the moderator sees."""
        self.case = get_object_or_404(Case.objects.with_things(), pk=self.case.pk)
        form.data = {**form.data.dict(), "after": self.get_initial()["after"] or ""}
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.case
        decisions: list[Any] = list(case.decisions.select_related("by", "answered_by"))
        for decision in decisions:
            decision.answer_form = AnswerForm(auto_id=f"answer-{decision.pk}-%s")
        return {
            **super().get_context_data(**kwargs),
            "case": case,
            "reports": case.reports.select_related("reporter").order_by("pk"),
            "decisions": decisions,
            **_about_thing(self.request, case),
            **_about_subject(case),
        }


def _about_thing(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What it is, where it stands, and whether this moderator may look at it there."""
    thing: Any = case.thing
    viewer = policy.viewer_of(request)
    seen = (
        isinstance(case.album, object) and case.album is not None and policy.can(viewer, "view", case.album)
    )
    said = {"thing": thing, "album_seen": seen}
    if isinstance(thing, AlbumComment):
        answered = (
            None if thing.is_root else AlbumComment.objects.select_related("user").filter(pk=thing.parent_id)
        )
        said |= {
            "answered": answered.first() if answered else None,
            "revisions": thing.revisions.all()[:PAST],
        }
    elif thing is not None and case.kind != Case.Kind.PERSON:
        said |= {"withheld": cases.is_withheld(thing), "thing_seen": policy.can(viewer, "view", thing)}
    return said


def _about_subject(case: Case) -> dict[str, Any]:
    """What was decided about the same person before, and whether she is suspended."""
    if case.subject is None:
        return {"past": [], "until": None}
    past = Decision.objects.filter(subject=case.subject).exclude(case=case).select_related("case", "by")
    until = standing.suspended_until(case.subject)
    return {
        "past": past[:PAST],
        "suspended": until is not None,
        "until": until if until != standing.FOR_GOOD else None,
    }


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer somebody who objects: the buttons say whether the decision stands."""
    if not cases.moderates(request.user):
        raise Http404
    decision = get_object_or_404(Decision.objects.select_related("case"), pk=pk)
    outcome = request.POST.get("outcome", "")
    try:
        moderation.answer_appeal(
            user=request.user, decision=decision, outcome=outcome, text=request.POST.get("answer", "")
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    except AppError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The person has been told."))
    return redirect("admin_case", pk=decision.case_id)
