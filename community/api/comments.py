"""Comments as JSON."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import path
from rest_framework import generics, status
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import Pages
from common.described import Does, described
from common.etags import Tagged
from common.idempotency import Idempotent
from community import cases, threads
from community.actions import comments as actions
from community.api.answers import CommentAnswer, Votes
from community.api.comment_fields import (
    CommentSerializer,
    NewCommentSerializer,
    PlaceSerializer,
    RevisionSerializer,
    TalkSerializer,
    TextSerializer,
    VoteSerializer,
)
from community.models import AlbumComment, AlbumTalk
from community.reading import LARGEST_KEY
from galleries import policy
from galleries.models import AlbumPage, Photo

SORTS = {"newest": ("-id",), "oldest": ("id",), "best": ("-score", "-id")}


@described(
    get=Does(
        "Comments of an album, of a photo in it, or answers to a comment",
        answer=CommentAnswer,
        query=PlaceSerializer,
        pages=True,
    ),
    post=Does(
        "Write a comment",
        NewCommentSerializer,
        {201: CommentAnswer},
        refuses=(404,),
        example={"album": 12, "photo": 128, "text": "I counted *seven* ridges. 雾真美！"},
    ),
)
class CommentsView(Idempotent, generics.GenericAPIView):
    """``comments/``: threads of a target, or direct answers to one comment; POST adds one."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = CommentSerializer
    pagination_class = Pages

    def get(self, request: Request) -> Response:
        asked = PlaceSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        place = asked.validated_data
        viewer = policy.viewer_of(request)
        album, photo, parent = _place(viewer, place)
        reader = threads.Reader(viewer, album)
        self.paginator.ordering = SORTS[place["sort"]]
        found = self.paginate_queryset(reader.listed(photo, parent))
        rows = reader.show_all(found)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def post(self, request: Request) -> Response:
        asked = NewCommentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sent, viewer = asked.validated_data, policy.viewer_of(request)
        album = _album(viewer, sent["album"])
        photo = None if sent["photo"] is None else _photo(album, sent["photo"])
        parent = None if sent["parent"] is None else _parent(request.user, album, sent["parent"])
        comment = actions.add_comment(
            user=request.user, album=album, photo=photo, parent=parent, text=sent["text"], request=request
        )
        row = threads.Reader(viewer, album).fresh(comment)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)


@described(
    get=Does("One comment", answer=CommentAnswer),
    patch=Does(
        "Change the words of a comment",
        TextSerializer,
        CommentAnswer,
        refuses=(409,),
        whole=True,
        example={"text": "I counted *eight* ridges."},
    ),
    delete=Does("Remove a comment", refuses=(409,)),
)
class CommentView(Tagged, generics.GenericAPIView):
    """``comments/<id>/``"""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = CommentSerializer

    def version(self, request: Request, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return None
        comment = threads.find(policy.viewer_of(request), kwargs["pk"])
        return (comment.pk, comment.comment, comment.state, comment.edited_at) if comment.has_words else None

    def get(self, request: Request, pk: int) -> Response:
        return self._answer(request, threads.find(policy.viewer_of(request), pk))

    def patch(self, request: Request, pk: int) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        sent = TextSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        text = sent.validated_data["text"]
        changed = actions.edit_comment(user=request.user, comment=comment, text=text, request=request)
        return self._answer(request, changed)

    def delete(self, request: Request, pk: int) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        actions.remove_comment(user=request.user, comment=comment, request=request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, request: Request, comment: AlbumComment) -> Response:
        row = threads.Reader(policy.viewer_of(request), comment.album).show(comment)
        return Response(self.get_serializer(row).data)


@described(
    get=Does("One's own vote", answer=Votes),
    put=Does("Like or dislike a comment", VoteSerializer, Votes, refuses=(409,), example={"value": 1}),
    delete=Does("Take the vote back", refuses=(409,)),
)
class VoteView(APIView):
    """``comments/<id>/vote/``: one's own like or dislike."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, pk: int) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        own = comment.votes.filter(user=request.user).values_list("value", flat=True).first()
        return _votes(comment, own or 0)

    def put(self, request: Request, pk: int) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        sent = VoteSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        value = sent.validated_data["value"]
        return _votes(actions.vote(user=request.user, comment=comment, value=value, request=request), value)

    def delete(self, request: Request, pk: int) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        actions.vote(user=request.user, comment=comment, value=0, request=request)
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(put=Does("Keep a thread on top", refuses=(409,)), delete=Does("Let a thread go from the top"))
class PinView(APIView):
    """``comments/<id>/pin/``: PUT keeps the thread on top, DELETE lets it go."""

    permission_classes = [IsAuthenticated]

    def put(self, request: Request, pk: int) -> Response:
        return self._pin(request, pk, True)

    def delete(self, request: Request, pk: int) -> Response:
        return self._pin(request, pk, False)

    def _pin(self, request: Request, pk: int, pinned: bool) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        actions.pin(user=request.user, comment=comment, pinned=pinned, request=request)
        return Response(status=status.HTTP_204_NO_CONTENT)


@described(get=Does("What a comment said before, for moderators", answer=RevisionSerializer, pages=True))
class RevisionsView(generics.GenericAPIView):
    """``comments/<id>/revisions/``: for moderators; nobody else learns that there are any."""

    permission_classes = [IsAuthenticated]
    serializer_class = RevisionSerializer
    pagination_class = Pages

    def get(self, request: Request, pk: int) -> Response:
        comment = threads.find(policy.viewer_of(request), pk)
        if not cases.moderates(request.user):
            raise Http404
        self.paginator.ordering = ("-id",)
        rows = self.paginate_queryset(comment.revisions.order_by("-id"))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


@described(
    get=Does("How an album's threads are run", answer=TalkSerializer),
    patch=Does(
        "Slow an album's threads down",
        TalkSerializer,
        TalkSerializer,
        whole=True,
        example={"slow_seconds": 60},
    ),
)
class TalkView(generics.GenericAPIView):
    """``albums/<id>/talk/``: how the album's threads are run."""

    permission_classes = [IsAuthenticatedOrReadOnly]
    serializer_class = TalkSerializer

    def get(self, request: Request, pk: int) -> Response:
        album = _album(policy.viewer_of(request), pk)
        return self._answer(AlbumTalk.objects.filter(album=album).first() or AlbumTalk(album=album))

    def patch(self, request: Request, pk: int) -> Response:
        album = _album(policy.viewer_of(request), pk)
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        seconds = sent.validated_data["slow_seconds"]
        talk = actions.set_slow_mode(user=request.user, album=album, seconds=seconds, request=request)
        return self._answer(talk)

    def _answer(self, talk: AlbumTalk) -> Response:
        return Response(self.get_serializer(talk).data)


@described(put=Does("Lock an album's threads"), delete=Does("Open an album's threads"))
class LockView(APIView):
    """``albums/<id>/talk/lock/``: PUT locks the album's threads, DELETE opens them."""

    permission_classes = [IsAuthenticated]

    def put(self, request: Request, pk: int) -> Response:
        return self._lock(request, pk, True)

    def delete(self, request: Request, pk: int) -> Response:
        return self._lock(request, pk, False)

    def _lock(self, request: Request, pk: int, locked: bool) -> Response:
        album = _album(policy.viewer_of(request), pk)
        actions.lock(user=request.user, album=album, locked=locked, request=request)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _place(viewer: Any, asked: dict[str, Any]) -> tuple[AlbumPage, Photo | None, AlbumComment | None]:
    """Where to look; Http404 for what the viewer may not see, or what does not belong together."""
    parent = threads.find(viewer, asked["parent"]) if "parent" in asked else None
    album = _album(viewer, asked["album"]) if "album" in asked else None
    if parent is not None:
        others = album is not None and album.pk != parent.album_id
        if others or ("photo" in asked and asked["photo"] != parent.photo_id):
            raise Http404
        return parent.album, parent.photo, parent
    if album is None:
        raise Http404
    return album, _photo(album, asked["photo"]) if "photo" in asked else None, None


def _album(viewer: Any, pk: int) -> AlbumPage:
    albums = AlbumPage.objects.reached_by(viewer).select_related("owner")
    album = albums.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if album is None:
        raise Http404
    return album


def _photo(album: AlbumPage, pk: int) -> Photo:
    place = album.album_photos.ready().select_related("photo").filter(photo_id=pk).first()
    if place is None:
        raise Http404
    return place.photo


def _parent(user: Any, album: AlbumPage, pk: int) -> AlbumComment:
    """What is answered. What others wrote and waits is not there."""
    comments = AlbumComment.objects.filter(
        ~Q(state=AlbumComment.State.WAITING) | Q(user_id=user.pk), album=album
    )
    parent = comments.filter(pk=pk).first()
    if parent is None:
        raise Http404
    return parent


def _votes(comment: AlbumComment, own: int) -> Response:
    return Response({"value": own, "likes": comment.likes, "dislikes": comment.dislikes})


urlpatterns = [
    path("comments/", CommentsView.as_view(), name="api_comments"),
    path("comments/<int:pk>/", CommentView.as_view(), name="api_comment"),
    path("comments/<int:pk>/vote/", VoteView.as_view(), name="api_comment_vote"),
    path("comments/<int:pk>/pin/", PinView.as_view(), name="api_comment_pin"),
    path("comments/<int:pk>/revisions/", RevisionsView.as_view(), name="api_comment_revisions"),
    path("albums/<int:pk>/talk/", TalkView.as_view(), name="api_talk"),
    path("albums/<int:pk>/talk/lock/", LockView.as_view(), name="api_talk_lock"),
]
