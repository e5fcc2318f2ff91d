"""The moderators' queue as JSON."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import URLPattern, path, reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.known_fields import KnownFields
from community import cases
from community.actions import moderation
from community.api.answers import CaseThing
from community.api.decision_shapes import DecisionSerializer
from community.models import Case, Decision, Report
from community.moderation_forms import until
from users.api.answers import PersonName
from users.models import PersonalToken, User

STATES = ("open", "approval", "appeals", "closed", "all")
LONGEST = 3650  # days; longer is for good


class MayModerate(BasePermission):
    """Whoever has the right ``community.moderate``. Its absence hides nothing, so it is told: 403."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return cases.moderates(request.user)


@extend_schema_field(PersonName)
class PersonField(serializers.RelatedField):
    """A person by her names."""

    def to_representation(self, value: User) -> dict[str, str]:
        return {"username": value.username, "display_name": value.public_name}


class LogSerializer(DecisionSerializer):
    """A decision as moderators read it."""

    # Null: of an account that has been deleted since, and where nobody has answered.
    by = PersonField(read_only=True, allow_null=True)
    answered_by = PersonField(read_only=True, allow_null=True)

    class Meta(DecisionSerializer.Meta):
        fields = (*DecisionSerializer.Meta.fields, "note", "by", "answered_by")
        read_only_fields = fields


class CaseReportSerializer(serializers.ModelSerializer):
    reporter = PersonField(read_only=True, allow_null=True)

    class Meta:
        model = Report
        fields = ("reason", "note", "created_at", "reporter")
        read_only_fields = fields


class CaseSerializer(serializers.ModelSerializer):
    """A case with its reports and decisions. ``thing`` is null when what it was about is gone."""

    thing = serializers.SerializerMethodField()
    subject = PersonField(read_only=True, allow_null=True)
    reports = CaseReportSerializer(many=True, read_only=True)
    decisions = LogSerializer(many=True, read_only=True)

    class Meta:
        model = Case
        fields: tuple[str, ...] = (
            "id", "kind", "thing", "excerpt", "subject", "awaits_approval", "opened_at", "closed_at", "reports",
            "decisions",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(CaseThing(allow_null=True))
    def get_thing(self, case: Case) -> dict[str, Any] | None:
        thing: Any = case.thing
        if thing is None:
            return None
        said: dict[str, Any] = {"id": thing.pk, "text": cases.excerpt_of(thing)}
        if case.kind == Case.Kind.COMMENT:
            said |= {
                "state": thing.state,
                "url": settings.BASE_URL.rstrip("/") + reverse("community:comment", args=[thing.pk]),
            }
        return said


class OneCaseSerializer(CaseSerializer):
    """With ``actions``, what can be done about it now."""

    actions = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = (*CaseSerializer.Meta.fields, "actions")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Decision.Action.choices)))
    def get_actions(self, case: Case) -> list[str]:
        return [action.value for action in cases.possible(case)]


class FilterSerializer(serializers.Serializer):
    """Which cases: ``state``, ``kind`` of thing, ``reason`` of a report."""

    state = serializers.ChoiceField(choices=STATES, default="open")
    kind = serializers.ChoiceField(choices=Case.Kind.choices, required=False)
    reason = serializers.ChoiceField(choices=Report.Reason.choices, required=False)


class CasePages(Pages):
    ordering = ("-opened_at", "-id")


def _with_all() -> QuerySet[Case]:
    return Case.objects.with_things().prefetch_related(
        Prefetch("reports", Report.objects.select_related("reporter").order_by("pk")),
        Prefetch("decisions", Decision.objects.select_related("by", "answered_by", "case")),
    )


@described(get=Does("The moderators' queue", answer=CaseSerializer, query=FilterSerializer, pages=True))
class CasesView(generics.ListAPIView):
    """``moderation/cases/``: the queue, the newest first."""

    permission_classes = [MayModerate]
    token_scope = PersonalToken.Scope.MODERATE
    serializer_class = CaseSerializer
    pagination_class = CasePages

    def get_queryset(self) -> QuerySet[Case]:
        wanted = FilterSerializer(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        rows = _with_all().in_state(said["state"])  # type: ignore[attr-defined]
        if "kind" in said:
            rows = rows.filter(kind=said["kind"])
        if "reason" in said:
            rows = rows.filter(pk__in=Report.objects.filter(reason=said["reason"]).values("case"))
        return rows


def _case(pk: int) -> Case:
    case = _with_all().filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


@described(get=Does("One case", answer=OneCaseSerializer))
class CaseView(APIView):
    """``moderation/cases/<id>/``"""

    permission_classes = [MayModerate]
    token_scope = PersonalToken.Scope.MODERATE

    def get(self, request: Request, pk: int) -> Response:
        return Response(OneCaseSerializer(_case(pk)).data)


class DecideSerializer(KnownFields, serializers.Serializer):
    """``days`` is how long a suspension lasts; without it, it is for good. ``after`` is the id of the last decision of
    the case, when there is one: whoever has not seen it decides nothing."""

    action = serializers.ChoiceField(choices=Decision.Action.choices)
    message = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=moderation.MESSAGE_LIMIT
    )
    note = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=moderation.MESSAGE_LIMIT
    )
    days = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LONGEST
    )
    after = serializers.IntegerField(required=False, default=None, allow_null=True)


@described(
    post=Does(
        "Decide a case",
        DecideSerializer,
        {201: OneCaseSerializer},
        refuses=(409,),
        example={
            "action": "warn",
            "message": "Please ask people before you show their faces.",
            "note": "The first time.",
            "after": None,
        },
    )
)
class DecideView(APIView):
    """``moderation/cases/<id>/decisions/``: POST decides."""

    permission_classes = [MayModerate]
    token_scope = PersonalToken.Scope.MODERATE

    def post(self, request: Request, pk: int) -> Response:
        case = _case(pk)
        serializer = DecideSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = dict(serializer.validated_data)
        moderation.decide(user=request.user, case=case, until=until(said.pop("days")), **said)
        return Response(OneCaseSerializer(_case(pk)).data, status=status.HTTP_201_CREATED)


class AnswerSerializer(KnownFields, serializers.Serializer):
    outcome = serializers.ChoiceField(choices=Decision.Outcome.choices)
    answer = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=moderation.APPEAL_LIMIT
    )


@described(
    post=Does(
        "Answer an objection",
        AnswerSerializer,
        {201: OneCaseSerializer},
        refuses=(409,),
        example={"outcome": "reversed", "answer": "You are right: everybody in it had agreed."},
    )
)
class AnswerView(APIView):
    """``moderation/decisions/<id>/answer/``: POST answers somebody who objects."""

    permission_classes = [MayModerate]
    token_scope = PersonalToken.Scope.MODERATE

    def post(self, request: Request, pk: int) -> Response:
        decision = Decision.objects.select_related("case").filter(pk=pk).first()
        if decision is None:
            raise Http404
        serializer = AnswerSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        moderation.answer_appeal(
            user=request.user, decision=decision, outcome=said["outcome"], text=said["answer"]
        )
        return Response(OneCaseSerializer(_case(decision.case_id)).data, status=status.HTTP_201_CREATED)


urlpatterns: list[URLPattern] = [
    path("moderation/cases/", CasesView.as_view(), name="moderation_cases"),
    path("moderation/cases/<int:pk>/", CaseView.as_view(), name="moderation_case"),
    path("moderation/cases/<int:pk>/decisions/", DecideView.as_view(), name="moderation_decisions"),
    path("moderation/decisions/<int:pk>/answer/", AnswerView.as_view(), name="moderation_answer"),
]
