"""Invited people as JSON; guests' favourites and the photos that they send have modules of their own."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from galleries import guests, invitations, policy
from galleries.api import contributions, picks
from galleries.models import AlbumGrant, AlbumPage


class GrantPages(Pages):
    ordering = ("-pk",)


class GrantSerializer(serializers.ModelSerializer):
    """Who may open the album: a ``user`` who was invited by her name, or a ``mailbox``, whosever it is."""

    user = serializers.SerializerMethodField()
    mailbox = serializers.CharField(source="address", read_only=True)

    class Meta:
        model = AlbumGrant
        fields = ("id", "user", "mailbox", "role", "created_at")
        read_only_fields = ("id", "created_at")

    def get_user(self, grant: AlbumGrant) -> str | None:
        return grant.user.username if grant.user and not grant.address else None


class InviteSerializer(KnownFields, serializers.Serializer):
    """``who`` is a user name or an e-mail address."""

    who = serializers.CharField(max_length=254)
    role = serializers.ChoiceField(choices=AlbumGrant.Role.choices, default=AlbumGrant.Role.VIEW)


@described(
    get=Does("Who is invited to an album", answer=GrantSerializer, pages=True),
    post=Does(
        "Invite somebody",
        InviteSerializer,
        {200: GrantSerializer, 201: GrantSerializer},
        example={"who": "chen", "role": "contribute"},
    ),
)
class GrantsView(Idempotent, generics.ListAPIView):
    """``albums/<id>/grants/``, for whoever may share the album; others find nothing. POST invites."""

    permission_classes = [IsAuthenticated]
    serializer_class = GrantSerializer
    pagination_class = GrantPages

    def album(self) -> AlbumPage:
        return guests.find_album(policy.viewer_of(self.request), self.kwargs["pk"], "share")

    def get_queryset(self) -> QuerySet[AlbumGrant]:
        return self.album().grants.select_related("user")

    def post(self, request: Request, pk: int) -> Response:
        album = self.album()
        sent = InviteSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        viewer = policy.viewer_of(request)
        grant, new = invitations.invite(viewer=viewer, album=album, **sent.validated_data)
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return Response(GrantSerializer(grant).data, status=code)


@described(
    patch=Does(
        "Change what an invitation is for", GrantSerializer, GrantSerializer, example={"role": "comment"}
    ),
    delete=Does("End an invitation"),
)
class GrantView(APIView):
    """``albums/<id>/grants/<id>/``: PATCH ``role``, or DELETE."""

    permission_classes = [IsAuthenticated]

    def patch(self, request: Request, pk: int, grant_pk: int) -> Response:
        grant = self._grant(pk, grant_pk)
        sent = GrantSerializer(grant, data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        role = sent.validated_data.get("role", grant.role)
        grant = invitations.change_role(viewer=policy.viewer_of(request), grant=grant, role=role)
        return Response(GrantSerializer(grant).data)

    def delete(self, request: Request, pk: int, grant_pk: int) -> Response:
        invitations.end(viewer=policy.viewer_of(request), grant=self._grant(pk, grant_pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _grant(self, pk: int, grant_pk: int) -> AlbumGrant:
        album = guests.find_album(policy.viewer_of(self.request), pk, "share")
        grant = album.grants.filter(pk=grant_pk).select_related("user").first()
        if grant is None:
            raise Http404
        grant.album = album
        return grant


class SharedSerializer(serializers.ModelSerializer):
    """An album that was shared with oneself."""

    url = serializers.SerializerMethodField()
    role = serializers.SerializerMethodField()

    class Meta:
        model = AlbumPage
        fields = ("id", "title", "title_en", "url", "role")

    @extend_schema_field(serializers.URLField)
    def get_url(self, album: AlbumPage) -> str:
        return settings.BASE_URL.rstrip("/") + (album.get_url() or "")

    @extend_schema_field(serializers.ChoiceField(AlbumGrant.Role.choices))
    def get_role(self, album: AlbumPage) -> str:
        return str(album.own_grants[0].role)


@described(get=Does("Albums to which one was invited", answer=SharedSerializer, pages=True))
class SharedView(generics.ListAPIView):
    """``shared/``: the albums to which one was invited."""

    permission_classes = [IsAuthenticated]
    serializer_class = SharedSerializer
    pagination_class = GrantPages

    def get_queryset(self) -> QuerySet[AlbumPage]:
        invitations.claim(self.request.user)
        return invitations.shared_with(policy.viewer_of(self.request)).prefetch_related(
            invitations.own_grants(self.request.user)
        )


@described(delete=Does("Give up a shared album"))
class LeaveView(APIView):
    """``shared/<album>/``: DELETE gives it up."""

    permission_classes = [IsAuthenticated]

    def delete(self, request: Request, pk: int) -> Response:
        invitations.leave(user=request.user, album_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns: list[URLPattern] = [
    path("albums/<int:pk>/grants/", GrantsView.as_view(), name="grants"),
    path("albums/<int:pk>/grants/<int:grant_pk>/", GrantView.as_view(), name="grant"),
    path("shared/", SharedView.as_view(), name="shared"),
    path("shared/<int:pk>/", LeaveView.as_view(), name="shared-album"),
    *picks.urlpatterns,
    *contributions.urlpatterns,
]
