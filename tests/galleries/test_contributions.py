"""Photos that others send for an album: who may, what is taken, and what the owner decides."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Distance, Kind, Notification
from galleries import contributions, ingest, leftovers
from galleries.models import AlbumGrant, AlbumPage, AlbumPhoto, Contribution, Photo, ShareLink
from galleries.policy import Viewer
from tests.factories import jpeg, make_album, make_user, ready_photo, upload
from tests.galleries.coming_in import come_in, make_link, program
from tests.pictures.makers import png_bomb
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db
State = Contribution.State


@pytest.fixture
def link(private_album):
    return make_link(private_album, allow_upload=True)


@pytest.fixture
def helper(private_album):
    """Somebody who may add photos to the private album."""
    person = make_user("helper", display_name="周砚")
    AlbumGrant.objects.create(album=private_album, user=person, role="contribute")
    return person


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, album: Any, *files: Any, **body: Any) -> Any:
    return client.post(f"/contribute/{album.pk}/", {"photos": files or [upload()], **body})


def send_one(client: Client, album: Any, content: bytes | None = None, name: str = "mist_1.jpg") -> Any:
    return client.post(f"/api/v1/albums/{album.pk}/contributions/", {"photo": upload(content, name)})


def decide(client: Client, album: Any, wish: str, *rows: Contribution) -> Any:
    return client.post(f"/sharing/{album.pk}/tray/", {"wish": wish, "photo": [row.pk for row in rows]})


def waiting(album: Any, owner: Any, n: int, user: Any = None) -> list[Contribution]:
    photos = [ready_photo(owner=user or owner) for _ in range(n)]
    return [
        Contribution.objects.create(album=album, photo=photo, user=user, brought=True, name=photo.title)
        for photo in photos
    ]


def stored() -> set[str]:
    leftovers.remove()
    folder = Path(settings.MEDIA_ROOT)
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and "sqlite" not in p.name}


def shown_in(album: Any) -> list[int]:
    return list(AlbumPhoto.objects.filter(album=album).order_by("position").values_list("photo", flat=True))


# --- sending ---------------------------------------------------------------------------------------


def test_a_guests_photos_wait_and_are_the_owners(private_album, link, owner):
    client, visit = come_in(link)
    before = shown_in(private_album)
    answer = send(client, private_album, upload(name="mist_1.jpg"), upload(name="mist_2.jpg"), name="Li")
    assert answer.status_code == 302
    rows = list(Contribution.objects.order_by("pk"))
    assert [(row.name, row.state, row.user, row.visit) for row in rows] == [
        ("mist_1.jpg", State.WAITING, None, visit),
        ("mist_2.jpg", State.WAITING, None, visit),
    ]
    photo = rows[0].photo
    assert (photo.uploaded_by_user, photo.title) == (owner, "mist 1")
    assert photo.collection != private_album.collection
    assert shown_in(private_album) == before
    visit.refresh_from_db()
    assert visit.name == "Li"
    page = client.get(f"/contribute/{private_album.pk}/").content.decode()
    assert "mist_1.jpg" in page and "2 photos have arrived." in page
    assert Notification.objects.get(recipient=owner).kind == Kind.CONTRIBUTION


def test_nobody_but_the_owner_and_editors_sees_a_photo_that_waits(
    private_album, link, owner, stranger, superuser
):
    client, _visit = come_in(link)
    send_one(client, private_album)
    photo = Contribution.objects.get().photo
    Photo.objects.filter(pk=photo.pk).update(state=Photo.State.READY)

    def sees(viewer: Viewer) -> bool:
        return Photo.objects.visible_to(viewer).filter(pk=photo.pk).exists()

    assert sees(Viewer(owner)) and sees(Viewer(superuser))
    assert not sees(Viewer()) and not sees(Viewer(stranger))
    assert not sees(Viewer(None, frozenset(), {str(link.pk): link.stamp}))
    assert not Photo.objects.listed_for(Viewer(owner)).filter(pk=photo.pk).exists()


def test_a_persons_photo_is_hers(private_album, helper, owner, stranger):
    client = bearer(helper)
    answer = send_one(client, private_album)
    assert answer.status_code == 201 and answer.json()["state"] == "waiting"
    row = Contribution.objects.get()
    assert row.photo.uploaded_by_user == row.user == helper
    assert "mist_1.jpg" in signed_in(helper).get(f"/contribute/{private_album.pk}/").content.decode()
    listed = bearer(owner).get(f"/api/v1/albums/{private_album.pk}/contributions/").json()["results"]
    assert [(r["photo"], r["sender"], r["title"]) for r in listed] == [(row.photo_id, "周砚", "mist_1.jpg")]
    for other in (bearer(stranger), client, Client()):
        assert other.get(f"/api/v1/albums/{private_album.pk}/contributions/").status_code == 404


def test_who_edits_the_album_needs_nobodys_consent(private_album, owner):
    before = shown_in(private_album)
    assert send_one(bearer(owner), private_album).json()["state"] == "accepted"
    assert len(shown_in(private_album)) == len(before) + 1
    assert not Notification.objects.exists()


def test_whoever_may_not_finds_no_door(private_album, owner, stranger):
    viewing = make_user("viewing")
    AlbumGrant.objects.create(album=private_album, user=viewing, role="comment")
    clients = [Client(), signed_in(stranger), signed_in(viewing)]
    clients += [come_in(make_link(private_album, allow_picks=True))[0]]
    for client in clients:
        assert client.get(f"/contribute/{private_album.pk}/").status_code == 404
        assert send(client, private_album).status_code == 404
    for client in (Client(), bearer(stranger), bearer(viewing), program(make_link(private_album))[0]):
        assert send_one(client, private_album).status_code == 404
    assert not Contribution.objects.exists()


def test_the_same_bytes_twice_are_one_photo(private_album, link, helper):
    content = jpeg()
    client, _visit = program(link)
    assert send_one(client, private_album, content).status_code == 201
    again = send_one(client, private_album, content, "other name.jpg")
    assert again.status_code == 200
    assert again.json()["title"] == "mist_1.jpg"
    assert Contribution.objects.count() == 1
    # Another guest learns nothing of who sent it, and under which name.
    assert send_one(program(link)[0], private_album, content, "mine.jpg").json() == {"state": "waiting"}
    assert Contribution.objects.count() == 1
    # A person's photo of the same bytes is hers.
    assert send_one(bearer(helper), private_album, content).status_code == 201
    assert Contribution.objects.count() == 2


def test_what_the_owner_has_already_tells_the_guest_nothing_of_it(private_album, link, owner):
    content = jpeg()
    own, _new = ingest.add(
        upload(content), "secret diary.jpg", owner=owner, collection=private_album.collection
    )
    AlbumPhoto.objects.filter(photo=own).delete()
    client, _visit = come_in(link)
    answer = send_one(client, private_album, content, "found.jpg")
    assert answer.status_code == 201 and answer.json()["title"] == "found.jpg"
    page = client.get(f"/contribute/{private_album.pk}/").content.decode()
    assert "found.jpg" in page and "secret" not in page
    # Refused, the owner's own photo stays.
    decide(signed_in(owner), private_album, "refuse-all")
    assert Photo.objects.filter(pk=own.pk).exists()


def test_what_the_album_shows_already_is_not_sent_again(private_album, link, owner):
    content = jpeg()
    ingest.add(upload(content), "there.jpg", owner=owner, collection=private_album.collection)
    answer = send_one(program(link)[0], private_album, content)
    assert answer.status_code == 200 and answer.json() == {"state": "accepted"}
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"GIF89a and nothing", "truncated"),
        (b"<svg onload=alert(1)>", "unknown_type"),
        (b"%PDF-1.7", "unknown_type"),
        (jpeg(400, 300)[:900], "truncated"),
        (png_bomb(30_000), "too_long_side"),
        (b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024), "too_many_bytes"),
    ],
    ids=["empty", "gif", "svg", "pdf", "cut off", "bomb", "too large"],
)
def test_what_is_no_picture_is_refused_with_the_reason_and_leaves_nothing(private_album, link, content, code):
    before = stored()
    answer = send_one(program(link)[0], private_album, content, "x.jpg")
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] in (code, "damaged")
    client, _visit = come_in(link)
    send(client, private_album, upload(content, "../../<b>x.jpg"), upload(jpeg(), "good.jpg"))
    page = client.get(f"/contribute/{private_album.pk}/").content.decode()
    assert "&lt;b&gt;x.jpg: " in page and "1 photo has arrived." in page
    assert [row.name for row in Contribution.objects.all()] == ["good.jpg"]
    Contribution.objects.get().photo.delete()
    assert stored() == before


def test_nothing_sent_is_said(private_album, link):
    api, _visit = program(link)
    path = f"/api/v1/albums/{private_album.pk}/contributions/"
    assert api.post(path).status_code == 400
    assert api.post(path, {"photo": "words"}).status_code == 400
    assert api.post(path, {"photo": 1}, "application/json").status_code == 415
    client, _visit = come_in(link)
    client.post(f"/contribute/{private_album.pk}/", {"photos": ""})
    assert "No file was chosen." in client.get(f"/contribute/{private_album.pk}/").content.decode()


def test_without_a_script_so_many_come_at_once(private_album, link, monkeypatch):
    from galleries.views import contributing

    monkeypatch.setattr(contributing, "FILES_AT_ONCE", 2)
    client, _visit = come_in(link)
    send(client, private_album, *(upload(name=f"n{n}.jpg") for n in range(4)))
    assert [row.name for row in Contribution.objects.order_by("pk")] == ["n0.jpg", "n1.jpg"]
    assert "n2.jpg, n3.jpg" in client.get(f"/contribute/{private_album.pk}/").content.decode()


def test_hostile_names_are_cleaned(private_album, link):
    send_one(program(link)[0], private_album, None, "a\u202egpj.\x07exe" + "x" * 400 + ".jpg")
    row = Contribution.objects.get()
    assert "\u202e" not in row.name + row.photo.title and len(row.name) <= 255


# --- what ends meanwhile ---------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["revoked", "uploads off", "album gone", "unpublished"])
def test_what_ends_while_the_picture_is_looked_at_leaves_nothing(private_album, link, monkeypatch, end):
    client, _visit = program(link)
    before, photos = stored(), Photo.objects.count()
    save = ingest.save_files

    def late(photo: Photo) -> None:
        save(photo)
        if end == "revoked":
            ShareLink.objects.update(revoked_at=timezone.now())
        elif end == "uploads off":
            ShareLink.objects.update(allow_upload=False)
        elif end == "album gone":
            AlbumPage.objects.get(pk=private_album.pk).delete()
        else:
            AlbumPage.objects.get(pk=private_album.pk).unpublish()

    monkeypatch.setattr(ingest, "save_files", late)
    assert send_one(client, private_album).status_code == 404
    assert not Contribution.objects.exists()
    assert Photo.objects.count() == photos
    assert stored() == before


@pytest.mark.parametrize("end", ["revoked", "expired", "album gone"])
def test_what_ended_between_the_page_and_the_file_takes_nothing(private_album, link, end):
    client, _visit = come_in(link)
    assert client.get(f"/contribute/{private_album.pk}/").status_code == 200
    if end == "album gone":
        private_album.delete()
    else:
        ShareLink.objects.update(**{f"{'revoked' if end == 'revoked' else 'expires'}_at": timezone.now()})
    assert send(client, private_album).status_code == 404
    assert send_one(client, private_album).status_code == 404
    assert client.get(f"/contribute/{private_album.pk}/").status_code == 404
    assert not Contribution.objects.exists()


def test_an_album_that_goes_takes_along_what_waited_for_it(private_album, link, owner, helper):
    rows = [*waiting(private_album, owner, 2), *waiting(private_album, owner, 1, user=helper)]
    used = rows[0].photo
    other = make_album(owner=owner)
    AlbumPhoto.objects.append(other, [used])
    private_album.delete()
    assert list(Photo.objects.filter(pk__in=[row.photo_id for row in rows])) == [used]


# --- the owner's word ------------------------------------------------------------------------------


def test_what_is_accepted_stands_at_the_end_of_the_album(private_album, owner, helper):
    rows = [*waiting(private_album, owner, 2), *waiting(private_album, owner, 1, user=helper)]
    before = shown_in(private_album)
    client = signed_in(owner)
    page = client.get(f"/sharing/{private_album.pk}/").content.decode()
    assert rows[0].photo.title in page and "周砚" in page
    assert (
        decide(client, private_album, "accept", *rows[1:])["Location"] == f"/sharing/{private_album.pk}/#tray"
    )
    assert shown_in(private_album) == [*before, rows[1].photo_id, rows[2].photo_id]
    photos = [Photo.objects.get(pk=row.photo_id) for row in rows]
    # A guest's is the owner's now in every way; a person keeps her own.
    assert [photo.collection == private_album.collection for photo in photos] == [False, True, False]
    assert [Contribution.objects.get(pk=row.pk).state for row in rows] == ["waiting", "accepted", "accepted"]
    decide(client, private_album, "accept-all")
    assert len(shown_in(private_album)) == len(before) + 3
    decide(client, private_album, "refuse", *rows)  # too late
    assert len(shown_in(private_album)) == len(before) + 3


def test_what_is_refused_is_deleted_with_its_files(private_album, link, owner):
    before = stored()
    client, _visit = come_in(link)
    send_one(client, private_album)
    photo = Contribution.objects.get().photo
    assert stored() - before
    decide(signed_in(owner), private_album, "refuse-all")
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert stored() == before
    assert not storages["default"].exists(photo.file.name)


def test_what_stands_elsewhere_or_waits_elsewhere_is_not_deleted(private_album, owner):
    in_album, in_tray = waiting(private_album, owner, 2)
    other = make_album(owner=owner)
    AlbumPhoto.objects.append(other, [in_album.photo])
    second = Contribution.objects.create(album=other, photo=in_tray.photo)
    decide(signed_in(owner), private_album, "refuse-all")
    assert Photo.objects.filter(pk__in=[in_album.photo_id, in_tray.photo_id]).count() == 2
    decide(signed_in(owner), other, "refuse", second)
    assert not Photo.objects.filter(pk=in_tray.photo_id).exists()


def test_the_tray_is_the_owners(private_album, owner, helper, stranger, superuser):
    (row,) = waiting(private_album, owner, 1)
    path = f"/api/v1/albums/{private_album.pk}/contributions/{row.pk}/"
    for user in (helper, stranger):
        assert decide(signed_in(user), private_album, "accept-all").status_code == 404
        assert bearer(user).patch(path, {"state": "accepted"}, "application/json").status_code == 404
    assert decide(Client(), private_album, "accept-all").status_code == 404
    assert Client().patch(path, {"state": "accepted"}, "application/json").status_code == 401
    assert decide(signed_in(owner), private_album, "eat", row).status_code == 404
    for wrong in ({"state": "waiting"}, {"state": None}, {}):
        assert bearer(owner).patch(path, wrong, "application/json").status_code == 400
    assert Contribution.objects.get().state == State.WAITING
    assert bearer(superuser).patch(path, {"state": "accepted"}, "application/json").status_code == 200
    assert bearer(owner).patch(path, {"state": "refused"}, "application/json").status_code == 404
    assert row.photo_id in shown_in(private_album)


def test_a_row_of_another_album_is_not_decided(private_album, public_album, owner):
    (row,) = waiting(public_album, owner, 1)
    decide(signed_in(owner), private_album, "accept", row)
    path = f"/api/v1/albums/{private_album.pk}/contributions/{row.pk}/"
    assert bearer(owner).patch(path, {"state": "accepted"}, "application/json").status_code == 404
    assert Contribution.objects.get().state == State.WAITING
    huge = f"/api/v1/albums/{private_album.pk}/contributions/{10**30}/"
    assert bearer(owner).patch(huge, {"state": "accepted"}, "application/json").status_code == 404
    signed_in(owner).post(
        f"/sharing/{private_album.pk}/tray/", {"wish": "accept", "photo": ["x", "9" * 18, "-1"]}
    )


def test_the_owner_sees_the_picture_of_a_stranger_in_her_tray_and_nobody_else_does(
    private_album, owner, helper, stranger
):
    (row,) = waiting(private_album, owner, 1, user=helper)
    storages["renditions"].save(f"{row.photo.rendition_key}/320.jpg", upload(b"rendition"))
    path = f"/sharing/{private_album.pk}/tray/{row.pk}/320.jpg"
    assert path in signed_in(owner).get(f"/sharing/{private_album.pk}/").content.decode()
    answer = signed_in(owner).get(path)
    assert b"".join(answer.streaming_content) == b"rendition" and answer["Cache-Control"].startswith(
        "private"
    )
    for client in (Client(), signed_in(stranger), signed_in(helper)):
        assert client.get(path).status_code == 404
    assert signed_in(owner).get(path.replace("320", "321")).status_code == 404
    decide(signed_in(owner), private_album, "accept-all")
    assert signed_in(owner).get(path).status_code == 404


def test_what_somebody_sent_who_goes_away_is_out_of_sight(private_album, owner, helper):
    (row,) = waiting(private_album, owner, 1, user=helper)
    type(helper).objects.filter(pk=helper.pk).update(delete_after=timezone.now())
    assert row.photo.title not in signed_in(owner).get(f"/sharing/{private_album.pk}/").content.decode()
    decide(signed_in(owner), private_album, "accept-all")
    assert row.photo_id not in shown_in(private_album)


# --- limits ----------------------------------------------------------------------------------------


def test_a_tray_is_full_some_day(private_album, link, owner, monkeypatch):
    monkeypatch.setattr(contributions, "WAITING_AT_MOST", 2)
    waiting(private_album, owner, 2)
    before = stored()
    answer = send_one(program(link)[0], private_album)
    assert answer.status_code == 409 and answer.json()["code"] == "tray_full"
    assert send_one(bearer(owner), private_album).status_code == 201  # hers waits for nobody
    Contribution.objects.filter(state=State.ACCEPTED).get().photo.delete()
    assert stored() == before


def test_one_sender_sends_so_many(private_album, link, settings):
    settings.LIMITS = {**settings.LIMITS, "contribute_sender": "2/1h"}
    client, _visit = program(link)
    codes = [send_one(client, private_album, b"nothing").status_code for _ in range(3)]
    assert codes == [422, 422, 429]


def test_the_owner_hears_once_of_many_files(private_album, link, owner):
    client, _visit = come_in(link)
    send(client, private_album, *(upload() for _ in range(3)))
    assert Notification.objects.get(recipient=owner).times == 1


def test_two_people_apart_send_each_other_nothing(private_album, owner, helper):
    Distance.objects.create(user=owner, person=helper, kind=Distance.Kind.BLOCK)
    assert send_one(bearer(helper), private_album).status_code == 403
    assert not Contribution.objects.exists()


def test_an_album_without_an_owner_takes_photos_too(superuser):
    album = make_album()
    content = jpeg()
    client, _visit = program(make_link(album, allow_upload=True))
    assert send_one(client, album, content).status_code == 201
    assert send_one(client, album, content).status_code == 200
    decide(signed_in(superuser), album, "accept-all")
    assert shown_in(album) == [Contribution.objects.get().photo_id]


def test_the_tray_costs_the_same_whatever_it_holds(private_album, owner, helper):
    client = signed_in(owner)

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = [f"/sharing/{private_album.pk}/", f"/api/v1/albums/{private_album.pk}/contributions/"]
    waiting(private_album, owner, 1, user=helper)
    before = [cost(path) for path in paths]
    waiting(private_album, owner, 15, user=make_user())
    assert [cost(path) for path in paths] == before
