"""``/api/v1/albums/<id>/photos/``: what an album shows, its order, its cover, and taking a change back."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.log_actions import log

from common.api import JSONParser, Pages
from common.api_fields import asked_for
from common.described import Does, described
from common.errors import AppError
from common.idempotency import Idempotent
from galleries import actions, album_actions, changes, permissions, policy
from galleries.api import answers, finding
from galleries.api.album_bodies import (
    ChangeBody,
    CoverBody,
    OrderBody,
    PhotosBody,
    PlaceBody,
    checked,
)
from galleries.api.albums import VersionFilter
from galleries.api.shapes import PhotoSerializer, PlaceSerializer
from galleries.models import AlbumPage, AlbumPhoto, Photo


class Conflict(AppError):
    """Somebody else was there first, and nothing was done."""

    code = "changed_meanwhile"
    status = 409


class PlaceChanged(PlaceSerializer):
    """``undo``: numbers of changes, the last one first, for ``albums/<id>/undo/``."""

    undo = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta(PlaceSerializer.Meta):
        fields = (*PlaceSerializer.Meta.fields, "undo")
        read_only_fields = fields


class PlacePages(Pages):
    ordering = ("position", "id")


class _Places(generics.GenericAPIView):
    """Photos as one album shows them."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    parser_classes = [JSONParser]
    serializer_class = PlaceSerializer

    def shown(self, places: list[AlbumPhoto]) -> Any:
        viewer = policy.viewer_of(self.request)
        keys = [place.photo_id for place in places]
        photos = finding.photos(viewer, Photo.objects.all(), keys, asked_for(self.request, "include"))
        by_key = {photo.pk: photo for photo in photos}
        for place in places:
            place.photo = by_key[place.photo_id]
        context = self.get_serializer_context()
        context["photos"] = PhotoSerializer(context=context)
        return PlaceSerializer(places, many=True, context=context).data


@described(
    get=Does(
        "What an album shows, in its order",
        answer=PlaceSerializer,
        query=VersionFilter,
        pages=True,
        chosen=PhotoSerializer,
    ),
    post=Does(
        "Add photos to an album",
        PhotosBody,
        {200: answers.PhotosAdded, 201: answers.PhotosAdded},
        chosen=None,
        example={"photos": [128, 129, 131]},
    ),
)
class AlbumPhotosView(Idempotent, _Places):
    """``albums/<id>/photos/``: what the album shows, in its order. ``fields`` and ``include`` are those of a photo.

    With ``version=draft``, and while the album is not published, those who work on it find what is being prepared too.
    POST shows more photos, at the end.
    """

    pagination_class = PlacePages

    def get(self, request: Request, pk: int) -> Response:
        asked = VersionFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data.get("version") == "draft"
        album, is_draft = finding.album_for(policy.viewer_of(request), pk, draft=wanted)
        places = album.album_photos.filter(photo__trashed_at=None) if is_draft else album.album_photos.ready()
        return self.get_paginated_response(self.shown(list(self.paginate_queryset(places) or ())))

    def post(self, request: Request, pk: int) -> Response:
        """201 when some are new in the album, else 200; ``added`` and ``here`` are their numbers."""
        album = finding.album_to_change(policy.viewer_of(request), pk)
        wanted = checked(PhotosBody, request)["photos"]
        photos = permissions.choosable(request.user).in_bulk(wanted)
        if unknown := [str(key) for key in wanted if key not in photos]:
            text = _("There are no such photos, or not for you: %(numbers)s.") % {
                "numbers": ", ".join(unknown[:20])
            }
            raise serializers.ValidationError({"photos": [text]}, code="does_not_exist")
        with transaction.atomic():
            new = actions.add_photos(user=request.user, album=album, photos=[photos[key] for key in wanted])
            added = [place.photo_id for place in new]
            if added:
                log(album, "wagtail.edit", user=request.user, data={"photos_added": added})
        here = [key for key in wanted if key not in set(added)]
        code = status.HTTP_201_CREATED if added else status.HTTP_200_OK
        return Response({"added": added, "here": here}, status=code)


@described(
    get=Does("One photo's place in an album", answer=PlaceSerializer, chosen=PhotoSerializer),
    patch=Does(
        "Move a photo, or write below it",
        PlaceBody,
        PlaceChanged,
        chosen=PhotoSerializer,
        refuses=(409,),
        example={"caption": "日出后十分钟，谷里的雾开始往上走。", "way": "first"},
    ),
    delete=Does("Take a photo out of an album", answer=answers.Undo, refuses=(409,)),
)
class AlbumPhotoView(_Places):
    """``albums/<id>/photos/<photo>/``: one photo's place. DELETE takes it out; it stays in the library."""

    def get(self, request: Request, pk: int, photo_pk: int) -> Response:
        album, is_draft = finding.album_for(policy.viewer_of(request), pk)
        return Response(self.shown([_place(album, photo_pk, is_draft)])[0])

    def patch(self, request: Request, pk: int, photo_pk: int) -> Response:
        """The place, with ``undo``: the numbers of the changes, the last one first, for ``albums/<id>/undo/``."""
        album = finding.album_to_change(policy.viewer_of(request), pk)
        sent = checked(PlaceBody, request)
        _place(album, photo_pk, True)
        seen = sent.get("seen", {})
        at = {"user": request.user, "album": album, "photos": [photo_pk]}
        done: list[int] = []
        with transaction.atomic():
            if "caption" in sent:
                known = {photo_pk: seen["caption"]} if "caption" in seen else None
                done += _done(changes.write_caption(**at, caption=sent["caption"], seen=known))
            if "way" in sent or "before" in sent:
                moves = {photo_pk: seen["moves"]} if "moves" in seen else None
                where = {"way": sent["way"]} if "way" in sent else {"before": sent["before"]}
                done += _done(changes.move(**at, **where, seen=moves))
        [place] = self.shown([_place(album, photo_pk, True)])
        return Response({**place, "undo": done[::-1]})

    def delete(self, request: Request, pk: int, photo_pk: int) -> Response:
        album = finding.album_to_change(policy.viewer_of(request), pk)
        _place(album, photo_pk, True)
        done = _done(changes.remove(user=request.user, album=album, photos=[photo_pk]))
        return Response({"undo": done})


@described(
    put=Does(
        "Put an album's photos in order",
        OrderBody,
        answers.Undo,
        refuses=(409,),
        example={"photos": [131, 128, 129]},
    )
)
class OrderView(APIView):
    """``albums/<id>/order/``: PUT every photo of the album in the order in which they are to stand."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def put(self, request: Request, pk: int) -> Response:
        album = finding.album_to_change(policy.viewer_of(request), pk)
        photos = checked(OrderBody, request)["photos"]
        return Response({"undo": _done(changes.arrange(user=request.user, album=album, photos=photos))})


@described(
    put=Does(
        "Choose an album's cover", CoverBody, answers.CoverChosen, refuses=(409,), example={"photo": 128}
    ),
    delete=Does("Let the first photo be the cover"),
)
class CoverView(APIView):
    """``albums/<id>/cover/``: PUT a ``photo`` of the album; DELETE lets the first one stand for it again."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def put(self, request: Request, pk: int) -> Response:
        album = finding.album_to_change(policy.viewer_of(request), pk)
        photo = checked(CoverBody, request)["photo"]
        outcome = changes.choose_cover(user=request.user, album=album, photos=[photo])
        if outcome.gone:
            text = _("The album does not show this photo.")
            raise serializers.ValidationError({"photo": [text]}, code="does_not_exist")
        return Response({"photo": photo, "undo": _done(outcome)})

    def delete(self, request: Request, pk: int) -> Response:
        album = finding.album_to_change(policy.viewer_of(request), pk)
        album_actions.take_cover_off(user=request.user, album=album)
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(
    post=Does("Take a change back", ChangeBody, answers.Undone, refuses=(409,), example={"change": 341})
)
class UndoView(APIView):
    """``albums/<id>/undo/``: POST the number of one's last ``change`` to take it back.

    What somebody has changed since stays, and stands in ``conflicts``.
    """

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def post(self, request: Request, pk: int) -> Response:
        album = finding.album_to_change(policy.viewer_of(request), pk)
        change = checked(ChangeBody, request)["change"]
        outcome = changes.undo(user=request.user, album=album, change=change)
        return Response(outcome.as_dict())


def _place(album: AlbumPage, photo_pk: int, is_draft: bool) -> AlbumPhoto:
    if not 0 < photo_pk <= finding.LARGEST_KEY:
        raise Http404
    places = album.album_photos.filter(photo__trashed_at=None) if is_draft else album.album_photos.ready()
    place: AlbumPhoto | None = places.filter(photo_id=photo_pk).first()
    if place is None:
        raise Http404
    return place


def _done(outcome: changes.Outcome) -> list[int]:
    """By which number it can be taken back; none when there was nothing to do."""
    if outcome.is_conflict:
        raise Conflict(outcome.told)
    return [] if outcome.undo is None else [outcome.undo]


urlpatterns = [
    path("albums/<int:pk>/photos/", AlbumPhotosView.as_view(), name="api_album_photos"),
    path("albums/<int:pk>/photos/<int:photo_pk>/", AlbumPhotoView.as_view(), name="api_album_photo"),
    path("albums/<int:pk>/order/", OrderView.as_view(), name="api_album_order"),
    path("albums/<int:pk>/cover/", CoverView.as_view(), name="api_album_cover"),
    path("albums/<int:pk>/undo/", UndoView.as_view(), name="api_album_undo"),
]
