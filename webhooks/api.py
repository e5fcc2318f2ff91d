"""``/api/v1/me/webhooks/``: one's webhooks, what was sent, and sending it again."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import JSONParser, Pages
from common.described import Does, described
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from common.schema_examples import SOME_UUID
from users.authentication import SESSION
from webhooks import actions, events
from webhooks.models import URL_LENGTH, Delivery, Event, Webhook

NEVER_KEPT = {"Cache-Control": "no-store"}


class WebhookBody(KnownFields, serializers.Serializer):
    url = serializers.CharField(max_length=URL_LENGTH)
    events = serializers.ListField(
        child=serializers.ChoiceField(Event.choices), allow_empty=False, max_length=20
    )


class WebhookChange(WebhookBody):
    active = serializers.BooleanField(required=False)


class WebhookSerializer(serializers.ModelSerializer):
    """``ended_why`` says why it is not active: ``paused``, ``failing``, ``suspended`` or ``closed``."""

    example: dict[str, Any] = {
        "id": SOME_UUID, "url": "https://example.com/hooks/photos", "events": ["photo.ready", "comment.posted"],
        "active": True, "ended_why": "", "created_at": "2025-11-16T08:12:40Z", "failing_since": None, "failures": 0,
    }  # fmt: skip

    events = serializers.ListField(child=serializers.ChoiceField(Event.choices), read_only=True)

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = (
            "id",
            "url",
            "events",
            "active",
            "ended_why",
            "created_at",
            "failing_since",
            "failures",
        )
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer):
    """``body`` is what was sent; null before, and when one may not see any more what it is about."""

    example = {
        "id": SOME_UUID, "event": "webhook.test", "state": "delivered", "attempts": 1,
        "created_at": "2025-11-16T08:13:02Z", "next_at": None, "finished_at": "2025-11-16T08:13:03Z", "status": 200,
        "error": "", "duration_ms": 182, "answer": "ok",
        "body": {
            "id": SOME_UUID, "event": "webhook.test", "created_at": "2025-11-16T08:13:02Z",
            "data": {"webhook": SOME_UUID},
        },
    }  # fmt: skip

    id = serializers.UUIDField(source="key")
    body = serializers.SerializerMethodField()
    next_at = serializers.SerializerMethodField()

    class Meta:
        model = Delivery
        fields = (
            "id", "event", "state", "attempts", "created_at", "next_at", "finished_at", "status", "error",
            "duration_ms", "answer", "body",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_body(self, row: Delivery) -> Any:
        shown = row.thing is None or (row.event, row.thing) in self.context["in_sight"]
        return row.body if shown else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_at(self, row: Delivery) -> Any:
        waits = row.state == Delivery.State.WAITING
        return serializers.DateTimeField().to_representation(row.next_at) if waits else None


class MadeWebhookAnswer(WebhookSerializer):
    """``secret`` is told this once."""

    example = {**WebhookSerializer.example, "secret": "whsec_…"}

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")
        read_only_fields = fields


class SecretAnswer(serializers.Serializer):
    """Told this once."""

    secret = serializers.CharField()


class NewestFirst(Pages):
    ordering = ("-created_at", "-id")


class DeliveryPages(Pages):
    ordering = ("-id",)


class DeliveryFilter(serializers.Serializer):
    state = serializers.ChoiceField(Delivery.State.choices, required=False)
    event = serializers.ChoiceField([*Event.values, "webhook.test"], required=False)


class OwnWebhooks:
    """A webhook goes on by itself when the token that made it has ended, so no token makes one."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    request: Request
    # What a token may do all the same, if it is good for writing.
    by_token = False

    @property
    def token_scope(self) -> str:
        return "" if self.by_token or self.request.method in SAFE_METHODS else SESSION

    def own(self, pk: UUID) -> Webhook:
        webhook = Webhook.objects.filter(user=self.request.user, pk=pk).select_related("user").first()
        if webhook is None:
            raise Http404
        return webhook


@described(
    get=Does("One's webhooks, the newest first", answer=WebhookSerializer, pages=True),
    post=Does(
        "Add a webhook",
        WebhookBody,
        {201: MadeWebhookAnswer},
        refuses=(409,),
        example={"url": "https://example.com/hooks/photos", "events": ["photo.ready", "comment.posted"]},
    ),
)
class WebhooksView(Idempotent, OwnWebhooks, generics.ListAPIView):
    """``me/webhooks/``: POST makes one. Its answer alone has ``secret``, which nobody can tell again."""

    serializer_class = WebhookSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> Any:
        return Webhook.objects.filter(user=self.request.user)

    def post(self, request: Request) -> Response:
        sent = WebhookBody(data=request.data)
        sent.is_valid(raise_exception=True)
        webhook, secret = actions.make(user=request.user, request=request, **sent.validated_data)
        body = {**WebhookSerializer(webhook).data, "secret": secret}
        return Response(body, status=status.HTTP_201_CREATED, headers=NEVER_KEPT)


@described(
    get=Does("One webhook", answer=WebhookSerializer),
    patch=Does(
        "Change, pause or begin again a webhook",
        WebhookChange,
        WebhookSerializer,
        example={"events": ["album.published"], "active": False},
    ),
    delete=Does("Remove a webhook, with its log"),
)
class WebhookView(OwnWebhooks, APIView):
    """``me/webhooks/<id>/``; ``active: true`` begins again what has ended."""

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(WebhookSerializer(self.own(pk)).data)

    def patch(self, request: Request, pk: UUID) -> Response:
        webhook = self.own(pk)
        sent = WebhookChange(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        changed = actions.change(user=request.user, request=request, webhook=webhook, **sent.validated_data)
        return Response(WebhookSerializer(changed).data)

    def delete(self, request: Request, pk: UUID) -> Response:
        actions.remove(webhook=self.own(pk), request=request)
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(post=Does("Make a new secret", answer=SecretAnswer))
class SecretView(Idempotent, OwnWebhooks, APIView):
    """``me/webhooks/<id>/secret/``: POST makes a new one, which counts at once."""

    def post(self, request: Request, pk: UUID) -> Response:
        secret = actions.renew_secret(user=request.user, webhook=self.own(pk))
        return Response({"secret": secret}, headers=NEVER_KEPT)


@described(post=Does("Send a test", answer={202: DeliverySerializer}, refuses=(409,)))
class TestView(Idempotent, OwnWebhooks, APIView):
    """``me/webhooks/<id>/test/``: POST has something sent that says nothing."""

    by_token = True

    def post(self, request: Request, pk: UUID) -> Response:
        row = actions.test(user=request.user, webhook=self.own(pk))
        return Response(_told(request, [row])[0], status=status.HTTP_202_ACCEPTED)


@described(
    get=Does("What was sent, the newest first", answer=DeliverySerializer, query=DeliveryFilter, pages=True)
)
class DeliveriesView(OwnWebhooks, generics.GenericAPIView):
    """``me/webhooks/<id>/deliveries/``: the log of thirty days, the newest first."""

    pagination_class = DeliveryPages

    def get(self, request: Request, pk: UUID) -> Response:
        asked = DeliveryFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = self.paginate_queryset(self.own(pk).deliveries.filter(**asked.validated_data))
        return self.get_paginated_response(_told(request, rows or []))


@described(post=Does("Send it once more", answer={202: DeliverySerializer}, refuses=(409,)))
class ResendView(Idempotent, OwnWebhooks, APIView):
    """``me/webhooks/<id>/deliveries/<id>/resend/``: POST sends it anew, as one may see it now."""

    by_token = True

    def post(self, request: Request, pk: UUID, key: UUID) -> Response:
        row = Delivery.objects.filter(webhook=self.own(pk), key=key).select_related("webhook").first()
        if row is None:
            raise Http404
        row = actions.resend(user=request.user, delivery=row)
        return Response(_told(request, [row])[0], status=status.HTTP_202_ACCEPTED)


def _told(request: Request, rows: list[Delivery]) -> list[dict[str, Any]]:
    context = {"in_sight": events.in_sight(request.user, rows)}
    return list(DeliverySerializer(rows, many=True, context=context).data)


urlpatterns = [
    path("me/webhooks/", WebhooksView.as_view(), name="me_webhooks"),
    path("me/webhooks/<uuid:pk>/", WebhookView.as_view(), name="me_webhook"),
    path("me/webhooks/<uuid:pk>/secret/", SecretView.as_view(), name="me_webhook_secret"),
    path("me/webhooks/<uuid:pk>/test/", TestView.as_view(), name="me_webhook_test"),
    path("me/webhooks/<uuid:pk>/deliveries/", DeliveriesView.as_view(), name="me_webhook_deliveries"),
    path(
        "me/webhooks/<uuid:pk>/deliveries/<uuid:key>/resend/", ResendView.as_view(), name="me_webhook_resend"
    ),
]
