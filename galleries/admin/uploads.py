"""Wagtail's multi-upload with ``ingest`` as the only way in. An album's own uploader is ``album_uploads``."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images.views import multiple

from common.text import one_line
from galleries import actions, ingest, policy
from galleries.models import AlbumPage, Photo

FILES = "files[]"


class AddView(multiple.AddView):
    """Takes a file or refuses it with its name and the reason.

    Wagtail would keep a file whose title or collection is not right and ask for them in a second
    step that does not examine it; here such a file is refused as well.
    """

    page_title = gettext_lazy("Add photos")

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.FILES.get(FILES)
        if sent is None:
            return HttpResponseBadRequest(_("No file was sent."))
        photo, known, reason = self.take(sent, request.POST.get("title", ""))
        if photo is None:
            return JsonResponse({"success": False, "error_message": reason})
        self.object = photo
        return JsonResponse(self.answer(known))

    def take(self, sent: UploadedFile, title: str = "") -> tuple[Photo | None, bool, SafeString]:
        """The photo of the file and whether it was there before; or no photo, and the reason as HTML."""
        name = one_line(sent.name or "")[:255]
        data = {"title": one_line(title)[:255] or ingest.title_from(name), "collection": self.collection_id()}
        form = self.get_upload_form_class()(data, {"file": sent}, user=self.request.user)
        form.instance.uploaded_by_user = self.request.user
        if form.is_valid():
            photo = form.save()
            self.added(photo)
            return photo, False, SafeString()
        if form.existing is not None and list(form.errors) == ["file"]:
            self.added(form.existing)
            return form.existing, True, SafeString()
        reasons = [text for errors in form.errors.values() for text in errors]
        return None, False, named(name, reasons)

    def collection_id(self) -> Any:
        return self.request.POST.get("collection")

    def added(self, photo: Photo) -> None:
        """What happens to a photo that came in, or was there already: the album of the collection shows it."""
        album = AlbumPage.objects.filter(collection_id=self.picked_collection()).first()
        if album is not None and policy.can(policy.Viewer(self.request.user), "edit", album):
            actions.add_photos(user=self.request.user, album=album, photos=[photo])

    def picked_collection(self) -> int | None:
        value = self.collection_id()
        return int(value) if str(value or "").isdecimal() and len(str(value)) < 16 else None

    def answer(self, known: bool) -> dict[str, Any]:
        if known:
            return {**self.identity(), "duplicate": False, "form": self.known_html()}
        return self.get_edit_object_response_data()

    def identity(self) -> dict[str, Any]:
        return {"success": True, self.context_object_id_name: self.object.pk}

    def known_html(self) -> SafeString:
        return render_to_string(
            "galleries/admin/_known_upload.html", {"photo": self.object}, request=self.request
        )

    def get_edit_object_response_data(self) -> dict[str, Any]:
        # The owner's own copies were found before the photo was made; whether somebody else
        # has the same picture is nobody's business.
        form = render_to_string(
            self.edit_form_template_name, self.get_edit_object_form_context_data(), request=self.request
        )
        return {**self.identity(), "duplicate": False, "form": form}


class EditView(multiple.EditView):
    """The uploader's second step: words for a photo that is already in."""

    def save_object(self, form: Any) -> None:
        self.object = form.save()


def no_second_step(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Wagtail finishes here what it had stored without looking; nothing of that kind is ever stored."""
    raise Http404


def named(name: str, reasons: list[str]) -> SafeString:
    """``name: reason`` as HTML; Wagtail's script puts it into the page as it is."""
    text = mark_safe("<br>".join(conditional_escape(reason) for reason in reasons))  # noqa: S308 (escaped here)
    said = bool(name) and any(str(reason).startswith(name) for reason in reasons)
    return text if said or not name else format_html("{}: {}", name, text)
