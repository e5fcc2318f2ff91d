"""Writing a comment, and changing it."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from common.problems import Problem
from community import talk_page, threads, traps
from community.actions import comments as actions
from community.forms import CommentForm, TextForm
from community.models import AlbumComment
from community.talk_page import number_of
from community.views.comments.answers import (
    REFUSALS,
    problem_answer,
    refusal,
    sign_in_first,
    to_sign_in,
    wants_json,
)
from galleries import policy
from galleries.models import AlbumPage, Photo
from galleries.policy import Visibility


class Place:
    """What a new comment is about, as far as the viewer may see it; else Http404."""

    def __init__(self, request: HttpRequest, asked: Any) -> None:
        viewer = policy.viewer_of(request)
        viewer.addresses.add(asked.get("address", "").replace("\x00", ""))
        parent, photo = number_of(asked.get("parent")), number_of(asked.get("photo"))
        self.parent: AlbumComment | None = threads.find(viewer, parent) if parent else None
        albums = AlbumPage.objects.reached_by(viewer).select_related("owner")
        self.album: AlbumPage = get_object_or_404(albums, pk=number_of(asked.get("album")))
        self.photo: Photo | None = _photo_in(self.album, photo) if photo else None
        self.address = talk_page.place_address(request, self.album, photo)


@method_decorator(never_cache, name="dispatch")
class NewComment(View):
    """A page with nothing but the form; POST stores the comment and leads to it.

    The form stands on the pages of albums and photos. This page shows it again, with the text, when something was
    not right, and to whoever was led to the sign-in from it.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        place = Place(request, request.GET)
        if not policy.viewer_of(request).is_person:
            return redirect_to_login(request.get_full_path())
        initial = {name: request.GET.get(name) for name in ("album", "photo", "parent", "address")}
        return self._page(request, CommentForm(user=request.user, initial=initial), place)

    def post(self, request: HttpRequest) -> HttpResponse:
        place = Place(request, request.POST)
        form = CommentForm(request.POST, user=request.user)
        if not policy.viewer_of(request).is_person:
            return self._refused(request, form, place, sign_in_first())
        try:
            if not form.is_valid():
                return self._refused(request, form, place, _problem_of(form))
            comment = actions.add_comment(
                user=request.user,
                album=place.album,
                photo=place.photo,
                parent=place.parent,
                text=form.cleaned_data["text"],
                request=request,
            )
        except REFUSALS as error:
            return self._refused(request, form, place, refusal(error))
        return self._done(request, comment, place)

    def _done(self, request: HttpRequest, comment: AlbumComment, place: Place) -> HttpResponse:
        if wants_json(request):
            return JsonResponse(_as_json(request, comment, place), status=201)
        if comment.notice:
            messages.info(request, comment.notice)
        return HttpResponseRedirect(reverse("community:comment", args=[comment.pk]))

    def _refused(
        self, request: HttpRequest, form: CommentForm, place: Place, problem: Problem
    ) -> HttpResponse:
        if wants_json(request):
            # A form that was open too long gets a new time, and can be sent again.
            return problem_answer(request, problem, shown_at=traps.stamp(request.user))
        if not form.errors:
            form.add_error(None, problem.detail)
        answer = self._page(request, form, place, status=problem.status)
        for name, value in problem.headers.items():
            answer[name] = value
        return answer

    def _page(self, request: HttpRequest, form: CommentForm, place: Place, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "album": place.album,
            "photo": place.photo,
            "answered": place.parent,
            "place": place.address,
        }
        if not policy.viewer_of(request).is_person:
            context["is_error"] = True  # the head does not lead back to an address that was posted to
            context["sign_in"] = f"{reverse('account_login')}?next={_address_with(place)}"
        return render(request, "community/comment_form.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class EditComment(View):
    """The author changes her words while the time for it lasts."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = threads.find(policy.viewer_of(request), pk)
        address = reverse("community:comment", args=[pk])
        if leads := to_sign_in(request, request.get_full_path()):
            return leads
        row = threads.Reader(policy.viewer_of(request), comment.album).show(comment)
        if not row.is_own:
            raise PermissionDenied
        if not row.can_edit:
            messages.error(request, _("The time for changing this comment is over."))
            return HttpResponseRedirect(address)
        return self._page(request, comment, TextForm(initial={"text": comment.comment}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = threads.find(policy.viewer_of(request), pk)
        if leads := to_sign_in(request, request.get_full_path()):
            return leads
        form = TextForm(request.POST)
        if not form.is_valid():
            return self._page(request, comment, form, status=422)
        try:
            comment = actions.edit_comment(
                user=request.user, comment=comment, text=form.cleaned_data["text"], request=request
            )
        except REFUSALS as error:
            problem = refusal(error)
            form.add_error(None, problem.detail)
            return self._page(request, comment, form, status=problem.status)
        if comment.notice:
            messages.info(request, comment.notice)
        return HttpResponseRedirect(reverse("community:comment", args=[pk]))

    def _page(
        self, request: HttpRequest, comment: AlbumComment, form: TextForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "album": comment.album,
            "address": reverse("community:comment", args=[comment.pk]),
            "until": threads.edited_until(comment),
        }
        return render(request, "community/comment_edit.html", context, status=status)


def _photo_in(album: AlbumPage, pk: int) -> Photo:
    place = album.album_photos.ready().select_related("photo").filter(photo_id=pk).first()
    if place is None:
        raise Http404
    return place.photo


def _problem_of(form: CommentForm) -> Problem:
    codes = [error.code for errors in form.errors.as_data().values() for error in errors]
    sentences = " ".join(str(sentence) for errors in form.errors.values() for sentence in errors)
    return Problem(422, codes[0] or "invalid", sentences)


def _as_json(request: HttpRequest, comment: AlbumComment, place: Place) -> dict[str, Any]:
    """The comment as the page puts it in its place."""
    talk = talk_page.of_one(request, comment)
    row = talk.page.rows[0]
    if place.parent is not None:
        row.answers_to = place.parent.author_name
    return {
        "id": comment.pk,
        "parent": place.parent.pk if place.parent else None,
        "html": render_to_string("community/_comment.html", {"talk": talk, "row": row}, request),
        "counts": comment.state == AlbumComment.State.VISIBLE,
        "notice": str(comment.notice),
    }


def _address_with(place: Place) -> str:
    """The form's own page with the place in its address, quoted as a part of another address."""
    asked = {
        "album": place.album.pk,
        "photo": place.photo.pk if place.photo else None,
        "parent": place.parent.pk if place.parent else None,
        "address": place.album.slug if place.album.visibility == Visibility.UNLISTED else None,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return quote(f"{reverse('community:new_comment')}?{query}", safe="")
