"""Share links as JSON: below ``/api/v1/albums/<id>/links/`` for whoever may share the album, and their door."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import generics, serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.idempotency import Idempotent
from common.known_fields import KnownFields
from galleries import policy, share_actions, share_links
from galleries.api import answers
from galleries.models import AlbumPage, ShareLink
from galleries.viewer import ACCESS_LASTS


class ShareLinkSerializer(KnownFields, serializers.ModelSerializer):
    """A link with its statistics. ``password`` is written and never read; an empty one takes it away."""

    example: dict[str, Any] = {
        "id": 6, "album": 12, "label": "给家人 / For the family", "state": "open", "has_password": True,
        "expires_at": "2030-06-30T16:00:00Z", "max_visits": 20, "visit_count": 3,
        "last_visit_at": "2025-11-20T11:42:05Z", "downloads": 0, "picks": 5, "allow_download": False,
        "allow_picks": True, "allow_upload": False, "created_at": "2025-11-16T08:12:40Z", "revoked_at": None,
    }  # fmt: skip

    password = serializers.CharField(
        write_only=True, required=False, allow_blank=True, trim_whitespace=False, max_length=1024
    )
    last_visit_at = serializers.DateTimeField(read_only=True, allow_null=True)
    downloads = serializers.IntegerField(read_only=True)
    picks = serializers.IntegerField(read_only=True)

    class Meta:
        model = ShareLink
        fields: tuple[str, ...] = (
            "id", "album", "label", "state", "password", "has_password", "expires_at", "max_visits", "visit_count",
            "last_visit_at", "downloads", "picks", *share_actions.PERMISSIONS, "created_at", "revoked_at",
        )  # fmt: skip
        read_only_fields = ("album", "visit_count", "created_at", "revoked_at")


class NewShareLink(ShareLinkSerializer):
    """``token`` and ``url`` are told this once."""

    example = {
        **ShareLinkSerializer.example, "visit_count": 0, "last_visit_at": None, "picks": 0,
        "token": "p9wQ3mXvTz6LrYb2KfHc8A", "url": "https://photos.example.com/s/p9wQ3mXvTz6LrYb2KfHc8A/",
    }  # fmt: skip

    token = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True)

    class Meta(ShareLinkSerializer.Meta):
        fields = (*ShareLinkSerializer.Meta.fields, "token", "url")


class LinkPages(Pages):
    ordering = ("-created_at", "-id")


class _LinksOfAlbum(generics.GenericAPIView):
    """Somebody else's album has no links, and looks like one that does not exist."""

    permission_classes = [IsAuthenticated]
    serializer_class = ShareLinkSerializer
    pagination_class = LinkPages

    def album(self) -> AlbumPage:
        # By ``id``, which is the page's: the album's own key takes no number that is too large for the database.
        mine = AlbumPage.objects.filter(policy.shareable_albums(policy.viewer_of(self.request)))
        album = mine.filter(id=self.kwargs["pk"]).first()
        if album is None:
            raise Http404
        return album

    def get_queryset(self) -> QuerySet[ShareLink]:
        return self.album().share_links.with_statistics()

    def link(self) -> ShareLink:
        album = self.album()
        link = album.share_links.filter(pk=self.kwargs["link_pk"]).first()
        if link is None:
            raise Http404
        link.album = album
        return link

    def told(self, link: ShareLink, **more: Any) -> dict[str, Any]:
        """The link as it is now."""
        now = ShareLink.objects.with_statistics().get(pk=link.pk)
        return {**ShareLinkSerializer(now).data, **more}


@described(
    get=Does("Share links of an album", answer=ShareLinkSerializer, pages=True),
    post=Does(
        "Make a share link",
        ShareLinkSerializer,
        {201: NewShareLink},
        example={
            "label": "给家人 / For the family",
            "password": "four-winds",
            "expires_at": "2030-06-30T16:00:00Z",
            "max_visits": 20,
            "allow_picks": True,
        },
    ),
)
class LinksView(Idempotent, _LinksOfAlbum, generics.ListAPIView):
    def post(self, request: Request, pk: int) -> Response:
        """A new link. ``token`` and ``url`` are told this once."""
        album = self.album()
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        link, token = share_actions.make_link(user=request.user, album=album, **sent.validated_data)
        answer = self.told(link, token=token, url=share_links.address_of(token))
        return Response(answer, status=status.HTTP_201_CREATED)


@described(
    get=Does("One share link", answer=ShareLinkSerializer),
    patch=Does(
        "Change a share link",
        ShareLinkSerializer,
        ShareLinkSerializer,
        refuses=(409,),
        example={"max_visits": None, "allow_download": True},
    ),
    delete=Does("Revoke a share link"),
)
class LinkView(_LinksOfAlbum):
    def get(self, request: Request, pk: int, link_pk: int) -> Response:
        return Response(self.told(self.link()))

    def patch(self, request: Request, pk: int, link_pk: int) -> Response:
        link = self.link()
        sent = self.get_serializer(link, data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        return Response(
            self.told(share_actions.edit_link(user=request.user, link=link, **sent.validated_data))
        )

    def delete(self, request: Request, pk: int, link_pk: int) -> Response:
        """Revoke it. It stays in the list, with its statistics."""
        share_actions.revoke_link(user=request.user, link=self.link())
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(post=Does("Give a share link another address", None, NewShareLink))
class LinkAddressView(Idempotent, _LinksOfAlbum):
    def post(self, request: Request, pk: int, link_pk: int) -> Response:
        """Another token for the same link; the old one is dead."""
        link = self.link()
        token = share_actions.new_address(user=request.user, link=link)
        return Response(self.told(link, token=token, url=share_links.address_of(token)))


class OpenLinkSerializer(KnownFields, serializers.Serializer):
    token = serializers.CharField(max_length=64)
    password = serializers.CharField(
        required=False, default="", allow_blank=True, trim_whitespace=False, max_length=1024
    )


@described(
    post=Does(
        "Come in by a share link",
        OpenLinkSerializer,
        answers.LinkOpened,
        refuses=(403, 404, 503),
        example={"token": "p9wQ3mXvTz6LrYb2KfHc8A", "password": "four-winds"},
    )
)
class OpenLinkView(APIView):
    """Coming in by a link without cookies. ``access`` is sent back in the header ``Share-Access``, also here: then
    the same client is not counted twice."""

    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        sent = OpenLinkSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        link, visit = share_links.find(request, sent.validated_data["token"])
        if link.has_password and not share_links.is_in(request, link):
            share_links.check_password(request, link, sent.validated_data["password"])
        visit = share_links.admit(request, link, visit)
        until = timezone.now() + ACCESS_LASTS
        return Response(
            {
                "access": share_links.access_of(link, visit),
                "album": link.album_id,
                "expires_at": min(until, link.expires_at or until),
                **{name: getattr(link, name) for name in share_actions.PERMISSIONS},
            }
        )


urlpatterns: list[URLPattern] = [
    path("albums/<int:pk>/links/", LinksView.as_view(), name="album_links"),
    path("albums/<int:pk>/links/<int:link_pk>/", LinkView.as_view(), name="album_link"),
    path(
        "albums/<int:pk>/links/<int:link_pk>/address/", LinkAddressView.as_view(), name="album_link_address"
    ),
    path("links/open/", OpenLinkView.as_view(), name="open_link"),
]
