"""Notifications as JSON."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.known_fields import KnownFields
from community.actions import notifications as actions
from community.api import answers
from community.models import Kind, Notification, NotificationChoice
from community.notifications import choices, lines, sight
from community.notifications.choices import Ways
from community.notifications.lines import Line
from galleries import policy
from galleries.templatetags.galleries_tags import words
from users import profile
from users.links import absolute

IDS_AT_MOST = 100


def shape(line: Line) -> dict[str, Any]:
    """One notification. ``actors`` are the newest few, ``others`` how many there are besides the first of them."""
    note = line.note
    return {
        "id": note.pk,
        "kind": note.kind,
        "text": line.text,
        "excerpt": line.excerpt,
        "actors": [_person(person) for person in line.people],
        "others": line.others,
        "times": note.times,
        "album": None if line.album is None else {"id": line.album.pk, "title": str(words(line.album))},
        "photo": None if line.photo is None else {"id": line.photo.pk, "title": str(words(line.photo))},
        "comment": None if line.comment is None else {"id": line.comment.pk},
        "url": absolute(line.url),
        "created_at": note.created_at,
        "updated_at": note.updated_at,
        "read_at": note.read_at,
    }


class NotificationPages(Pages):
    ordering = ("-updated_at", "-id")


@described(get=Does("One's notifications, the newest first", answer=answers.NotificationAnswer, pages=True))
class NotificationsView(ListAPIView):
    """``notifications/``: what concerns whoever asks and may still be seen, the newest first."""

    permission_classes = [IsAuthenticated]
    pagination_class = NotificationPages

    def get_queryset(self) -> QuerySet[Notification]:
        return lines.rows(policy.viewer_of(self.request))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        shown = lines.of(policy.viewer_of(request), page or [])
        return self.get_paginated_response([shape(line) for line in shown])


class ReadSerializer(KnownFields, serializers.Serializer):
    """Which: ``ids``, or ``all``."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        max_length=IDS_AT_MOST,
        required=False,
    )
    all = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["all"] == ("ids" in attrs):
            raise serializers.ValidationError(_("Send ids, or all."), code="required")
        return attrs


@described(
    post=Does("Mark notifications as read", ReadSerializer, answers.MarkedRead, example={"ids": [301, 302]})
)
class ReadView(APIView):
    """``notifications/read/``: POST marks one's own as read; other people's are passed over."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        serializer = ReadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wish = serializer.validated_data
        if wish["all"]:
            count = actions.mark_all_read(user=request.user)
        else:
            count = actions.mark_read(user=request.user, ids=wish["ids"])
        return Response({"read": count})


class ReadOneSerializer(KnownFields, serializers.Serializer):
    read = serializers.BooleanField()

    def validate_read(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("What was read stays read."), code="invalid")
        return value


@described(
    get=Does("One notification", answer=answers.NotificationAnswer),
    patch=Does(
        "Mark a notification as read",
        ReadOneSerializer,
        answers.NotificationAnswer,
        whole=True,
        example={"read": True},
    ),
)
class NotificationView(APIView):
    """``notifications/<id>/``: GET shows one, PATCH ``{"read": true}`` marks it. Somebody else's looks like none."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, pk: int) -> Response:
        return Response(shape(self._line(request, pk)))

    def patch(self, request: Request, pk: int) -> Response:
        self._line(request, pk)
        serializer = ReadOneSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.mark_read(user=request.user, ids=[pk])
        return Response(shape(self._line(request, pk)))

    def _line(self, request: Request, pk: int) -> Line:
        viewer = policy.viewer_of(request)
        note = lines.rows(viewer).filter(pk=pk).first() if pk < 2**63 else None
        if note is None:
            raise Http404
        return lines.of(viewer, [note])[0]


@described(get=Does("How many are unread", answer=answers.UnreadCount))
class CountView(APIView):
    """``notifications/count/``: how many are unread. Above 99 it says 99, and ``more`` is true."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        count, most = sight.unread(policy.viewer_of(request)), sight.COUNTED_AT_MOST - 1
        return Response({"unread": min(count, most), "more": count > most})


class WaysSerializer(KnownFields, serializers.Serializer):
    """How one kind is told."""

    on_site = serializers.BooleanField(required=False)
    mail = serializers.ChoiceField(choices=NotificationChoice.Mail.choices, required=False)


class ChoicesSerializer(KnownFields, serializers.Serializer):
    """Kinds by name. Those that are not sent stay as they are, and so do parts of one."""

    def get_fields(self) -> dict[str, Any]:
        return {str(kind): WaysSerializer(required=False) for kind in Kind}


@described(
    get=Does("How one is told", answer=answers.NotificationSettings),
    patch=Does(
        "Choose how one is told",
        ChoicesSerializer,
        answers.NotificationSettings,
        example={"like": {"on_site": True, "mail": "never"}, "comment": {"mail": "daily"}},
    ),
)
class SettingsView(APIView):
    """``me/notification-settings/``: of what one hears, where, and how often."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        return Response(self._now(request))

    def patch(self, request: Request) -> Response:
        serializer = ChoicesSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        now = choices.of(request.user)
        wishes = {
            Kind(kind): now[Kind(kind)]._replace(**ways) for kind, ways in serializer.validated_data.items()
        }
        actions.save_choices(user=request.user, wishes=wishes)
        return Response(self._now(request))

    def _now(self, request: Request) -> dict[str, Any]:
        return {str(kind): Ways(*ways)._asdict() for kind, ways in choices.of(request.user).items()}


def _person(person: Any) -> dict[str, Any]:
    return {
        "username": person.username,
        "display_name": person.public_name,
        "avatar": profile.avatar_of(person),
    }


urlpatterns: list[URLPattern] = [
    path("notifications/", NotificationsView.as_view(), name="notifications"),
    path("notifications/read/", ReadView.as_view(), name="notifications_read"),
    path("notifications/count/", CountView.as_view(), name="notifications_count"),
    path("notifications/<int:pk>/", NotificationView.as_view(), name="notification"),
    path("me/notification-settings/", SettingsView.as_view(), name="me_notification_settings"),
]
