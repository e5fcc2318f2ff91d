"""Reports, decisions about oneself and appeals as JSON."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from community import cases
from community.actions import moderation, reporting
from community.api import moderation_queue
from community.api.decision_shapes import DecisionSerializer
from community.models import Case, Decision, Report
from galleries import policy
from users.models import User


class ReportSerializer(KnownFields, serializers.Serializer):
    """What is reported: one of ``comment``, ``photo``, ``album`` (by id) and ``user`` (by username). A photo may say
    the ``album`` in which it was met. What comes back does not tell what others reported."""

    comment = serializers.IntegerField(required=False, write_only=True)
    photo = serializers.IntegerField(required=False, write_only=True)
    album = serializers.IntegerField(required=False, write_only=True)
    user = serializers.CharField(required=False, write_only=True, max_length=150)
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    note = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=reporting.NOTE_LIMIT
    )
    created_at = serializers.DateTimeField(read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in ("comment", "photo", "album", "user") if name in attrs]
        if len(named) != 1 and set(named) != {"photo", "album"}:
            raise serializers.ValidationError(_("Name one thing: a comment, a photo, an album or a user."))
        return attrs


@described(
    post=Does(
        "Report something",
        ReportSerializer,
        {201: ReportSerializer},
        refuses=(404, 409),
        example={
            "photo": 128,
            "album": 12,
            "reason": "copyright",
            "note": "The same picture stands in my album of 2019.",
        },
    )
)
class ReportsView(Idempotent, APIView):
    """``reports/``: POST reports something; what one may not see is not there."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        serializer = ReportSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        thing: Any = self.thing(said)
        album = None
        if "photo" in said and "album" in said:
            album = cases.album_showing(policy.viewer_of(request), thing, said["album"])
        report = reporting.report(
            user=request.user, thing=thing, reason=said["reason"], note=said["note"], album=album
        )
        return Response(ReportSerializer(report).data, status=status.HTTP_201_CREATED)

    def thing(self, said: dict[str, Any]) -> Any:
        request: Any = self.request
        if "user" in said:
            person = User.objects.filter(username=said["user"]).values_list("pk", flat=True).first()
            return cases.find(request, Case.Kind.PERSON, person or 0)
        kind = next(name for name in ("comment", "photo", "album") if name in said)
        return cases.find(request, kind, said[kind])


class DecisionPages(Pages):
    ordering = ("-at", "-id")


@described(get=Does("What was decided about oneself", answer=DecisionSerializer, pages=True))
class MyDecisionsView(generics.ListAPIView):
    """``me/decisions/``: what moderators decided about the person and what is hers."""

    permission_classes = [IsAuthenticated]
    serializer_class = DecisionSerializer
    pagination_class = DecisionPages

    def get_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.told().filter(subject=self.request.user.pk).select_related("case")


class AppealSerializer(KnownFields, serializers.Serializer):
    text = serializers.CharField(max_length=moderation.APPEAL_LIMIT)


@described(
    post=Does(
        "Object to a decision",
        AppealSerializer,
        {201: DecisionSerializer},
        refuses=(409,),
        example={"text": "Everybody in the picture had agreed."},
    )
)
class AppealView(Idempotent, APIView):
    """``me/decisions/<id>/appeal/``: POST objects, once."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request, pk: int) -> Response:
        serializer = AppealSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        told = Decision.objects.told().select_related("case")
        decision = told.filter(pk=pk, subject=request.user.pk).first()
        if decision is None:
            raise Http404
        appealed = moderation.appeal(user=request.user, decision=decision, **serializer.validated_data)
        return Response(DecisionSerializer(appealed).data, status=status.HTTP_201_CREATED)


urlpatterns: list[URLPattern] = [
    path("reports/", ReportsView.as_view(), name="reports"),
    path("me/decisions/", MyDecisionsView.as_view(), name="me_decisions"),
    path("me/decisions/<int:pk>/appeal/", AppealView.as_view(), name="me_appeal"),
    *moderation_queue.urlpatterns,
]
