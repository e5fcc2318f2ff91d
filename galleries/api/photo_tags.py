"""``/api/v1/photos/<id>/tags/`` and ``analysis/``: what a photo is said to show, and asking the analyzer again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import JSONParser, Pages
from common.described import Does, described
from common.errors import AppError
from common.idempotency import Idempotent
from galleries import actions, photo_actions, policy, tasks
from galleries.api import answers, finding
from galleries.api.album_bodies import EmptyBody, checked
from galleries.api.photo_bodies import TagsBody
from galleries.api.shapes import tag
from galleries.models import Photo, PhotoTag
from jobs.models import Job


class NotReady(AppError):
    """The photo has to be prepared first; then it is looked at anyway."""

    code = "not_ready"
    status = 409


class TagRowPages(Pages):
    ordering = ("id",)


class PhotoTagSerializer(serializers.ModelSerializer):
    """A tag on a photo: who said so, how sure (0 to 1), and what became of it."""

    class Meta:
        model = PhotoTag
        fields: tuple[str, ...] = (
            "state",
            "source",
            "confidence",
            "analyzer",
            "mock",
            "decided_at",
            "created_at",
        )
        read_only_fields = fields

    def to_representation(self, row: PhotoTag) -> dict[str, Any]:
        return {**tag(row.tag), **super().to_representation(row)}


class PhotoTagAnswer(PhotoTagSerializer):
    """A tag on a photo: who said so, how sure (0 to 1), and what became of it."""

    slug = serializers.CharField(read_only=True)
    label_en = serializers.CharField(read_only=True)
    label_zh = serializers.CharField(read_only=True)

    class Meta(PhotoTagSerializer.Meta):
        fields = ("slug", "label_en", "label_zh", *PhotoTagSerializer.Meta.fields)
        read_only_fields = fields


class PhotoTagsAnswer(serializers.Serializer):
    tags = PhotoTagAnswer(many=True)


@described(
    get=Does("Tags of a photo", answer=PhotoTagAnswer, pages=True),
    post=Does("Add tags to a photo", TagsBody, {201: PhotoTagsAnswer}, example={"tags": ["雾", "mountains"]}),
)
class PhotoTagsView(Idempotent, generics.GenericAPIView):
    """``photos/<id>/tags/``: accepted ones; for whoever may change the photo, suggested ones too. POST adds some."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser]
    serializer_class = PhotoTagSerializer
    pagination_class = TagRowPages

    def get(self, request: Request, pk: int) -> Response:
        viewer = policy.viewer_of(request)
        try:
            photo, states = finding.photo_to_change(viewer, pk), ["accepted", "suggested"]
        except PermissionDenied:
            photo, states = finding.photo(viewer, pk), ["accepted"]
        rows = PhotoTag.objects.filter(content_object=photo, state__in=states).select_related("tag")
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(PhotoTagSerializer(page, many=True).data)

    def post(self, request: Request, pk: int) -> Response:
        """What the photo bears of these now: each was accepted, whatever had been decided before."""
        photo = finding.photo_to_change(policy.viewer_of(request), pk)
        words = checked(TagsBody, request)["tags"]
        tags = photo_actions.add_tags(user=request.user, photo=photo, words=words)
        rows = (
            PhotoTag.objects.filter(content_object=photo, tag__in=tags).select_related("tag").order_by("id")
        )
        return Response({"tags": PhotoTagSerializer(rows, many=True).data}, status=status.HTTP_201_CREATED)


@described(
    put=Does("Accept a tag", EmptyBody, PhotoTagAnswer, example={}),
    delete=Does("Reject a tag, or take it off"),
)
class PhotoTagView(APIView):
    """``photos/<id>/tags/<slug>/``: PUT accepts a suggestion, DELETE rejects it or takes the tag off, for good.

    Both may be repeated.
    """

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def put(self, request: Request, pk: int, slug: str) -> Response:
        row = self._row(request, pk, slug)
        checked(EmptyBody, request)
        self._decide(request, row, PhotoTag.State.ACCEPTED)
        row = PhotoTag.objects.select_related("tag").get(pk=row.pk)
        return Response(PhotoTagSerializer(row).data)

    def delete(self, request: Request, pk: int, slug: str) -> Response:
        self._decide(request, self._row(request, pk, slug), PhotoTag.State.REJECTED)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _row(self, request: Request, pk: int, slug: str) -> PhotoTag:
        photo = finding.photo_to_change(policy.viewer_of(request), pk)
        rows = PhotoTag.objects.filter(content_object=photo, tag__slug=slug) if "\x00" not in slug else None
        row = rows.select_related("tag").first() if rows is not None else None
        if row is None:
            raise Http404
        return row

    def _decide(self, request: Request, row: PhotoTag, state: PhotoTag.State) -> None:
        if row.state != state:
            actions.decide_rows(user=request.user, rows=[row], state=state)


@described(
    get=Does("How far the analyzer has come", answer=answers.Analysis),
    post=Does("Let the analyzer look again", EmptyBody, {202: answers.Analysis}, refuses=(409,), example={}),
)
class AnalysisView(APIView):
    """``photos/<id>/analysis/``: GET how far the analyzer has come, POST lets it look again.

    ``state`` is ``none``, ``queued``, ``running``, ``done`` or ``failed``; ``suggestions`` says how many wait.
    """

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def get(self, request: Request, pk: int) -> Response:
        return Response(_analysis(finding.photo_to_change(policy.viewer_of(request), pk)))

    def post(self, request: Request, pk: int) -> Response:
        photo = finding.photo_to_change(policy.viewer_of(request), pk)
        checked(EmptyBody, request)
        if photo.state != Photo.State.READY:
            raise NotReady(_("Photos that are not ready yet are looked at when they are."))
        actions.analyse_again(user=request.user, photo=photo)
        return Response(_analysis(photo), status=status.HTTP_202_ACCEPTED)


def _analysis(photo: Photo) -> dict[str, Any]:
    job = Job.objects.filter(kind=tasks.ANALYSE, target_id=photo.pk).order_by("-pk").first()
    return {
        "state": job.state if job else "none",
        "progress": job.progress if job else 0,
        "reason": job.reason if job else "",
        "suggestions": PhotoTag.objects.suggested().filter(content_object=photo).count(),
    }


urlpatterns = [
    path("photos/<int:pk>/tags/", PhotoTagsView.as_view(), name="api_photo_tags"),
    path("photos/<int:pk>/tags/<str:slug>/", PhotoTagView.as_view(), name="api_photo_tag"),
    path("photos/<int:pk>/analysis/", AnalysisView.as_view(), name="api_photo_analysis"),
]
