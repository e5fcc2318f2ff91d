"""Telling moderators that something is wrong: who may, about what, and what nobody learns."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from community import cases
from community.models import AlbumComment, Case, Distance, Report, Suspension
from galleries.models import Withheld
from tests.community.moderating import reported, say, signed_in
from tests.factories import make_album, make_user, ready_photo
from tests.galleries.test_permission_matrix import MAY_OPEN, STATES, Scene

pytestmark = pytest.mark.django_db
SIGNED_IN = ("stranger", "friend", "owner", "moderator", "disabled")
SPAM = {"reason": "spam", "note": "Look at this."}


def address(kind, thing):
    return reverse("community:report", args=[kind, thing.pk])


@pytest.fixture
def comment(public_album, owner):
    return say(public_album, owner, "Buy my watches")


@pytest.mark.parametrize("kind", ["comment", "photo", "album", "person"])
def test_each_kind_of_thing_is_reported_by_page_and_by_api(kind, public_album, owner, comment, stranger):
    photo = public_album.album_photos.in_order()[0].photo
    thing = {"comment": comment, "photo": photo, "album": public_album, "person": owner}[kind]
    client = signed_in(stranger)
    page = client.get(address(kind, thing))
    assert page.status_code == 200
    assert cases.excerpt_of(thing) in page.text
    assert client.post(address(kind, thing), SPAM).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.thing, case.subject, case.is_open) == (kind, thing, owner, True)
    report = case.reports.get()
    assert (report.reporter, report.reason, report.note) == (stranger, "spam", "Look at this.")
    body = {"user": owner.username} if kind == "person" else {kind: thing.pk}
    other = signed_in(make_user("second"))
    answer = other.post("/api/v1/reports/", {**body, "reason": "abuse"}, "application/json")
    assert answer.status_code == 201
    assert set(answer.json()) == {"reason", "note", "created_at"}
    assert case.reports.count() == 2


def test_a_second_report_by_the_same_person_changes_her_first(public_album, stranger):
    client = signed_in(stranger)
    client.post(address("album", public_album), SPAM)
    client.post(address("album", public_album), {"reason": "privacy"})
    report = Report.objects.get()
    assert (report.reason, report.note) == ("privacy", "")


def test_a_photo_is_reported_as_the_album_shows_it(public_album, stranger):
    photo = public_album.album_photos.in_order()[0].photo
    signed_in(stranger).post(address("photo", photo) + f"?album={public_album.pk}", SPAM)
    assert Case.objects.get().album == public_album
    hidden = make_album(visibility="private", owner=make_user())
    hidden.album_photos.create(photo=photo)
    Case.objects.all().delete()
    signed_in(stranger).post(address("photo", photo) + f"?album={hidden.pk}", SPAM)
    assert Case.objects.get().album is None


def test_a_guest_is_asked_to_sign_in_whatever_there_is(public_album, private_album):
    for pk in (public_album.pk, private_album.pk, 999_999):
        answer = Client().get(reverse("community:report", args=["album", pk]))
        assert answer.status_code == 302
        assert "login" in answer["Location"]
    answer = Client().post("/api/v1/reports/", {"album": public_album.pk, "reason": "spam"})
    assert answer.status_code == 401
    assert not Case.objects.exists()


@pytest.mark.parametrize("state", STATES)
def test_only_what_one_may_see_can_be_reported(state):
    scene = Scene(state)
    pk = scene.album.pk or 999_999
    for viewer in SIGNED_IN:
        client, sees = scene.client(viewer), viewer in MAY_OPEN[state] and viewer != "disabled"
        page = client.get(reverse("community:report", args=["album", pk]))
        assert (page.status_code == 200 and "秘境之光" in page.text) is sees, viewer
        answer = client.post("/api/v1/reports/", {"album": pk, "reason": "spam"}, "application/json")
        if viewer == "disabled":
            assert answer.status_code == 401
        elif viewer == "owner" and (sees or state == "owner leaves"):
            assert answer.status_code == 403  # it is hers, or she does nothing any more
        else:
            assert answer.status_code == (201 if sees else 404), viewer


def test_what_is_hidden_cannot_be_reported(private_album, owner, stranger):
    photo = private_album.album_photos.in_order()[0].photo
    words = say(private_album, owner)
    client = signed_in(stranger)
    for kind, thing in (("album", private_album), ("photo", photo), ("comment", words)):
        missing = client.get(reverse("community:report", args=[kind, 999_999]))
        hidden = client.get(address(kind, thing))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert client.post(address(kind, thing), SPAM).status_code == 404
    assert client.get(address("person", make_user("nobody-sees"))).status_code == 404
    assert client.get("/report/nonsense/1/").status_code == 404
    assert client.get("/report/album/99999999999999999999999/").status_code == 404
    assert not Case.objects.exists()


def test_a_comment_that_is_gone_cannot_be_reported(public_album, owner, stranger):
    words = say(public_album, owner)
    AlbumComment.objects.filter(pk=words.pk).update(state="removed", nested_count=1)
    answer = signed_in(stranger).post(
        "/api/v1/reports/", {"comment": words.pk, "reason": "spam"}, "application/json"
    )
    assert answer.status_code in (404, 409)
    assert not Case.objects.exists()


def test_one_does_not_report_oneself(public_album, owner, comment):
    client = signed_in(owner)
    for kind, thing in (("album", public_album), ("comment", comment), ("person", owner)):
        answer = client.post(address(kind, thing), SPAM)
        assert answer.status_code == 403
        assert "This is yours" in answer.text
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": "spam"},
        {"album": 1},
        {"album": 1, "comment": 1, "reason": "spam"},
        {"album": "one", "reason": "spam"},
        {"album": 1, "reason": "dislike"},
        {"album": 1, "reason": "spam", "note": "x" * 1001},
        [],
    ],
)
def test_a_report_that_makes_no_sense_is_refused(body, stranger):
    answer = signed_in(stranger).post("/api/v1/reports/", body, "application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_a_note_is_cleaned_and_a_form_without_a_reason_says_so(public_album, stranger):
    client = signed_in(stranger)
    page = client.post(address("album", public_album), {"note": "x"})
    assert page.status_code == 200
    assert "field--bad" in page.text
    client.post(address("album", public_album), {"reason": "other", "note": "a\u202eb <b>c</b>"})
    assert Report.objects.get().note == "ab <b>c</b>"


def test_reports_are_limited(settings, stranger, owner):
    settings.LIMITS = {**settings.LIMITS, "report_account": "2/1h"}
    client = signed_in(stranger)
    answers = []
    for _ in range(3):
        album = make_album(owner=owner)
        answers.append(
            client.post("/api/v1/reports/", {"album": album.pk, "reason": "spam"}, "application/json")
        )
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert "Retry-After" in answers[2].headers
    assert Case.objects.count() == 2


def test_who_is_suspended_reports_nothing(public_album, stranger):
    Suspension.objects.create(person=stranger)
    answer = signed_in(stranger).post(address("album", public_album), SPAM)
    assert answer.status_code == 403
    assert not Case.objects.exists()


def test_a_block_does_not_keep_anybody_from_being_reported(public_album, owner, stranger):
    Distance.objects.create(user=owner, person=stranger, kind=Distance.Kind.BLOCK)
    assert signed_in(stranger).post(address("album", public_album), SPAM).status_code == 302


def test_nobody_but_moderators_learns_who_reported(public_album, owner, stranger):
    reported(public_album, by=stranger, note="Secret words")
    for client in (signed_in(owner), signed_in(make_user("third")), Client()):
        for page in ("/decisions/", public_album.get_url(), "/api/v1/me/decisions/", "/people/owner/"):
            text = client.get(page).text
            assert "Secret words" not in text
            assert "stranger" not in text


def test_the_reporter_reads_whether_it_was_looked_at_but_not_what_was_decided(public_album, stranger):
    case = reported(public_album, by=stranger)
    page = signed_in(stranger).get("/decisions/").text
    assert "Waits for moderators" in page
    cases.close(case)
    page = signed_in(stranger).get("/decisions/").text
    assert "Moderators have looked at it" in page
    assert public_album.title not in page


def test_the_link_to_report_stands_below_what_is_not_ones_own(public_album, owner, stranger):
    photo = public_album.album_photos.in_order()[0].photo
    pages = {
        public_album.get_url(): f"/report/album/{public_album.pk}/",
        f"{public_album.get_url()}{photo.pk}/": f"/report/photo/{photo.pk}/?album={public_album.pk}",
    }
    for page, link in pages.items():
        assert link in signed_in(stranger).get(page).text
        assert link in Client().get(page).text
        assert link not in signed_in(owner).get(page).text


def test_there_is_one_open_case_about_one_thing(public_album):
    first = reported(public_album)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(kind="album", about=first.about)
    cases.close(first)
    assert reported(public_album) != first
    assert Case.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_who_report_at_once_share_one_case():
    busy, people, failures = make_user("busy"), [make_user() for _ in range(6)], []

    def report(person):
        try:
            reported(busy, by=person)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=report, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (Case.objects.count(), Report.objects.count()) == (1, 6)


def test_a_case_outlives_the_thing_it_is_about(public_album, owner):
    case = reported(public_album)
    title = public_album.title
    public_album.delete()
    case.refresh_from_db()
    assert (case.thing, case.excerpt, case.subject) == (None, title, owner)


def test_a_withheld_album_is_gone_for_others_and_stays_for_its_owner(public_album, owner, stranger):
    Withheld.objects.create(album=public_album)
    assert signed_in(stranger).get(public_album.get_url()).status_code == 404
    assert Client().get(public_album.get_url()).status_code == 404
    assert signed_in(owner).get(public_album.get_url()).status_code == 200


def test_a_withheld_photo_is_in_no_album(public_album, stranger):
    photo = ready_photo(owner=public_album.owner, album=public_album)
    Withheld.objects.create(photo=photo)
    assert signed_in(stranger).get(f"{public_album.get_url()}{photo.pk}/").status_code == 404
