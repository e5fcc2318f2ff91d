"""What is done to a comment with one button: vote, pin, remove; and how an album's threads are run."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community import talk_page, threads
from community.actions import comments as actions
from community.forms import TalkSettingsForm, VoteForm
from community.views.comments.answers import (
    REFUSALS,
    do,
    problem_answer,
    refusal,
    to_sign_in,
    wants_json,
)
from galleries import policy
from galleries.models import AlbumPage


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """``value`` 1 is a like, -1 a dislike, 0 takes it back."""
    comment = threads.find(policy.viewer_of(request), pk)
    address = _address(pk)
    if leads := to_sign_in(request, address):
        return leads
    form = VoteForm(request.POST)
    value = form.cleaned_data["value"] if form.is_valid() else 2  # which the action refuses
    deed = partial(actions.vote, user=request.user, comment=comment, value=value, request=request)
    if not wants_json(request):
        return do(request, deed, address, _anchor(pk))
    try:
        comment = deed()
    except REFUSALS as error:
        return problem_answer(request, refusal(error))
    return JsonResponse({"likes": comment.likes, "dislikes": comment.dislikes, "my_vote": value})


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """``pinned`` 1 keeps the thread on top, 0 lets it go."""
    comment = threads.find(policy.viewer_of(request), pk)
    address = _address(pk)
    if leads := to_sign_in(request, address):
        return leads
    pinned = request.POST.get("pinned") == "1"
    deed = partial(actions.pin, user=request.user, comment=comment, pinned=pinned, request=request)
    return do(request, deed, address, _anchor(pk))


@method_decorator(never_cache, name="dispatch")
class RemoveComment(View):
    """Asks once more; POST removes."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = threads.find(policy.viewer_of(request), pk)
        if leads := to_sign_in(request, request.get_full_path()):
            return leads
        row = threads.Reader(policy.viewer_of(request), comment.album).show(comment)
        if not row.can_remove:
            return HttpResponseRedirect(_address(pk))
        context = {"comment": comment, "album": comment.album, "address": _address(pk)}
        return render(request, "community/comment_remove.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = threads.find(policy.viewer_of(request), pk)
        if leads := to_sign_in(request, request.get_full_path()):
            return leads
        try:
            actions.remove_comment(user=request.user, comment=comment, request=request)
        except REFUSALS as error:
            messages.error(request, refusal(error).detail)
            return HttpResponseRedirect(_address(pk))
        messages.success(request, _("The comment is removed."))
        # To the top of the page, where that is read.
        return HttpResponseRedirect(talk_page.place_address(request, comment.album, comment.photo_id))


@require_POST
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the album's threads are locked, and how slow they are."""
    album = get_object_or_404(AlbumPage.objects.reached_by(policy.viewer_of(request)), pk=pk)
    address = talk_page.place_address(request, album, None)
    if leads := to_sign_in(request, address):
        return leads
    form = TalkSettingsForm(request.POST)

    def deed() -> None:
        if not form.is_valid():
            messages.error(request, _("Something is not right yet. Nothing has been saved."))
            return
        sent = form.cleaned_data
        actions.lock(user=request.user, album=album, locked=sent["locked"], request=request)
        actions.set_slow_mode(user=request.user, album=album, seconds=sent["slow_seconds"], request=request)
        messages.success(request, _("Saved."))

    return do(request, deed, address)


def _address(pk: int) -> str:
    return reverse("community:comment", args=[pk])


def _anchor(pk: int) -> str:
    return f"#comment-{pk}"
