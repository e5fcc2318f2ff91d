"""What there is to ask for: a person with something of every kind, and people who have to do with her."""

import itertools
import time
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from community.actions import comments, favourites, follows, likes, moderation, reporting
from community.models import Notification, Visit
from galleries import changes, share_links, trash
from galleries.models import AlbumGrant, AlbumPage, Contribution, LinkVisit, Photo, PhotoAddress, Upload
from galleries.roles import AUTHORS
from tests.community.moderating import make_moderator
from tests.factories import add_tag, jpeg, make_album, make_user, ready_photo
from tests.galleries.coming_in import make_link
from users import access_tokens, sessions, tokens
from users.models import DataExport, Session
from webhooks import signing
from webhooks.models import Delivery, Event, Webhook

PASSWORD = "secret-8"
_numbers = itertools.count(1)


class Scene:
    """``headers`` say who asks. ``known`` are the keys of what there is, by the word that stands before them in an
    address; the first is that of what hangs together, others are somebody else's, or in the trash."""

    def __init__(self, role: str) -> None:
        number = next(_numbers)
        self.role = role
        person_name, self.name = (
            f"person-{timezone.now():%H%M%S}-{number}",
            f"other-{timezone.now():%H%M%S}-{number}",
        )
        # Who asks as a guest is nobody; what there is belongs to somebody all the same.
        self.person = make_moderator(person_name) if role == "moderator" else make_user(person_name)
        self.other = make_user(self.name)
        for person in (self.person, self.other):
            person.groups.add(Group.objects.get(name=AUTHORS))
        self.known: dict[str, list[Any]] = {}
        self.album, self.photos = self._album(self.person)
        self.others_album, self.others_photos = self._album(self.other)
        private, hidden = self._album(self.other, visibility="private")
        trashed, gone = self._album(
            self.person, live=False
        )  # what is published others may have to throw away
        trash.trash_album(user=self.person, album=trashed, with_photos=True)
        self._know("albums", self.album, self.others_album, private, trashed)
        self._know("photos", *self.photos, *self.others_photos, *hidden, *gone)
        self.known |= {"picks": self.known["photos"], "shared": [self.others_album.pk, self.album.pk]}
        self.known["tags"] = ["mist", "nowhere"]
        self.known["users"] = [self.other.username, self.person.username]
        self._talk()
        self._sharing()
        self._collections()
        self._account()
        self.sign_in()

    def _know(self, what: str, *rows: Any) -> None:
        self.known[what] = [row.pk if isinstance(row.pk, int) else str(row.pk) for row in rows]

    def _album(self, owner: Any, **fields: Any) -> tuple[AlbumPage, list[Photo]]:
        # Its collection stands among the others by its name: at the end none of them has to make room.
        album = make_album(
            f"雾 {time.time_ns()}", owner=owner, slug=f"{owner.username}-{next(_numbers)}", **fields
        )
        photos = [ready_photo(owner=owner, album=album, sha256="", md5="", file_hash="") for _ in range(2)]
        for photo in photos:
            name = photo.file.name
            if not storages["default"].exists(name):
                storages["default"].save(name, ContentFile(jpeg()))
            add_tag(photo, "mist", "雾")
            PhotoAddress.objects.create(photo=photo)
        return album, photos

    def _talk(self) -> None:
        first = comments.add_comment(user=self.other, album=self.album, text="The mist!")
        own = comments.add_comment(user=self.person, album=self.album, text="Thank you.", parent=first)
        elsewhere = comments.add_comment(user=self.person, album=self.others_album, text="Mine is better.")
        self._know("comments", own, first, elsewhere)
        moderator = make_moderator(f"judge-{self.name}")
        open_one = reporting.report(user=self.other, thing=elsewhere, reason="abuse").case
        decided = reporting.report(user=self.other, thing=self.photos[1], reason="privacy").case
        decision = moderation.decide(user=moderator, case=decided, action="warn", message="Please do not.")
        self._know("cases", open_one, decided)
        self.known["decisions"] = [decision.pk]
        about = {"album": self.album, "about": f"comment:{first.pk}", "comment": first}
        self._know(
            "notifications", Notification.objects.create(recipient=self.person, kind="comment", **about)
        )

    def _sharing(self) -> None:
        may = {"allow_download": True, "allow_picks": True, "allow_upload": True}
        link = make_link(self.album, **may)
        self.visit = LinkVisit.objects.create(link=link, key=share_links.new_token())
        self.access = share_links.access_of(link, self.visit)
        self._know("links", link, make_link(self.others_album))
        for album, user in ((self.album, self.other), (self.others_album, self.person)):
            AlbumGrant.objects.create(album=album, user=user, role=AlbumGrant.Role.VIEW)
        self._know("grants", AlbumGrant.objects.get(album=self.album))
        photo = ready_photo(owner=self.other, sha256="", md5="", file_hash="")
        self._know(
            "contributions",
            Contribution.objects.create(album=self.album, photo=photo, user=self.other, name="a.jpg"),
        )
        change = changes.write_caption(user=self.person, album=self.album, photos=None, caption="Fog")
        self.known["changes"] = [change.undo]

    def _collections(self) -> None:
        own = favourites.make_list(user=self.person, name="Mist")
        favourites.add(user=self.person, favourites=own, thing=self.others_photos[0])
        self.known["favourites"] = [str(own.pk), "default"]
        likes.like(user=self.person, thing=self.others_photos[0])
        follows.follow_person(user=self.other, person=self.person)
        visit = Visit.objects.create(user=self.person, album=self.others_album, photo=self.others_photos[0])
        self._know("history", visit)

    def _account(self) -> None:
        scopes = ["read", "upload", "write", "moderate"]
        made = [
            access_tokens.make(user=self.person, name=f"camera {n}", scopes=scopes, expires_at=None)
            for n in range(5)
        ]
        self._know("tokens", *(row for row, _ in made))
        spare = [sessions.open(user=self.person, request=None, kind=Session.Kind.WEB) for _ in range(5)]
        self._know("sessions", *spare)
        self._know("exports", DataExport.objects.create(user=self.person))
        hook = Webhook.objects.create(
            user=self.person, url="https://example.com/", events=Event.values[:1],
            sealed_secret=signing.seal(signing.new_secret()),
        )  # fmt: skip
        self._know("webhooks", hook)
        done = Delivery.objects.create(
            webhook=hook, event="webhook.test", state=Delivery.State.FAILED, next_at=None
        )
        self.known["deliveries"] = [str(done.key)]
        upload = Upload.objects.create(
            owner=self.person, album=self.album, key=f"incoming/{self.name}", filename="a.jpg", size=9,
            expires_at=timezone.now(),
        )  # fmt: skip
        self.known["uploads"] = [str(upload.uid)]

    def sign_in(self) -> None:
        """Anew, with what the person had and knew before, whatever has become of her."""
        fields = {"password": self.person.password, "is_active": True, "delete_after": None}
        type(self.person).objects.filter(pk=self.person.pk).update(**fields)
        session = sessions.open(user=self.person, request=None, kind=Session.Kind.API)
        self.pair = tokens.pair(session)
        if self.role == "guest":
            self.headers = {"Share-Access": self.access}
        else:
            self.headers = {"Authorization": f"Bearer {self.pair['access']}"}

    def forget(self, what: str, key: Any) -> bool:
        """It has gone. Returns whether there is still enough to ask for."""
        known = self.known.get(what, [])
        gone = [one for one in known if str(one) == str(key)]
        whole = not (what == "albums" and gone == known[:1])
        self.known[what] = [one for one in known if one not in gone]
        return whole and bool(self.known[what] or not gone)
