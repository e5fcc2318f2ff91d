"""The list of notifications, how one reads them, and how one wants to hear."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from community.models import Kind, Notification, NotificationChoice
from community.notifications import choices, tell
from tests.community.notes import comment_on, count_of, signed_in
from tests.factories import make_album, make_user, ready_photo

pytestmark = pytest.mark.django_db
LIST = "/api/v1/notifications/"
SETTINGS = "/api/v1/me/notification-settings/"


@pytest.fixture
def friend(db):
    return make_user("friend", display_name="<b>Li</b>")


@pytest.fixture
def note(owner, friend, public_album):
    tell(Kind.LIKE, [owner], actor=friend, album=public_album)
    return Notification.objects.get()


def many(owner, friend, count):
    """Notifications of several kinds, about albums, photos and comments."""
    for _ in range(count):
        album = make_album(owner=owner)
        photo = ready_photo(owner=owner, album=album)
        tell(Kind.LIKE, [owner], actor=friend, album=album)
        tell(Kind.LIKE, [owner], actor=make_user(), photo=photo)
        tell(Kind.COMMENT, [owner], actor=friend, album=album, comment=comment_on(album, friend))
        tell(Kind.PICKS, [owner], album=album)


def test_the_head_says_how_many_are_unread(owner, note):
    page = signed_in(owner).get("/").content.decode()
    assert 'aria-label="Notifications, 1 unread"' in page and 'href="/notifications/"' in page
    Notification.objects.update(read_at=timezone.now())
    assert 'aria-label="Notifications"' in signed_in(owner).get("/").content.decode()


def test_above_ninety_nine_the_head_says_so(owner, friend):
    rows = [Notification(recipient=owner, kind=Kind.PICKS, about=f"picks:{n}") for n in range(120)]
    Notification.objects.bulk_create(rows)
    assert "Notifications, 99+ unread" in signed_in(owner).get("/").content.decode()
    assert signed_in(owner).get(f"{LIST}count/").json() == {"unread": 99, "more": True}


def test_guests_cost_no_query_for_it(public_album, django_assert_num_queries):
    page = Client().get("/terms/")
    assert "bell" not in page.content.decode()


def test_names_and_titles_are_escaped_and_in_their_language(owner, note):
    page = signed_in(owner).get("/notifications/").content.decode()
    assert '<bdi lang="en">&lt;b&gt;Li&lt;/b&gt;</bdi> liked your album' in page
    with translation.override("zh-hans"):
        page = signed_in(owner).get("/notifications/", headers={"accept-language": "zh-hans"})
    assert '<bdi lang="zh-Hans">雾起黄山</bdi>' in page.content.decode()


def test_an_empty_list_says_what_will_stand_there(owner):
    assert "Nothing new" in signed_in(owner).get("/notifications/").content.decode()


@pytest.mark.parametrize("path", ["/notifications/", "/notifications/settings/", "/notifications/1/"])
def test_guests_are_asked_to_sign_in(client, path):
    assert client.get(path)["Location"].startswith("/accounts/login/")


def test_following_a_notification_reads_it(owner, note, public_album):
    answer = signed_in(owner).get(f"/notifications/{note.pk}/")
    assert answer["Location"] == public_album.get_url()
    note.refresh_from_db()
    assert note.read_at is not None


def test_a_browser_that_only_looks_ahead_reads_nothing(owner, note):
    client = signed_in(owner)
    client.head(f"/notifications/{note.pk}/")
    client.get(f"/notifications/{note.pk}/", headers={"sec-purpose": "prefetch;prerender"})
    note.refresh_from_db()
    assert note.read_at is None


def test_others_notifications_look_like_none(friend, note):
    client = signed_in(friend)
    assert client.get(f"/notifications/{note.pk}/").status_code == 404
    assert client.get(f"{LIST}{note.pk}/").status_code == 404
    body = {"read": True}
    answer = client.patch(f"{LIST}{note.pk}/", body, content_type="application/json")
    assert answer.status_code == 404
    for body in ({"ids": [note.pk]}, {"all": True}):
        answer = client.post(f"{LIST}read/", body, content_type="application/json")
        assert answer.json() == {"read": 0}
    client.post("/notifications/read/")
    note.refresh_from_db()
    assert note.read_at is None


def test_all_are_read_that_the_page_has_shown(owner, note, friend, public_album):
    client = signed_in(owner)
    until = client.get("/notifications/").context["until"]
    tell(Kind.FOLLOW, [owner], actor=friend)
    client.post("/notifications/read/", {"until": until.isoformat()})
    assert [row.kind for row in Notification.objects.filter(read_at=None)] == ["follow"]
    client.post("/notifications/read/", {"until": "yesterday\x00"})
    assert not Notification.objects.filter(read_at=None).exists()


def test_the_form_of_the_page_sends_the_time_it_was_shown(owner, note, friend):
    client = signed_in(owner)
    page = client.get("/notifications/").content.decode()
    until = page.split('name="until" value="')[1].split('"')[0]
    client.post("/notifications/read/", {"until": until})
    assert not Notification.objects.filter(read_at=None).exists()


def test_the_list_has_pages_and_shows_each_once(owner, friend):
    many(owner, friend, 9)
    client = signed_in(owner)
    page = client.get("/notifications/")
    rest = client.get("/notifications/", {"before": page.context["before"]})
    seen = [line.note.pk for answer in (page, rest) for line in answer.context["lines"]]
    assert len(seen) == len(set(seen)) == 36
    assert rest.context["before"] == ""


@pytest.mark.parametrize("cursor", ["", "x", "1", "1-", "-1-1", "9" * 30 + "-1", "1-²", "\x00"])
def test_a_cursor_of_nobodys_is_not_found(owner, cursor):
    assert signed_in(owner).get("/notifications/", {"before": cursor}).status_code == 404


@pytest.mark.parametrize("address", ["/notifications/", LIST])
def test_the_list_takes_as_many_queries_for_one_as_for_many(owner, friend, address, queries_of):
    many(owner, friend, 1)
    client = signed_in(owner)
    client.get(address)
    few = queries_of(lambda: client.get(address))
    many(owner, friend, 6)
    assert queries_of(lambda: client.get(address)) == few
    assert few <= 12


@pytest.fixture
def queries_of(django_assert_max_num_queries):
    def count(work):
        with django_assert_max_num_queries(50) as captured:
            work()
        return len(captured)

    return count


def test_the_head_takes_as_many_queries_for_one_as_for_many(owner, friend, queries_of):
    client = signed_in(owner)
    many(owner, friend, 1)
    client.get("/terms/")
    few = queries_of(lambda: client.get("/terms/"))
    many(owner, friend, 10)
    assert queries_of(lambda: client.get("/terms/")) == few


# --- settings ---------------------------------------------------------------------------------------


def test_every_kind_has_a_default():
    assert list(choices.DEFAULTS) and set(choices.DEFAULTS) == set(Kind)


def test_what_is_chosen_on_the_page_holds(owner):
    client = signed_in(owner)
    form = client.get("/notifications/settings/").context["form"]
    wish = {name: field.initial for name, field in form.fields.items() if field.initial}
    wish = {**wish, "like_mail": "once", "follow_mail": "never"}
    del wish["follow_site"]
    assert client.post("/notifications/settings/", wish).status_code == 302
    now = choices.of(owner)
    assert now[Kind.LIKE] == (True, "once") and now[Kind.FOLLOW] == (False, "never")
    assert now[Kind.REPLY] == choices.DEFAULTS[Kind.REPLY]


def test_a_choice_that_there_is_not_is_refused(owner):
    answer = signed_in(owner).post("/notifications/settings/", {"like_mail": "hourly"})
    assert answer.status_code == 422
    assert not NotificationChoice.objects.exists()


def test_settings_by_the_api(owner):
    client = signed_in(owner)
    body = {"like": {"mail": "once"}, "reply": {"on_site": False}}
    answer = client.patch(SETTINGS, body, content_type="application/json")
    assert answer.json()["like"] == {"on_site": True, "mail": "once"}
    assert client.get(SETTINGS).json()["reply"] == {"on_site": False, "mail": "once"}


@pytest.mark.parametrize("body", [{"like": {"mail": "x"}}, {"like": 3}, [], {"like": {"on_site": None}}])
def test_settings_that_make_no_sense_are_refused(owner, body):
    answer = signed_in(owner).patch(SETTINGS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert not NotificationChoice.objects.exists()


# --- API --------------------------------------------------------------------------------------------


def test_one_notification_as_json(owner, friend, note, public_album):
    [row] = signed_in(owner).get(LIST).json()["results"]
    assert row["id"] == note.pk and row["kind"] == "like" and row["times"] == 1 and row["read_at"] is None
    assert row["text"] == "<b>Li</b> liked your album “Mist over Huangshan”."
    assert row["actors"] == [{"username": "friend", "display_name": "<b>Li</b>", "avatar": None}]
    assert row["album"] == {"id": public_album.pk, "title": "Mist over Huangshan"}
    assert row["url"] == "http://testserver/albums/mist/"
    assert row["created_at"].endswith("Z")
    assert signed_in(owner).get(f"{LIST}{note.pk}/").json() == row


def test_reading_by_the_api(owner, note):
    client = signed_in(owner)
    answer = client.patch(f"{LIST}{note.pk}/", {"read": True}, content_type="application/json")
    assert answer.json()["read_at"] is not None
    assert count_of(owner) == 0
    Notification.objects.update(read_at=None)
    answer = client.post(f"{LIST}read/", {"ids": [note.pk, 999]}, content_type="application/json")
    assert answer.json() == {"read": 1}


@pytest.mark.parametrize(
    "body",
    [{}, {"ids": [1], "all": True}, {"ids": "x"}, {"ids": [10**30]}, {"ids": [1] * 101}, {"all": False}, []],
)
def test_reading_nothing_in_particular_is_refused(owner, note, body):
    answer = signed_in(owner).post(f"{LIST}read/", body, content_type="application/json")
    assert answer.status_code == 400
    assert Notification.objects.filter(read_at=None).exists()


def test_what_was_read_stays_read(owner, note):
    body = {"read": False}
    answer = signed_in(owner).patch(f"{LIST}{note.pk}/", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/", f"{LIST}count/", SETTINGS])
def test_the_api_wants_to_know_who_asks(client, path):
    assert client.get(path).status_code == 401


def test_a_key_that_no_database_knows_is_not_found(owner):
    for path in (f"{LIST}{10**30}/", f"/notifications/{10**30}/"):
        assert signed_in(owner).get(path).status_code == 404


def test_every_kind_has_a_page_to_lead_to(owner, friend, public_album):
    comment = comment_on(public_album, owner)
    answer = comment_on(public_album, friend, parent=comment)
    waiting = comment_on(public_album, friend, state="waiting")
    place = {"actor": friend, "album": public_album}
    for kind in Kind:
        if kind == Kind.MODERATION:
            continue
        about = {Kind.COMMENT_LIKE: comment, Kind.WAITING: waiting}.get(kind, answer)
        tell(kind, [owner], **({"actor": friend} if kind == Kind.FOLLOW else {**place, "comment": about}))
    client = signed_in(owner)
    lines = client.get("/notifications/").context["lines"]
    assert {line.note.kind for line in lines} == set(Kind) - {Kind.MODERATION}
    for line in lines:
        assert client.get(line.address)["Location"] == line.url
        assert line.text.endswith(".") and "%" not in line.text
    assert reverse("community:comment", args=[answer.pk]) in {line.url for line in lines}
