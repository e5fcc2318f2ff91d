"""An album's uploader: one file per request with a script, all at once without, and what follows from them.

A script is answered in JSON: ``told`` is for people, ``stop`` says that the next file would fare no better,
``again`` that this one may fare better later.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from common.errors import AppError
from common.text import one_line
from galleries import actions, album_ingest, direct_upload, permissions, signals, tasks
from galleries.admin import upload_answers
from galleries.admin.album_mixin import numbers
from galleries.admin.crumbs import album_crumbs, photos_crumb
from galleries.models import AlbumPage, AlbumPhoto, Photo
from jobs.models import Job

FILES = "files[]"
# Of photos, in one request.
AT_ONCE = 500


class UploadMixin:
    """A view for those who may add to the album now. Others get what Wagtail gives them; a script gets the reason."""

    request: HttpRequest
    album: AlbumPage

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponseBase:
        try:
            self.album = album_ingest.open_album(request.user, page_id)
        except album_ingest.AlbumClosed as closed:
            if wants_json(request):
                return upload_answers.refused(closed)
            if closed.status == 404:
                raise Http404 from closed
            raise PermissionDenied from closed
        return super().dispatch(request, page_id=page_id, **kwargs)  # type: ignore[misc]


class AlbumUploadPage(UploadMixin, WagtailAdminTemplateMixin, TemplateView):
    """What the pages have in common: where they stand."""

    header_icon = "image"

    def get_page_subtitle(self) -> str:
        return self.album.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title()}
        return [*album_crumbs(self.request.user, self.album), photos_crumb(self.album), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "album": self.album}


class AlbumUploadView(AlbumUploadPage):
    """Takes files for the album. Its page is for those without a script; others have the same on the Photos page."""

    template_name = "galleries/admin/album_upload.html"
    page_title = gettext_lazy("Add photos")

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if not wants_json(request):
            return self.take_all(request.FILES.getlist(FILES))
        try:
            return JsonResponse(self.take_one(request))
        except AppError as refusal:
            return upload_answers.refused(refusal)

    def take_one(self, request: HttpRequest) -> dict[str, Any]:
        """What became of the file of this request, or of one that went straight into the bucket."""
        if "upload" in request.POST:
            taken = direct_upload.outcome(user=request.user, uid=request.POST["upload"], album=self.album)
        elif sent := request.FILES.get(FILES):
            taken = self.take(sent, request.POST.get("title", ""))
        else:
            raise AppError(_("No file was sent."), code="no_file")
        return upload_answers.taken(request, self.album, taken)

    def take(self, sent: UploadedFile, title: str = "") -> album_ingest.Taken:
        name = one_line(sent.name or "")[:255]
        signals.acting.send(sender=Photo, user=self.request.user)
        try:
            return album_ingest.take(
                user=self.request.user, album=self.album, content=sent, name=name, title=one_line(title)[:255]
            )
        except album_ingest.AlbumClosed:  # while the picture was looked at
            tasks.remove_files_later()
            raise

    def take_all(self, files: list[UploadedFile]) -> HttpResponse:
        """All files of one request, each told about by name where there is something to tell."""
        if not files:
            messages.error(self.request, _("No file was chosen."))
        results: list[album_ingest.Taken] = []
        for sent in files:
            try:
                results.append(self.take(sent))
            except AppError as refusal:
                messages.error(self.request, upload_answers.named(one_line(sent.name or ""), str(refusal)))
                if upload_answers.stops(refusal):
                    break
        upload_answers.tell_all(self.request, self.album, results)
        return redirect("album_photos", self.album.pk)


class HereView(AlbumUploadPage):
    """Pictures that the person sent and has elsewhere already: whether the album is to show the same photos."""

    template_name = "galleries/admin/album_upload_here.html"
    page_title = gettext_lazy("Show the same photos here")

    def photos(self, asked: str) -> list[Photo]:
        """Those of the photos that the person may show and the album does not, in the order they came."""
        order = numbers(asked, AT_ONCE)
        there = AlbumPhoto.objects.filter(album=self.album, photo__in=order).values("photo")
        photos = permissions.choosable(self.request.user).filter(pk__in=order).exclude(pk__in=there).in_bulk()
        return [photos[pk] for pk in order if pk in photos]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        photos = self.photos(self.request.GET.get("photos", ""))
        return {**super().get_context_data(**kwargs), "photos": photos}

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        ids = ",".join(request.POST.getlist("photos"))
        with transaction.atomic():
            album, photos = self.album, self.photos(ids)
            added = actions.add_photos(user=request.user, album=album, photos=photos)
            done = [place.photo_id for place in added]
            if done:
                log(album, "wagtail.edit", user=request.user, data={"photos_added": done})
        text = ngettext("%(count)d photo was added.", "%(count)d photos were added.", len(done))
        told = (
            text % {"count": len(done)}
            if done
            else _("The album shows them already, or you may not use them.")
        )
        if wants_json(request):
            here = AlbumPhoto.objects.filter(album=album, photo__in=numbers(ids, AT_ONCE))
            return JsonResponse(
                {"told": told, "done": done, "here": list(here.values_list("photo", flat=True))}
            )
        (messages.success if done else messages.warning)(request, told)
        return redirect("album_photos", album.pk)


class StatesView(UploadMixin, View):
    """How far the preparing of photos of this album has come, and with which token the next form is to be sent."""

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        return self.answer(request, numbers(request.GET.get("ids", ""), AT_ONCE))

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Prepare once more those that failed and that the person may change."""
        ids = numbers(",".join(request.POST.getlist("ids")), AT_ONCE)
        here = AlbumPhoto.objects.filter(album=self.album, photo__in=ids).values("photo")
        failed = permissions.changeable(request.user).filter(pk__in=here, state=Photo.State.FAILED)
        for photo in failed:
            actions.prepare_again(user=request.user, photo=photo)
        return self.answer(request, ids)

    def answer(self, request: HttpRequest, ids: list[int]) -> JsonResponse:
        shown = AlbumPhoto.objects.filter(album=self.album, photo__in=ids)
        rows = shown.values_list("photo", "photo__state", "photo__failure")
        waiting = [pk for pk, state, _failure in rows if state == Photo.State.PREPARING]
        jobs = Job.objects.open().filter(kind=tasks.PREPARE, target_id__in=waiting)
        progress = dict(jobs.values_list("target_id", "progress"))
        states = {
            str(pk): {"state": state, "told": failure, "progress": progress.get(pk, 0)}
            for pk, state, failure in rows
        }
        body = {"states": states, "token": get_token(request), "user": request.user.pk}
        return JsonResponse(body, headers={"Cache-Control": "no-store"})


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


urlpatterns = [
    path("albums/<int:page_id>/photos/upload/", AlbumUploadView.as_view(), name="album_upload"),
    path("albums/<int:page_id>/photos/upload/here/", HereView.as_view(), name="album_upload_here"),
    path("albums/<int:page_id>/photos/upload/states/", StatesView.as_view(), name="album_upload_states"),
]
