"""Guests' favourites as JSON."""

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from galleries import guests, policy, proofing
from galleries.api import answers
from galleries.models import AlbumPage, LinkVisit, Pick


class PickPages(Pages):
    ordering = ("-pk",)


class PickSerializer(serializers.ModelSerializer):
    """One photo that one guest has marked."""

    photo = serializers.IntegerField(source="photo_id")
    title = serializers.CharField(source="photo.title")
    guest = serializers.IntegerField(source="visit_id")
    name = serializers.CharField(source="visit.name")
    link = serializers.IntegerField(source="visit.link_id")

    class Meta:
        model = Pick
        fields = ("photo", "title", "guest", "name", "link", "created_at")


class GuestSerializer(serializers.Serializer):
    """What a guest says when she has marked what she likes."""

    name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    done = serializers.BooleanField(required=False, default=False)


class _Picks:
    """For whoever came by a living link that allows it; and, to read, for whoever may share the album."""

    request: Request

    def guest(self, pk: int) -> tuple[policy.Viewer, AlbumPage, LinkVisit]:
        viewer = policy.viewer_of(self.request)
        album = guests.find_album(viewer, pk, "view")
        visit = guests.visit_with(self.request, album, "allow_picks")
        if visit is None:
            raise Http404
        return viewer, album, visit


@described(
    get=Does("What guests have marked", answer=PickSerializer, pages=True),
    patch=Does(
        "Say who one is, or that one is done",
        GuestSerializer,
        answers.GuestAnswer,
        refuses=(409,),
        example={"name": "Maya", "done": True},
    ),
)
class PicksView(_Picks, generics.ListAPIView):
    """``albums/<id>/picks/``: the owner reads everybody's, a guest her own. PATCH: her ``name``, and ``done``."""

    permission_classes = [AllowAny]
    serializer_class = PickSerializer
    pagination_class = PickPages

    def get_queryset(self) -> QuerySet[Pick]:
        viewer, pk = policy.viewer_of(self.request), self.kwargs["pk"]
        album = guests.find_album(viewer, pk, "view")
        if policy.can(viewer, "share", album):
            picks = proofing.picks_in(album)
        else:
            _viewer, album, visit = self.guest(pk)
            picks = proofing.picks_of(visit, album)
        return picks.select_related("photo", "visit")

    def patch(self, request: Request, pk: int) -> Response:
        viewer, album, visit = self.guest(pk)
        sent = GuestSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if "name" in sent.validated_data:
            guests.introduce(visit=visit, name=sent.validated_data["name"])
        if sent.validated_data["done"]:
            proofing.tell_owner(viewer=viewer, visit=visit, album=album)
        return Response({"guest": visit.pk, "name": visit.name})


@described(
    put=Does("Mark a photo", answer=answers.Picked),
    delete=Does("Take a mark away", answer=answers.Picked),
)
class PickView(_Picks, APIView):
    """``albums/<id>/picks/<photo>/``: PUT marks it, DELETE takes the mark away. Both may be repeated."""

    permission_classes = [AllowAny]

    def put(self, request: Request, pk: int, photo_pk: int) -> Response:
        viewer, album, visit = self.guest(pk)
        proofing.pick(viewer=viewer, visit=visit, album=album, photo_id=photo_pk)
        return Response({"picked": True, "count": proofing.picks_of(visit, album).count()})

    def delete(self, request: Request, pk: int, photo_pk: int) -> Response:
        viewer, album, visit = self.guest(pk)
        proofing.unpick(viewer=viewer, visit=visit, album=album, photo_id=photo_pk)
        return Response({"picked": False, "count": proofing.picks_of(visit, album).count()})


urlpatterns: list[URLPattern] = [
    path("albums/<int:pk>/picks/", PicksView.as_view(), name="picks"),
    path("albums/<int:pk>/picks/<int:photo_pk>/", PickView.as_view(), name="picks-photo"),
]
