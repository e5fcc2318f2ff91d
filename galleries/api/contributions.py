"""Photos that others send for an album as JSON."""

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.idempotency import Idempotent
from galleries import contributions, guests, ingest, policy
from galleries.api import answers
from galleries.models import Contribution


class ContributionPages(Pages):
    ordering = ("pk",)


class ContributionSerializer(serializers.ModelSerializer):
    """A photo that waits for its album's owner. ``title`` is what the sender's file was called."""

    photo = serializers.IntegerField(source="photo_id", read_only=True)
    title = serializers.CharField(source="name", read_only=True)
    sender = serializers.SerializerMethodField()

    class Meta:
        model = Contribution
        fields = ("id", "photo", "title", "sender", "state", "created_at", "decided_at")
        read_only_fields = fields

    def get_sender(self, row: Contribution) -> str:
        if row.user is not None:
            return str(row.user.public_name)
        return row.visit.name if row.visit else ""


class ContributionDecisionSerializer(serializers.Serializer):
    state = serializers.ChoiceField(choices=[Contribution.State.ACCEPTED, Contribution.State.REFUSED])


@described(
    get=Does("Photos that wait for the album's owner", answer=ContributionSerializer, pages=True),
    post=Does(
        "Send a photo for somebody's album",
        answers.ContributionBody,
        {200: answers.ContributionSent, 201: answers.ContributionSent},
        refuses=(409, 422, 503),
    ),
)
class ContributionsView(Idempotent, generics.ListAPIView):
    """``albums/<id>/contributions/``: GET what waits, for whoever may share the album. POST one file as ``photo``,
    for whoever may send some."""

    permission_classes = [AllowAny]
    serializer_class = ContributionSerializer
    pagination_class = ContributionPages
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet[Contribution]:
        album = guests.find_album(policy.viewer_of(self.request), self.kwargs["pk"], "share")
        return contributions.waiting_for(album).select_related("user", "visit")

    def post(self, request: Request, pk: int) -> Response:
        """201 for a photo that waits now (or that is in the album: the owner's own), 200 for one that was there."""
        album = guests.find_album(policy.viewer_of(request), pk, "contribute")
        sender = contributions.sender_of(request, album)
        sent = request.FILES.get("photo")
        if sent is None:
            raise serializers.ValidationError({"photo": [ingest.MESSAGES["empty"]]})
        row, new = contributions.send(sender=sender, album=album, content=sent, name=sent.name or "")
        if row is None or not sender.sent(row):
            shown = row is None or row.state == Contribution.State.ACCEPTED
            return Response({"state": Contribution.State.ACCEPTED if shown else Contribution.State.WAITING})
        told = {"id": row.pk, "title": row.name, "state": row.state}
        return Response(told, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)


@described(
    patch=Does(
        "Accept or refuse a photo",
        ContributionDecisionSerializer,
        answers.ContributionDecided,
        whole=True,
        example={"state": "accepted"},
    )
)
class ContributionView(APIView):
    """``albums/<id>/contributions/<id>/``: PATCH ``state`` of what waits to ``accepted`` or ``refused``."""

    permission_classes = [IsAuthenticated]

    def patch(self, request: Request, pk: int, contribution_pk: int) -> Response:
        viewer = policy.viewer_of(request)
        album = guests.find_album(viewer, pk, "share")
        sent = ContributionDecisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        state = sent.validated_data["state"]
        if not contributions.decide(viewer=viewer, album=album, state=state, pks=[contribution_pk]):
            raise Http404
        return Response({"id": contribution_pk, "state": state})


urlpatterns: list[URLPattern] = [
    path("albums/<int:pk>/contributions/", ContributionsView.as_view(), name="contributions"),
    path(
        "albums/<int:pk>/contributions/<int:contribution_pk>/",
        ContributionView.as_view(),
        name="contribution",
    ),
]
