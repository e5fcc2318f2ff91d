"""The demo's people talk: by the same actions as everybody."""

from collections.abc import Iterable
from typing import Any

from community.actions import comments, follows, likes
from community.models import AlbumComment, Follow
from galleries.models import AlbumPage
from home.demo.talk import FOLLOWS, LIKED, TALK, Said


def make_talk(people: dict[str, Any]) -> None:
    """Comments, likes and follows. Where anybody has spoken already nothing is added."""
    albums = {album.slug: album for album in AlbumPage.objects.filter(slug__in={*TALK, *LIKED})}
    for slug, fans in LIKED.items():
        for name in fans if slug in albums else ():
            likes.like(user=people[name], thing=albums[slug])
    for name, others in FOLLOWS.items():
        there = Follow.objects.filter(follower=people[name]).values_list("person__username", flat=True)
        for other in {*others} - {*there}:
            if AlbumPage.objects.live().filter(owner=people[other], visibility="public").exists():
                follows.follow_person(user=people[name], person=people[other])
    for slug, said in TALK.items():
        if slug in albums and not AlbumComment.objects.filter(album=albums[slug]).exists():
            _say(said, albums[slug], None, people)


def _say(said: Iterable[Said], album: AlbumPage, parent: AlbumComment | None, people: dict[str, Any]) -> None:
    for one in said:
        comment = comments.add_comment(user=people[one.who], album=album, text=one.text, parent=parent)
        for name in one.liked_by:
            comments.vote(user=people[name], comment=comment, value=1)
        _say(one.answers, album, comment, people)
