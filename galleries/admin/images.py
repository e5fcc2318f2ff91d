"""Wagtail's views of single images, with what photos have beyond images."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import StatusTagColumn
from wagtail.images.views import chooser, images
from wagtail.log_actions import log

from common.text import folded
from galleries import actions, permissions, tasks
from galleries.admin.trashing import to_trash
from galleries.admin.usage import uses_of
from galleries.models import Photo, PhotoTag
from jobs.models import Job

# Suggestions from this confidence on are accepted by one button.
SURE = (50, 60, 70, 80, 90)


def bearing(word: str) -> QuerySet[Any]:
    """The keys of the photos that bear the tag which the word means; as a subquery, to be searched within."""
    rows = PhotoTag.objects.accepted().filter(tag__words__key=folded(word))
    return rows.values_list("content_object", flat=True)


class PhotoFilterSet(images.ImagesFilterSet):
    state = django_filters.ChoiceFilter(
        choices=Photo.State.choices, label=gettext_lazy("State"), empty_label=_("All")
    )

    # Wagtail offers the ten tags used most, which it looks for in a table that we do not use.
    tag = django_filters.CharFilter(method="with_tag", label=gettext_lazy("Tag"))

    class Meta(images.ImagesFilterSet.Meta):
        fields: list[str] = []

    def with_tag(self, queryset: QuerySet[Photo], name: str, value: str) -> QuerySet[Photo]:
        return queryset.filter(pk__in=bearing(value))


class IndexView(images.IndexView):
    """Wagtail's listing, with the state of each photo and a filter by it."""

    filterset_class = PhotoFilterSet
    page_title = gettext_lazy("Photos")
    add_item_label = gettext_lazy("Add photos")

    @cached_property
    def columns(self) -> list[Any]:
        columns = super().columns
        if columns:
            state = StatusTagColumn(
                "state", label=_("State"), accessor="get_state_display", primary=lambda p: p.is_ready
            )
            columns.insert(3, state)
        return columns


class CreateView(images.CreateView):
    """One photo. A second click on the button finds what the first one made."""

    def form_valid(self, form: Any) -> HttpResponse:
        # Not in a transaction as Wagtail has it: the files are written first.
        self.form = form
        self.object = form.save()
        log(self.object, "wagtail.create", user=self.request.user)
        return self.save_action()


class EditView(images.EditView):
    template_name = "galleries/admin/photo_edit.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        photo = get_object_or_404(Photo, pk=self.kwargs["image_id"])
        return to_trash(request, photo) or super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        photo = self.object
        rows = list(photo.photo_tags.select_related("tag", "decided_by").order_by("-confidence", "pk"))
        return {
            **context,
            # No address of Wagtail's own for whoever asks: see galleries.delivery.
            "url_generator_url": None,
            "suggested": [row for row in rows if row.state == PhotoTag.State.SUGGESTED],
            "accepted": [row for row in rows if row.state == PhotoTag.State.ACCEPTED],
            "rejected": [row for row in rows if row.state == PhotoTag.State.REJECTED],
            "sure": SURE,
            "facts": facts(photo),
            "use": uses_of(self.request.user, [photo])[0],
            "job": Job.objects.open()
            .filter(kind__in=[tasks.PREPARE, tasks.ANALYSE], target_id=photo.pk)
            .first(),
        }


class _ByAcceptedTag:
    """Wagtail's chooser filters by a tag in a way that can neither be searched within nor asks for its state."""

    request: HttpRequest

    def filter_object_list(self, objects: QuerySet[Photo]) -> QuerySet[Photo]:
        if name := self.request.GET.get("tag"):
            objects = objects.filter(pk__in=bearing(name))
        return super(chooser.BaseImageChooseView, self).filter_object_list(objects)  # type: ignore[misc]


class ChooseView(_ByAcceptedTag, chooser.ImageChooseView):
    """Wagtail's, as above."""


class ChooseResultsView(_ByAcceptedTag, chooser.ImageChooseResultsView):
    """Wagtail's, as above."""


class UploadView(chooser.ImageUploadView):
    """The chooser's own upload. A picture that one has already is chosen instead of refused."""

    def post(self, request: HttpRequest) -> HttpResponse:
        self.model = Photo
        self.form = self.get_creation_form()
        if self.form.is_valid():
            return self.chosen(self.save_form(self.form))
        known = self.form.existing if list(self.form.errors) == ["file"] else None
        if known is not None and permissions.choosable(request.user).filter(pk=known.pk).exists():
            return self.chosen(known)
        return self.get_reshow_creation_form_response()

    def chosen(self, photo: Photo) -> HttpResponse:
        if self.request.GET.get("select_format"):
            form = chooser.ImageInsertionForm(
                initial={"alt_text": photo.default_alt_text}, prefix="image-chooser-insertion"
            )
            return self.render_select_format_response(photo, form)
        return self.get_chosen_response(photo)


def not_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """In place of Wagtail's views that would decode a master in a request."""
    raise Http404


@require_POST
def decide(request: HttpRequest, image_id: int) -> HttpResponse:
    """Accept or reject suggestions of one photo: one by its button, or all from a confidence on."""
    photo = _photo(request, image_id)
    rows = photo.photo_tags.all()
    state = PhotoTag.State.REJECTED if "reject" in request.POST else PhotoTag.State.ACCEPTED
    value = request.POST.get("reject") or request.POST.get("accept") or ""
    if request.POST.get("accept") == "all":
        least = request.POST.get("confidence", "")
        sure = int(least) if least.isdecimal() and len(least) < 4 else 100
        rows = rows.filter(state=PhotoTag.State.SUGGESTED, confidence__gte=sure / 100)
    elif value.isdecimal() and len(value) < 16:
        rows = rows.filter(pk=int(value))
    else:
        rows = rows.none()
    count = actions.decide_tags(user=request.user, rows=rows, state=state)
    if not count:
        messages.warning(request, _("There was nothing to decide."))
    return redirect(reverse("wagtailimages:edit", args=[photo.pk]) + "#tags-of-photo")


@require_POST
def again(request: HttpRequest, image_id: int) -> HttpResponse:
    """Prepare a failed photo once more, or let the analyzer look again."""
    photo = _photo(request, image_id)
    if request.POST.get("what") == "prepare":
        actions.prepare_again(user=request.user, photo=photo)
        messages.success(request, _("The photo will be prepared again."))
    else:
        actions.analyse_again(user=request.user, photo=photo)
        messages.success(request, _("The analyzer will look at the photo again."))
    return redirect("wagtailimages:edit", photo.pk)


def facts(photo: Photo) -> list[tuple[str, str]]:
    """What is known of the picture itself, as label and text."""
    taken = photo.local_taken_at
    lines = [
        (_("Camera"), photo.camera),
        (_("Lens"), photo.lens),
        (_("Focal length"), f"{photo.focal_length:g} mm" if photo.focal_length else ""),
        (_("Aperture"), f"f/{photo.aperture:g}" if photo.aperture else ""),
        (_("Exposure"), photo.exposure),
        ("ISO", str(photo.iso or "")),
        (_("Taken at"), taken.strftime("%Y-%m-%d %H:%M") if taken else ""),
        (
            _("Position"),
            _("known, private") if photo.latitude is not None and not photo.show_position else "",
        ),
        (_("Uploaded by"), photo.uploaded_by_user.public_name if photo.uploaded_by_user else ""),
    ]
    return [(label, text) for label, text in lines if text]


def _photo(request: HttpRequest, image_id: int) -> Photo:
    photo = get_object_or_404(Photo, pk=image_id)
    if not permissions.may_change(request.user, photo):
        raise PermissionDenied
    return photo
