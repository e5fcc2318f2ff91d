"""The comments of an album or a photo as a page shows them: what stands around the rows of ``threads``."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community import threads
from community.forms import SLOW_MODES, CommentForm, TalkSettingsForm
from community.models import AlbumComment
from community.reading import DEEPEST_INDENTATION
from galleries import policy
from galleries.models import AlbumPage
from galleries.policy import Visibility
from users import profile

NEWEST, OLDEST, BEST = threads.SORTS
LABELS = {NEWEST: _("Newest first"), OLDEST: _("Oldest first"), BEST: _("Best first")}


class Sort(NamedTuple):
    """One of the orders that a reader may choose."""

    label: str | Promise
    href: str
    is_current: bool


class Talk:
    """A page of comments with its links and forms. ``top`` is the comment of which only the branch is shown."""

    def __init__(
        self, request: HttpRequest, page: threads.TalkPage, album: AlbumPage, *, photo: Any, top: Any = None
    ) -> None:
        self.request, self.page, self.album, self.photo, self.top = request, page, album, photo, top

    # --- where it is -------------------------------------------------------------------------------

    @cached_property
    def here(self) -> str:
        """The address of this page without the question which comment is answered."""
        return self._address(answer=None)

    @cached_property
    def answer_address(self) -> str:
        """As ``here``, up to the key of the comment that is answered."""
        return self._address(answer="")

    @property
    def sorts(self) -> list[Sort]:
        return [
            Sort(LABELS[name], self._address(sort=name, talk=None, answer=None), name == self.page.sort)
            for name in threads.SORTS
        ]

    @property
    def numbers(self) -> Iterator[str | int]:
        """The numbers of the pages, some left out between."""
        return Paginator(range(self.page.pages), 1).get_elided_page_range(self.page.number)

    @cached_property
    def page_address(self) -> str:
        """As ``here``, up to the number of the page."""
        return self._address(answer=None, talk="")

    def _address(self, **changed: str | None) -> str:
        """This page's address with other words after the question mark; what is None goes, what is new comes last."""
        query = self.request.GET.copy()
        for name in changed:
            query.pop(name, None)
        asked = [(name, value) for name, values in query.lists() for value in values]
        asked += [(name, value) for name, value in changed.items() if value is not None]
        return f"{self.request.path}?{urlencode(asked)}" if asked else self.request.path

    # --- what the reader can do --------------------------------------------------------------------

    @property
    def deepest(self) -> int:
        """The highest aria-level of a row."""
        return DEEPEST_INDENTATION + 1

    @cached_property
    def answered(self) -> int:
        """The key of the comment that the reader has chosen to answer without a script; 0 for none."""
        return number_of(self.request.GET.get("answer")) if self.page.may_comment else 0

    @property
    def form(self) -> CommentForm:
        """For a new thread; on the page of a branch for an answer to its top."""
        return self._form("talk", self.top)

    @property
    def answer_form(self) -> CommentForm:
        """For an answer to the comment that the reader has chosen."""
        return self._form("answer", self.answered)

    def _form(self, unique: str, parent: Any) -> CommentForm:
        key = getattr(parent, "pk", parent)
        place = {"album": self.album.pk, "photo": getattr(self.photo, "pk", None), "parent": key or None}
        if self.album.visibility == Visibility.UNLISTED:
            place["address"] = self.album.slug
        return CommentForm(user=self.request.user, unique=unique, initial=place)

    @property
    def settings_form(self) -> TalkSettingsForm:
        return TalkSettingsForm(
            initial={"locked": self.page.locked, "slow_seconds": self.page.slow_seconds},
            auto_id="run-%s",
        )

    @property
    def slow_mode(self) -> str:
        """How long one person waits between two comments, in words; nothing when there is no slow mode."""
        seconds = self.page.slow_seconds
        return str(dict(SLOW_MODES).get(seconds, f"{seconds} s")) if seconds else ""

    @property
    def may_answer_top(self) -> bool:
        return self.page.may_comment and (self.top is None or self.page.rows[0].can_answer)

    @property
    def is_guest(self) -> bool:
        return not policy.viewer_of(self.request).is_person

    # --- who speaks --------------------------------------------------------------------------------

    @cached_property
    def people_with_page(self) -> set[int]:
        """Keys of the authors here whose own page the reader can open. One query, or none."""
        people = {row.comment.user for row in self.page.rows if row.comment.user and row.comment.has_words}
        asked = self.request
        found = {person.pk for person in people if _shows_herself(person, asked.user)}
        rest = {person.pk for person in people} - found
        if rest:
            listed = AlbumPage.objects.listed_for(policy.viewer_of(asked)).filter(owner__in=rest)
            found |= set(listed.order_by().values_list("owner", flat=True).distinct())
        return found


def of_place(request: HttpRequest, album: AlbumPage, photo: Any = None) -> Talk:
    """The page of comments that the address asks for; nonsense in it is the first page, newest first."""
    sort = request.GET.get("sort", "")
    page = threads.page(
        policy.viewer_of(request),
        album,
        photo,
        sort=sort if sort in threads.SORTS else NEWEST,
        number=number_of(request.GET.get("talk")) or 1,
    )
    return Talk(request, page, album, photo=photo)


def of_branch(request: HttpRequest, comment: AlbumComment) -> Talk:
    """The comment with what hangs below it."""
    number = number_of(request.GET.get("talk")) or 1
    page = threads.branch(policy.viewer_of(request), comment, number=number)
    return Talk(request, page, comment.album, photo=comment.photo, top=comment)


def of_one(request: HttpRequest, comment: AlbumComment) -> Talk:
    """The comment that the reader has just written, as it is put into a page that is open already."""
    row = threads.Reader(policy.viewer_of(request), comment.album).fresh(comment)
    page = threads.TalkPage(
        rows=[row],
        number=1,
        pages=1,
        threads=1,
        total=1,
        sort=NEWEST,
        locked=False,
        slow_seconds=0,
        may_comment=True,
        may_moderate=False,
    )
    return Talk(request, page, comment.album, photo=comment.photo, top=comment)


def address_of(request: HttpRequest, comment: AlbumComment, sort: str = NEWEST) -> str:
    """Where the comment stands: on its page of the album or the photo, or, too deep for that, at the top of its own."""
    viewer = policy.viewer_of(request)
    number = threads.page_with(viewer, comment, sort=sort)
    page = threads.page(viewer, comment.album, comment.photo, sort=sort, number=number)
    anchor = f"#comment-{comment.pk}"
    if not any(row.comment.pk == comment.pk for row in page.rows):
        return f"{thread_address(comment)}{anchor}"
    asked = {"sort": sort} if sort != NEWEST else {}
    if number > 1:
        asked["talk"] = str(number)
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{place_address(request, comment.album, comment.photo_id)}{query}{anchor}"


def place_address(request: HttpRequest, album: AlbumPage, photo_id: int | None) -> str:
    """The page of the album, or of the photo in it."""
    address = album.get_url(request) or "/"
    return f"{address}{photo_id}/" if photo_id else address


def thread_address(comment: AlbumComment) -> str:
    return comment.album.addressed(reverse("community:branch", args=[comment.pk]))


def number_of(text: Any) -> int:
    """A number out of an address or a form; nonsense is 0."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _shows_herself(person: Any, asking: Any) -> bool:
    """Whether her own page is there for whoever asks, as far as her own choice goes; no query."""
    chosen = profile.audience(person, profile.PAGE)
    if person.pk == asking.pk or chosen == profile.Audience.EVERYONE:
        return True
    return asking.is_authenticated and chosen == profile.Audience.MEMBERS
