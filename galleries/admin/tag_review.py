"""Suggested tags of all albums, tag by tag: decided by keys or buttons, and taken back."""

from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from galleries import permissions, tag_log, tag_review
from galleries.admin.tag_decided import DecidedView, moment, take_back
from galleries.admin.tag_queue import SHOWN, SuggestionFilterSet, queue_of
from galleries.models import PhotoTag

State = PhotoTag.State
STATES = {"accept": State.ACCEPTED, "reject": State.REJECTED}


class ReviewersOnly(UserPassesTestMixin):
    """For whoever may change photos. Others get what Wagtail gives them."""

    request: HttpRequest

    def test_func(self) -> bool:
        return permissions.may_change_any(self.request.user)


class TagReviewView(ReviewersOnly, generic.IndexView):
    model = PhotoTag
    page_title = gettext_lazy("Tag review")
    header_icon = "tasks"
    template_name = "galleries/admin/tag_review.html"
    results_template_name = "galleries/admin/tag_review_results.html"
    index_url_name = "tag_review"
    index_results_url_name = "tag_review_results"
    filterset_class = SuggestionFilterSet
    any_permission_required = None
    is_searchable = False
    list_export: list[str] = []
    columns: list[Any] = []
    paginate_by = None  # by tag, see the queue

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [Button(_("Recently decided"), reverse("tag_review_decided"), icon_name="history")]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        data = self.request.GET.copy()
        if _number(data.get("album")) is None:  # SQLite takes no larger number
            data.pop("album", None)
        return {**super().get_filterset_kwargs(), "data": data}

    def get_queryset(self) -> list[PhotoTag]:
        waiting = self.filter_queryset(permissions.waiting_suggestions(self.request.user))
        self.queue = queue_of(waiting, _number(self.request.GET.get("group")))
        return self.queue.rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for name in ("group", "_w_filter_fragment"):
            query.pop(name, None)
        here = query.copy()
        if self.queue.tag is not None:
            here["group"] = str(self.queue.tag.pk)
        return {
            **super().get_context_data(*args, **kwargs),
            "queue": self.queue,
            "query": query.urlencode(),
            "here": f"{self.index_url}?{here.urlencode()}",
            "last": tag_review.last_of(self.request.user),
            "results_url": self.index_results_url,
        }


class DecideView(ReviewersOnly, View):
    """Accept or reject: one by its own button, or those ticked off as shown."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        do, keys = _asked(request)
        if do is None or not keys:
            return _answer(request, {"told": _("There was nothing to decide.")}, status=400)
        result = tag_review.review(user=request.user, keys=keys, state=STATES[do])
        told = [_told(do, len(result.done))] if result.done else []
        conflicts = [{"row": row.pk, "state": row.state, "told": _by_whom(row)} for row in result.conflicts]
        told += [conflict["told"] for conflict in conflicts[:3]]
        if result.gone:
            text = ngettext(
                "%(n)d suggestion is not there any more.",
                "%(n)d suggestions are not there any more.",
                len(result.gone),
            )
            told.append(text % {"n": len(result.gone)})
        moment = result.done[0].decided_at if result.done else None
        answer = {
            "told": " ".join(told),
            "done": [row.pk for row in result.done],
            "conflicts": conflicts,
            "gone": result.gone,
            "undo": moment.isoformat() if moment else None,
        }
        return _answer(request, answer, status=200 if result.done else 409)


class UndoView(ReviewersOnly, View):
    """Take back the person's own last decision, or the one of the time given."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        at = moment(request.POST["at"]) if "at" in request.POST else None
        if "at" not in request.POST and (last := tag_review.last_of(request.user)) is not None:
            at = last.decided_at
        back, left = tag_review.undo(user=request.user, at=at) if at else ([], 0)
        told = []
        if back:
            text = ngettext("%(n)d decision was taken back.", "%(n)d decisions were taken back.", len(back))
            told.append(text % {"n": len(back)})
        if left:
            text = ngettext(
                "%(n)d has been changed since and stays.", "%(n)d have been changed since and stay.", left
            )
            told.append(text % {"n": left})
        answer = {
            "told": " ".join(told) or _("There is nothing to take back."),
            "back": [row.pk for row in back],
            "tags": sorted({row.tag_id for row in back}),
        }
        return _answer(request, answer, status=200 if back else 409)


def _asked(request: HttpRequest) -> tuple[str | None, list[int]]:
    """What to do, and with which rows; a button of its own beats those shown."""
    for do in STATES:
        if (one := _number(request.POST.get(do))) is not None:
            return do, [one]
    do = request.POST.get("do", "")
    rows = [_number(value) for value in request.POST.getlist("row")[: 2 * SHOWN]]
    return (do if do in STATES else None), [row for row in rows if row is not None]


def _told(do: str, n: int) -> str:
    if do == "accept":
        return ngettext("%(n)d tag was accepted.", "%(n)d tags were accepted.", n) % {"n": n}
    return ngettext("%(n)d tag was rejected.", "%(n)d tags were rejected.", n) % {"n": n}


def _by_whom(row: PhotoTag) -> str:
    """Who was faster, and what was decided."""
    name = row.decided_by.public_name if row.decided_by else _("Somebody else")
    if row.state == State.ACCEPTED:
        return _("%(name)s has accepted it already.") % {"name": name}
    return _("%(name)s has rejected it already.") % {"name": name}


def _answer(request: HttpRequest, answer: dict[str, Any], *, status: int) -> HttpResponse:
    """JSON for the script; for a form the way back, with a message."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse(answer, status=status)
    tell = messages.success if status == 200 else messages.warning
    tell(request, answer["told"])
    return redirect(get_valid_next_url_from_request(request) or reverse("tag_review"))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@hooks.register("register_log_actions")
def tag_log_actions(log_actions: Any) -> None:
    for action, label, message in (
        (tag_log.ACCEPT, gettext_lazy("Accept a tag"), gettext_lazy("Accepted the tag “%(tag)s”")),
        (tag_log.REJECT, gettext_lazy("Reject a tag"), gettext_lazy("Rejected the tag “%(tag)s”")),
        (
            tag_log.TAKE_BACK,
            gettext_lazy("Take back a decision on a tag"),
            gettext_lazy("Took back the decision on the tag “%(tag)s”"),
        ),
        (tag_log.MERGE, gettext_lazy("Merge tags"), gettext_lazy("Merged into it: %(tag)s")),
        (
            tag_log.REMOVE,
            gettext_lazy("Remove an unused tag"),
            gettext_lazy("Removed, since nothing used it"),
        ),
    ):
        log_actions.register_action(action)(_formatter(label, message))


def _formatter(label: Any, message: Any) -> type[LogFormatter]:
    def format_message(self: LogFormatter, entry: Any) -> str:
        names = entry.data.get("names") or [entry.data.get("name", "")]
        return str(message) % {"tag": ", ".join(str(name) for name in names)}

    return type("TagFormatter", (LogFormatter,), {"label": label, "format_message": format_message})


class TagReviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.may_change_any(request.user)


@hooks.register("register_admin_menu_item")
def tag_review_menu_item() -> MenuItem:
    return TagReviewMenuItem(
        gettext_lazy("Tag review"), reverse("tag_review"), name="tag-review", icon_name="tasks", order=321
    )


urlpatterns = [
    path("tag-review/", TagReviewView.as_view(), name="tag_review"),
    path("tag-review/results/", TagReviewView.as_view(results_only=True), name="tag_review_results"),
    path("tag-review/decide/", DecideView.as_view(), name="tag_review_decide"),
    path("tag-review/undo/", UndoView.as_view(), name="tag_review_undo"),
    path("tag-review/decided/", DecidedView.as_view(), name="tag_review_decided"),
    path(
        "tag-review/decided/results/",
        DecidedView.as_view(results_only=True),
        name="tag_review_decided_results",
    ),
    path("tag-review/decided/<int:row_id>/back/", take_back, name="tag_review_take_back"),
]
