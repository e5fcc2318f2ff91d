"""What PicGo and ShareX send, and what they are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from galleries import own_uploads, roles, tasks, trash
from galleries.models import AlbumPage, AlbumPhoto, Photo, PhotoAddress, UploadsAlbum
from tests.factories import jpeg, make_album, make_user
from tests.galleries.sending_programs import fetch, in_group, problem, send, taken
from tests.users.bearer import bearer
from tests.users.programs import made

pytestmark = pytest.mark.django_db

ANYBODY = Client()


# --- what is sent and answered --------------------------------------------------------------------


@pytest.mark.parametrize("field", ["file", "img", "image"])
@pytest.mark.parametrize("path", ["upload", "upload/"])
def test_a_picture_gets_an_address_that_opens_at_once_for_everybody(program, field, path):
    told = taken(send(program, field=field, path=path))
    photo = Photo.objects.get(pk=told["photo"])
    assert photo.state == Photo.State.PREPARING  # nobody has waited for the renditions
    assert told["url"] == f"http://testserver/media/i/{told['id']}.jpg"
    assert told["expires"] is None
    status, content = fetch(told["url"])
    with photo.file.open("rb") as master:
        assert (status, content) == (200, master.read())


def test_the_address_stays_when_the_photo_has_been_prepared(program):
    told = taken(send(program))
    before = fetch(told["url"])
    tasks.prepare_now(Photo.objects.get())
    assert Photo.objects.get().is_ready
    assert fetch(told["url"]) == before


def test_the_same_bytes_are_the_same_photo_and_address(program):
    content = jpeg()
    first = taken(send(program, content))
    again = send(program, content, name="other.png", field="img")
    assert (again.status_code, again.json()) == (200, first)
    assert Photo.objects.count() == AlbumPhoto.objects.count() == PhotoAddress.objects.count() == 1


def test_the_answer_has_it_in_the_words_of_pages_and_forums(program):
    told = taken(send(program, name='a_[b]"<i>&.jpg'))
    url, formats = told["url"], told["formats"]
    assert formats == {
        "url": url,
        "markdown": f'![a \\[b\\]"\\<i\\>\\&]({url})',
        "html": f'<img src="{url}" alt="a [b]&quot;&lt;i&gt;&amp;" width="60" height="40">',
        "bbcode": f"[img]{url}[/img]",
    }


def test_what_the_camera_wrote_of_the_place_is_not_given_away(program):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x013B] = "Lin Wan"
    told = taken(send(program, jpeg(exif=exif)))
    _status, content = fetch(told["url"])
    assert b"Lin Wan" not in content and b"Exif" not in content


def test_a_png_stays_one(program):
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 30, 30, 90)).save(out, "PNG")
    told = taken(send(program, out.getvalue(), name="a.png"))
    answer = ANYBODY.get(told["url"])
    list(answer.streaming_content)
    assert (told["url"][-4:], answer["Content-Type"]) == (".png", "image/png")
    assert answer["Cache-Control"] == "public, max-age=300, s-maxage=60"
    again = ANYBODY.get(told["url"], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


# --- who may --------------------------------------------------------------------------------------


def test_a_token_needs_the_scope_and_nobody_sends_without_one(curator):
    assert problem(send(made(curator, "read", "write")[1])) == (403, "insufficient_scope")
    assert problem(send(ANYBODY)) == (401, "not_authenticated")
    assert problem(send(Client(headers={"Authorization": "Bearer vt_x"}))) == (401, "token_not_valid")


def test_an_app_that_is_signed_in_may_use_it_too(curator):
    taken(send(bearer(curator)))


def test_a_browser_needs_the_csrf_token(curator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert problem(send(client)) == (403, "csrf_failed")


def test_who_makes_no_albums_sends_nothing_but_into_those_of_others_that_she_edits():
    program = made(make_user("member"), "upload")[1]
    assert problem(send(program)) == (403, "permission_denied")
    assert problem(send(program, album=str(make_album(slug="open").pk))) == (403, "not_allowed")
    assert not Photo.objects.exists() and not UploadsAlbum.objects.exists()


def test_whose_albums_are_reviewed_waits_for_the_first(curator):
    author = in_group("author", roles.AUTHORS)
    program = made(author, "upload")[1]
    assert problem(send(program)) == (409, "album_not_open")
    album = UploadsAlbum.objects.get().album
    assert album.current_workflow_state is not None and not album.live
    assert not Photo.objects.exists()
    album.current_workflow_state.current_task_state.approve(user=make_user("root", is_superuser=True))
    assert taken(send(program))["photo"] == album.album_photos.get().photo_id


def test_who_is_suspended_sends_nothing(curator, program):
    from community.models import Suspension

    Suspension.objects.create(person=curator, until=timezone.now() + timedelta(days=1))
    assert send(program).status_code == 403
    assert not Photo.objects.exists()


def test_sending_has_limits_by_person_and_by_network(program, settings):
    settings.LIMITS = {**settings.LIMITS, "upload_account": "1/1h"}
    taken(send(program))
    answer = send(program)
    assert problem(answer) == (429, "too_many") and "Retry-After" in answer
    settings.LIMITS = {**settings.LIMITS, "upload_account": "9/1h", "upload_network": "1/1h"}
    assert problem(send(program)) == (429, "too_many")


# --- where it goes --------------------------------------------------------------------------------


def test_without_a_name_it_goes_into_ones_own_unlisted_album(program, curator):
    for _ in range(2):
        taken(send(program))
    album = UploadsAlbum.objects.get(person=curator).album
    assert (album.owner, album.visibility, album.download) == (curator, "unlisted", "original")
    assert album.live and not album.comments_enabled
    assert album.title_en == "Uploads"
    assert album.album_photos.count() == 2
    assert AlbumPage.objects.count() == 1


def test_an_address_says_nothing_of_the_album_or_of_other_pictures(program):
    told = taken(send(program))
    album = UploadsAlbum.objects.get().album
    assert len(album.slug) >= 24 and album.slug not in str(told)
    assert len(told["id"]) == 22
    assert ANYBODY.get("/albums/").text.count(album.slug) == 0


def test_after_the_album_was_deleted_the_next_picture_makes_another(program, curator):
    first = taken(send(program))
    album = UploadsAlbum.objects.get().album
    trash.trash_album(user=make_user("root", is_superuser=True), album=album, with_photos=False)
    assert fetch(first["url"])[0] == 404
    taken(send(program))
    assert UploadsAlbum.objects.get().album != album


def test_two_first_pictures_have_one_album(curator):
    assert own_uploads.uploads_of(curator) == own_uploads.uploads_of(curator)


@pytest.mark.parametrize("by", ["id", "slug"])
@pytest.mark.parametrize("visibility", ["public", "unlisted"])
def test_an_open_album_may_be_named(program, curator, by, visibility):
    album = make_album("诗 集", owner=curator, slug="诗-集", visibility=visibility)
    told = taken(send(program, album=str(album.pk) if by == "id" else album.slug))
    assert album.album_photos.get().photo_id == told["photo"]
    assert fetch(told["url"])[0] == 200
    assert not UploadsAlbum.objects.exists()


@pytest.mark.parametrize("visibility", ["private", "members"])
def test_an_album_that_is_not_open_takes_nothing_by_this_door(program, curator, visibility):
    album = make_album(owner=curator, slug="mine", visibility=visibility)
    assert problem(send(program, album="mine")) == (409, "album_not_open")
    assert not Photo.objects.exists() and not album.album_photos.exists()


@pytest.mark.parametrize("name", ["hidden", "no-such-album", "0", "9" * 18, "9" * 200, "²"])
def test_what_one_may_not_see_is_not_there(program, name):
    make_album(owner=make_user("zhou"), slug="hidden", visibility="private")
    assert problem(send(program, album=name)) == (404, "not_found")


def test_a_picture_that_lies_in_a_private_album_gets_its_address_by_the_open_one(program, curator):
    content = jpeg()
    album = make_album(owner=curator, slug="mine")
    told = taken(send(program, content, album="mine"))
    AlbumPage.objects.filter(pk=album.pk).update(visibility="private")
    assert fetch(told["url"])[0] == 404
    again = send(program, content)
    assert (again.status_code, again.json()) == (200, told)
    assert fetch(told["url"])[0] == 200


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"GIF", "unknown_type"), (jpeg()[:200], "truncated")]
)
def test_a_file_that_is_no_picture_is_refused_and_leaves_nothing(program, content, code):
    answer = send(program, content)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] in (code, "damaged", "unknown_type")
    assert not Photo.objects.exists() and not PhotoAddress.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"file": "text"}, {"picture": "x"}, {"album": "x"}, {"album": "a\x00b"}, {"album": "x" * 300}],
)
def test_a_form_without_a_file_is_refused(program, data):
    assert problem(program.post("/api/v1/upload", data)) == (400, "invalid")


def test_another_kind_of_body_is_refused(program):
    answer = program.post("/api/v1/upload", {"file": "x"}, content_type="application/json")
    assert problem(answer) == (415, "unsupported_media_type")
    broken = program.post("/api/v1/upload", b"no form", content_type="multipart/form-data; boundary=x")
    assert broken.status_code == 400


def test_there_is_nothing_to_get(program, curator):
    assert problem(made(curator, "upload")[1].get("/api/v1/upload")) == (405, "method_not_allowed")
