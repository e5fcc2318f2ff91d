"""Who sees what, through every door: one table, and every door has to agree with it.

Hidden looks exactly like missing: 404. A new route that shows a photo or a word of an album goes
into DOORS; ``test_every_route_is_in_the_matrix`` fails until it is here or in HARMLESS.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageViewRestriction
from wagtail.search import index

from galleries import delivery, trash
from galleries.models import AlbumGrant, AlbumIndexPage, AlbumPage, Photo, PhotoAddress, ShareLink
from tests.community import doors
from tests.factories import add_tag, make_album, make_user, ready_photo
from tests.galleries.links import come_in, make_link, without

pytestmark = pytest.mark.django_db

# The last three came in by a share link, while there was something to see; of two of them it has ended since.
VIEWERS = (
    "guest", "stranger", "owner", "moderator", "editor", "disabled", "friend", "link", "ended link", "expired link",
)  # fmt: skip
STATES = (
    "public",
    "unlisted",
    "members",
    "private",
    "draft",
    "scheduled",
    "expired",
    "deleted",
    "in the trash",  # and its photo too
    "restricted parent",
    "owner leaves",  # and waits to be deleted
)

EVERYBODY = set(VIEWERS)
STAFF = {"moderator", "editor"}
# Who may open the album, its photos and their files when she has the address.
MAY_OPEN = {
    "public": EVERYBODY,
    "unlisted": EVERYBODY,
    "members": {"stranger", "owner", *STAFF, "friend", "link"},
    "private": {"owner", *STAFF, "friend", "link"},
    "draft": set(),
    "scheduled": set(),
    "expired": set(),
    "deleted": set(),
    "in the trash": set(),
    "restricted parent": set(),  # Wagtail's page privacy holds for owners too
    "owner leaves": set(),
}
# Who meets it in lists, counts and search.
MAY_LIST = {
    **{state: set() for state in STATES},
    "public": EVERYBODY,
    "members": {"stranger", "owner", *STAFF, "friend"},
    "unlisted": {"owner", "friend"},
    "private": {"owner", "friend"},
}
# Files are also there for the photo's owner and for those who manage pictures in the admin.
MAY_HAVE_FILES = {
    **{state: MAY_OPEN[state] | {"owner", "moderator", "editor"} for state in STATES},
    "owner leaves": set(),
}

TITLE = "秘境之光"
TITLE_EN = "Light of the hidden valley"
TAG = "hidden valley tag"


class Scene:
    """One album in one state with one prepared photo, and somebody who looks."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.owner = make_user("scene-owner", display_name="周砚")
        self.album = make_album(
            TITLE, owner=self.owner, title_en=TITLE_EN, slug="hidden", download="original",
            visibility=state if state in ("public", "unlisted", "members", "private") else "public",
        )  # fmt: skip
        self.photo = self._photo()
        self.key = PhotoAddress.objects.create(photo=self.photo).key
        self.address = self.album.get_url()
        self.names = ["320.avif", "320.webp", "320.jpg"]
        self.clients = self._who_came_in_by_links()
        self._enter(state)

    def _photo(self) -> Photo:
        photo = ready_photo(owner=self.owner, album=self.album, title=TITLE, title_en=TITLE_EN)
        storages["default"].save(photo.file.name, ContentFile(b"master"))
        for ending in ("avif", "webp", "jpg"):
            storages["renditions"].save(f"{photo.rendition_key}/320.{ending}", ContentFile(b"rendition"))
        add_tag(photo, TAG)
        index.insert_or_update_object(photo)
        return Photo.objects.get(pk=photo.pk)

    def _who_came_in_by_links(self) -> dict[str, Client]:
        """Before the state is entered: what one saw once gives no right later."""
        may = {"allow_download": True, "allow_picks": True, "allow_upload": True}
        links = {viewer: make_link(self.album, **may) for viewer in VIEWERS if viewer.endswith("link")}
        self.doors = {viewer: path for viewer, (_link, path) in links.items()}
        clients = {viewer: come_in(path) for viewer, path in self.doors.items()}
        for client in clients.values():  # they have the address besides, as all the others have
            client.defaults["HTTP_ALBUM_ADDRESS"] = self.album.slug
        ShareLink.objects.filter(pk=links["ended link"][0].pk).update(revoked_at=timezone.now())
        ShareLink.objects.filter(pk=links["expired link"][0].pk).update(expires_at=timezone.now())
        return clients

    def _enter(self, state: str) -> None:
        if state == "draft":
            self.album.unpublish()
        elif state == "scheduled":
            self.album.unpublish()
            self.album.go_live_at = timezone.now() + timedelta(days=1)
            self.album.save_revision().publish()
        elif state == "expired":
            self.album.unpublish(set_expired=True)
        elif state == "deleted":
            self.album.delete()
        elif state == "in the trash":
            root = make_user("scene-root", is_superuser=True)
            trash.trash_album(user=root, album=self.album, with_photos=True)
        elif state == "owner leaves":
            type(self.owner).objects.update(delete_after=timezone.now() + timedelta(days=14))
        elif state == "restricted parent":
            group = Group.objects.create(name="inner circle")
            restriction = PageViewRestriction.objects.create(
                page=AlbumIndexPage.objects.get(), restriction_type=PageViewRestriction.GROUPS
            )
            restriction.groups.add(group)

    def client(self, viewer: str) -> Client:
        if viewer not in self.clients:
            self.clients[viewer] = self._client(viewer)
        return self.clients[viewer]

    def _client(self, viewer: str) -> Client:
        # Whoever has the address of an unlisted album shows it (tests/galleries/test_addresses.py: who does not).
        client = Client(headers={"Album-Address": self.album.slug})
        if viewer == "guest":
            return client
        if viewer == "owner":
            client.force_login(self.owner)
        elif viewer == "disabled":
            user = make_user("disabled")
            client.force_login(user)
            type(user).objects.filter(pk=user.pk).update(is_active=False)
        elif viewer == "stranger":
            client.force_login(make_user("stranger"))
        elif viewer == "friend":
            user = make_user("friend")
            if AlbumPage.objects.filter(pk=self.album.pk).exists():
                AlbumGrant.objects.create(album=self.album, user=user, role=AlbumGrant.Role.VIEW)
            client.force_login(user)
        else:
            client.force_login(_staff(viewer))
        return client


def _staff(role: str) -> Any:
    """Wagtail's own groups, with the rights its migrations give them."""
    user = make_user(role)
    group = Group.objects.get(name="Editors" if role == "editor" else "Moderators")
    for page in AlbumIndexPage.objects.all():
        for codename in ("change_page", "publish_page"):
            GroupPagePermission.objects.get_or_create(
                group=group, page=page, permission=Permission.objects.get(codename=codename)
            )
    user.groups.add(group)
    return user


def album_page(scene: Scene, client: Client) -> bool:
    return _shown(client.get(scene.address))


def photo_page(scene: Scene, client: Client) -> bool:
    return _shown(client.get(f"{scene.address}{scene.photo.pk}/"))


def album_download(scene: Scene, client: Client) -> bool:
    return _shown(client.get(f"{scene.address}{scene.photo.pk}/download/"))


def plain_rendition(scene: Scene, client: Client) -> bool:
    """The address without a signature: only ever right for open photos."""
    answers = {
        _shown(client.get(delivery.rendition_url(scene.photo, name, public=True))) for name in scene.names
    }
    assert len(answers) == 1
    return answers == {True}


def signed_rendition(scene: Scene, client: Client) -> bool:
    """An address with a good signature, as copied from its owner."""
    return _shown(client.get(delivery.rendition_url(scene.photo, "320.avif", public=False)))


def original(scene: Scene, client: Client) -> bool:
    return _shown(client.get(scene.photo.file.url))


def lasting_address(scene: Scene, client: Client) -> bool:
    """Only ever right for open photos."""
    return _shown(client.get(f"/media/i/{scene.key}.jpg"))


def album_index(scene: Scene, client: Client) -> bool:
    return _mentions(client.get("/albums/"))


def home_page(scene: Scene, client: Client) -> bool:
    return _mentions(client.get("/"))


def tag_page(scene: Scene, client: Client) -> bool:
    return _shown(client.get("/tags/hidden-valley-tag/"))


def person_page(scene: Scene, client: Client) -> bool:
    return _mentions(client.get("/people/scene-owner/"))


def search_page(scene: Scene, client: Client) -> bool:
    found = {q: _mentions(client.get("/search/", {"q": q})) for q in ("秘境", "valley")}
    assert len(set(found.values())) == 1, found
    return found["valley"]


def sitemap(scene: Scene, client: Client) -> bool:
    return b"/albums/hidden/" in client.get("/sitemap.xml").content


def _shown(response: Any) -> bool:
    led_away = response.status_code == 302 and response["Location"] == "/accounts/deletion/"
    assert led_away or response.status_code in (200, 404), response.status_code
    if response.streaming:
        list(response.streaming_content)  # to the end, so that the file is closed
    return response.status_code == 200


def _mentions(response: Any) -> bool:
    """Whether the page says anything of the album or the photo, or shows a file of it."""
    assert response.status_code in (200, 302, 404), response.status_code
    text = response.content.decode() if response.status_code == 200 else ""
    return "albums/hidden/" in text or 'alt="秘境之光' in text


Door = Callable[[Scene, Client], bool]
OPEN_DOORS: dict[str, Door] = {"album": album_page, "photo": photo_page, "download": album_download}
LIST_DOORS: dict[str, Door] = {
    "index": album_index, "home": home_page, "tag": tag_page, "person": person_page, "search": search_page
}  # fmt: skip


for part in doors.PARTS:
    OPEN_DOORS.update(part.OPEN)
    LIST_DOORS.update(part.LISTS)


# One scene for all who look: making it takes longer than looking.
@pytest.mark.parametrize("state", STATES)
def test_what_may_be_opened_opens_and_nothing_else(state: str) -> None:
    scene = Scene(state)
    opened = {
        viewer: {name for name, door in OPEN_DOORS.items() if door(scene, scene.client(viewer))}
        for viewer in VIEWERS
    }
    assert opened == {viewer: set(OPEN_DOORS) if viewer in MAY_OPEN[state] else set() for viewer in VIEWERS}


@pytest.mark.parametrize("state", STATES)
def test_files_are_given_to_those_who_may_see_the_photo(state: str) -> None:
    scene = Scene(state)
    keeps = {"owner", "moderator", "editor"} & MAY_HAVE_FILES[state]
    is_plain = state in ("public", "unlisted")
    for viewer in VIEWERS:
        client = scene.client(viewer)
        given = (signed_rendition(scene, client), plain_rendition(scene, client), original(scene, client))
        assert (viewer, *given) == (viewer, viewer in MAY_HAVE_FILES[state], is_plain, viewer in keeps)
        assert lasting_address(scene, client) is is_plain


@pytest.mark.parametrize("state", STATES)
def test_lists_name_what_the_viewer_may_find_and_nothing_else(state: str) -> None:
    scene = Scene(state)
    # A restricted list page itself answers with Wagtail's own page, for everybody outside the group.
    asked = {
        name: door for name, door in LIST_DOORS.items() if (state, name) != ("restricted parent", "index")
    }
    named = {
        viewer: {name for name, door in asked.items() if door(scene, scene.client(viewer))}
        for viewer in VIEWERS
    }
    assert named == {viewer: set(asked) if viewer in MAY_LIST[state] else set() for viewer in VIEWERS}


@pytest.mark.parametrize("state", STATES)
def test_the_sitemap_names_public_albums_only(state: str) -> None:
    scene = Scene(state)
    assert sitemap(scene, Client()) is (state == "public")


@pytest.mark.parametrize("viewer", ["guest", "stranger", "ended link", "expired link"])
def test_hidden_looks_exactly_like_missing(viewer: str) -> None:
    scene = Scene("private")
    client = scene.client(viewer)
    pairs = [
        (scene.address, "/albums/no-such-album/"),
        (f"{scene.address}{scene.photo.pk}/", f"/albums/no-such-album/{scene.photo.pk}/"),
        (
            delivery.rendition_url(scene.photo, "320.avif", public=False),
            delivery.sign("/media/zz/none/320.avif"),
        ),
        ("/tags/hidden-valley-tag/", "/tags/no-such-tag/"),
    ]
    for hidden, missing in pairs:
        first, second = client.get(hidden), client.get(missing)
        assert first.status_code == second.status_code == 404
        assert without(hidden, first) == without(missing, second)
        assert first.headers.keys() == second.headers.keys()


def test_making_an_album_private_ends_its_plain_addresses_at_the_next_request() -> None:
    scene = Scene("public")
    client = Client()
    assert plain_rendition(scene, client)
    AlbumPage.objects.filter(pk=scene.album.pk).update(visibility="private")
    assert not plain_rendition(scene, client)
    assert not signed_rendition(scene, client)


def test_a_photo_in_a_private_and_a_public_album_is_open_by_the_public_one() -> None:
    scene = Scene("private")
    other = make_album("Open", owner=scene.owner, slug="open")
    other.album_photos.create(photo=scene.photo)
    assert plain_rendition(scene, Client())
    assert not album_page(scene, Client())


def test_a_signed_address_ends(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene("private")
    client = scene.client("owner")
    address = delivery.rendition_url(scene.photo, "320.avif", public=False)
    assert client.get(address).status_code == 200
    now = delivery.time.time()
    monkeypatch.setattr(delivery.time, "time", lambda: now + 2 * settings.SIGNED_ADDRESS_SECONDS + 1)
    assert client.get(address).status_code == 404


def test_a_changed_signature_or_path_is_worth_nothing() -> None:
    scene = Scene("private")
    client = scene.client("owner")
    address = delivery.rendition_url(scene.photo, "320.avif", public=False)
    assert client.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    assert client.get(address.replace("320.avif", "320.webp")).status_code == 404
    assert client.get(address.replace("until=", "until=9")).status_code == 404
    assert client.get(address.split("?")[0]).status_code == 404


def test_shared_caches_ask_again_and_private_files_are_not_shared() -> None:
    scene = Scene("public")
    answer = Client().get(delivery.rendition_url(scene.photo, "320.avif", public=True))
    assert "public" in answer["Cache-Control"] and "s-maxage=60" in answer["Cache-Control"]
    AlbumPage.objects.filter(pk=scene.album.pk).update(visibility="private")
    answer = scene.client("owner").get(delivery.rendition_url(scene.photo, "320.avif", public=False))
    assert answer["Cache-Control"].startswith("private")
    assert "Cookie" in answer["Vary"]


# Routes that show nothing of an album; the reason stands behind each.
HARMLESS = {
    "users:old_sign_in": "leads on",
    "admin_sign_in": "leads on",
    "terms": "no word of an album",
    "privacy": "no word of an album",
    "set_language": "a form",
    "galleries:avatar": "a person's picture; tests/galleries/test_avatars.py",
    "galleries:own_avatar": "a form",
    "me_avatar": "one's own",
    "users:phone": "one's own",
    "users:phone_sign_up": "a form",
    "users:phone_reset": "a form",
    "register": "no word of an album",
    "confirm_email": "no word of an album",
    "codes": "no word of an album",
    "phone": "one's own",
    "password_reset": "no word of an album",
    "password_reset_confirm": "no word of an album",
    "password_change": "no word of an album",
    "users:profile": "one's own",
    "users:my_data": "one's own",
    "users:export_file": "one's own; tests/users/test_my_data_export.py",
    "users:deletion": "one's own",
    "users:sessions": "one's own; tests/users/test_sessions.py",
    "users:end_session": "one's own",
    "users:end_other_sessions": "one's own",
    "users:security_log": "one's own",
    "token_obtain_pair": "no content",
    "token_refresh": "no content",
    "token_verify": "no content",
    "token_blacklist": "no content",
    "logout_all": "one's own",
    "sessions": "one's own",
    "session": "one's own",
    "no_such_api": "no content",
    "api_schema": "no content",
    "api_docs": "no content",
    "api_redoc": "no content",
    "me": "one's own",
    "me_exports": "one's own",
    "me_export": "one's own",
    "me_export_file": "one's own; tests/users/test_my_data_export.py",
    "me_deletion": "one's own",
    "me_tokens": "one's own; tests/users/test_access_tokens.py",
    "me_token": "one's own",
    "users:tokens": "one's own; tests/users/test_access_tokens.py",
    "users:revoke_token": "one's own",
    "me_webhooks": "one's own; tests/webhooks/test_webhooks_api.py",
    "me_webhook": "one's own",
    "me_webhook_secret": "one's own",
    "me_webhook_test": "one's own",
    "me_webhook_deliveries": "one's own; what it may show, tests/webhooks/test_who_hears.py",
    "me_webhook_resend": "one's own; tests/webhooks/test_who_hears.py",
    "webhooks:webhooks": "one's own; tests/webhooks/test_webhook_pages.py",
    "webhooks:webhook": "one's own",
    "webhooks:remove": "one's own",
    "webhooks:switch": "one's own",
    "webhooks:test": "one's own",
    "webhooks:secret": "one's own",
    "webhooks:resend": "one's own",
    "upload_dialect": "one's own; tests/galleries/test_uploader_dialect.py",
    "upload_dialect_slash": "the same",
    "person": "no word of an album; tests/users/test_privacy.py",
    "upload-list": "one's own; tests/storage_e2e/test_direct_upload.py",
    "upload-detail": "one's own",
    "upload-complete": "one's own",
    "upload-callback": "the bucket's",
    "healthz": "no content",
    "readyz": "no content",
    "robots": "no content",
    "manifest": "no content",
}
IN_THE_MATRIX = {
    "galleries:rendition", "galleries:original", "galleries:lasting", "galleries:tag", "galleries:person",
    "search:search", "sitemap", "wagtail_serve",
}  # fmt: skip
# Wagtail's own; the admin is tested in tests/admin.
WAGTAIL = ("wagtailadmin", "wagtailcore_", "wagtail_", "wagtailimages", "wagtailadmin_")
# allauth's: forms, and what one sets about oneself; tests/users.
ALLAUTH = (
    "account_",
    "mfa_",
    "socialaccount_",
    "social/",
    "github_",
    "google_",
    "weixin_",
    "openid_connect_",
)


def test_every_route_is_in_the_matrix() -> None:
    known = set(HARMLESS) | IN_THE_MATRIX
    for part in doors.PARTS:
        known |= set(part.HARMLESS) | part.ROUTES
    others = (*WAGTAIL, *ALLAUTH)
    unknown = {name for name in _routes(get_resolver()) if name not in known and not name.startswith(others)}
    assert unknown == set()


def _routes(resolver: Any, namespace: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(f"{namespace}{pattern.name or pattern.pattern}")
        elif isinstance(pattern, URLResolver) and str(pattern.pattern) != "admin/":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names |= _routes(pattern, inner)
    return names
