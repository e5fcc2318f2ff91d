"""The moderators' queue, in the admin and in the API: who gets in, and what it shows."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import cases, roles
from community.actions import comments, moderation
from community.models import AlbumComment, Case, Decision
from galleries.roles import AUTHORS, EDITORS, ensure_roles
from tests.community.moderating import decide, reported, say, signed_in
from tests.factories import make_album, make_user

pytestmark = pytest.mark.django_db


# --- who gets in -----------------------------------------------------------------------------------


def people():
    roles.ensure_moderators()
    ensure_roles()
    clients = {"guest": Client(), "stranger": signed_in(make_user())}
    for name, group in (("author", AUTHORS), ("editor", EDITORS), ("moderator", roles.MODERATORS)):
        person = make_user(f"one-{name}")
        person.groups.add(Group.objects.get(name=group))
        clients[name] = signed_in(person)
    clients["superuser"] = signed_in(make_user(is_superuser=True))
    return clients


def test_moderators_editors_and_administrators_get_in_and_nobody_else(case):
    bulk = f"/admin/bulk/community/case/remove/?id={case.pk}"
    for name, client in people().items():
        may = name in ("editor", "moderator", "superuser")
        for page in (
            "/admin/moderation/",
            f"/admin/moderation/{case.pk}/",
            "/admin/moderation/results/",
            bulk,
        ):
            answer = client.get(page)
            assert (answer.status_code == 200) is may, (name, page)
            assert ("Buy my watches" in answer.text) is may, (name, page)
        for address in ("cases/", f"cases/{case.pk}/"):
            answer = client.get(f"/api/v1/moderation/{address}")
            assert answer.status_code == (200 if may else 401 if name == "guest" else 403), name
        if name in ("stranger", "author", "editor"):
            assert ("/admin/moderation/" in client.get("/admin/", follow=True).text) is may


def test_nobody_else_decides(case, comment, moderator):
    decision = moderation.decide(user=moderator, case=reported(comment.album), action="hide")
    moderation.appeal(user=decision.subject, decision=decision, text="No")
    for name, client in people().items():
        if name in ("editor", "moderator", "superuser"):
            continue
        decide(client, case, "remove")
        client.post(f"/admin/bulk/community/case/remove/?id={case.pk}", {"message": ""})
        client.post(f"/admin/moderation/appeals/{decision.pk}/", {"outcome": "reversed"})
        api = "/api/v1/moderation/"
        client.post(f"{api}cases/{case.pk}/decisions/", {"action": "remove"}, "application/json")
        client.post(f"{api}decisions/{decision.pk}/answer/", {"outcome": "reversed"}, "application/json")
    comment.refresh_from_db()
    decision.refresh_from_db()
    assert comment.state == "visible"
    assert decision.answered_at is None
    assert Decision.objects.count() == 1


def test_the_right_alone_is_enough_for_the_api_and_can_be_given_to_a_group(case):
    group = Group.objects.create(name="Helpers")
    group.permissions.add(Permission.objects.get(codename="moderate", content_type__app_label="community"))
    helper = make_user()
    helper.groups.add(group)
    assert signed_in(helper).get(f"/api/v1/moderation/cases/{case.pk}/").status_code == 200
    root = signed_in(make_user(is_superuser=True))
    assert "Can decide about reports" in root.get(f"/admin/groups/edit/{group.pk}/").text


def test_what_an_administrator_took_from_a_group_stays_taken():
    from django.core.management import call_command

    group = Group.objects.get_or_create(name=roles.MODERATORS)[0]
    group.permissions.remove(*group.permissions.filter(codename="moderate"))
    call_command("migrate", verbosity=0)
    assert not group.permissions.filter(codename="moderate").exists()


# --- the queue -------------------------------------------------------------------------------------


def test_the_queue_filters(queue, case, public_album, owner, stranger):
    photo = public_album.album_photos.in_order()[0].photo
    reported(photo, reason="copyright")
    waiting = AlbumComment.objects.get()
    waits = say(public_album, stranger, "Patient words")
    AlbumComment.objects.filter(pk=waits.pk).update(state="waiting")
    waits.refresh_from_db()
    cases.await_approval(waits)
    old = reported(owner)
    Case.objects.filter(pk=old.pk).update(opened_at=timezone.now() - timedelta(days=4))
    decided = reported(make_album("Decided upon", owner=owner))
    cases.close(decided)

    def shown(query):
        text = queue.get(f"/admin/moderation/results/?{query}").text
        names = {
            "comment": waiting.comment, "photo": photo.title, "waits": "Patient words", "person": "林晚",
            "closed": "Decided upon",
        }  # fmt: skip
        return {name for name, words in names.items() if f">{words}<" in text or f"{words}</a>" in text}

    assert shown("") == {"comment", "photo", "waits", "person"}
    assert shown("state=approval") == {"waits"}
    assert shown("state=closed") == {"closed"}
    assert shown("state=all") == {"comment", "photo", "waits", "person", "closed"}
    assert shown("kind=photo") == {"photo"}
    assert shown("reason=copyright") == {"photo"}
    assert shown("age=3") == {"person"}
    assert shown("state=appeals") == set()
    api = {row["kind"] for row in queue.get("/api/v1/moderation/cases/?kind=photo").json()["results"]}
    assert api == {"photo"}
    assert queue.get("/api/v1/moderation/cases/?state=nonsense").status_code == 400
    assert queue.get("/admin/moderation/?state=nonsense&kind=x&age=-1").status_code == 200
    Case.objects.open().delete()
    assert "Nothing waits" in queue.get("/admin/moderation/").text
    assert "No case fits" in queue.get("/admin/moderation/?kind=photo").text


def test_the_menu_and_the_first_page_count_what_waits(queue, case):
    page = queue.get("/admin/").text
    assert "Moderation (1)" in page
    assert "<strong>1</strong> open case" in page
    cases.close(case)
    page = queue.get("/admin/").text
    assert "Moderation (" not in page
    assert "Nothing waits" in page


def test_a_case_shows_all_that_matters(queue, case, comment, stranger, moderator):
    comments.edit_comment(user=stranger, comment=comment, text="Now something harmless")
    say_answer = comments.add_comment(user=make_user(), album=comment.album, text="An answer", parent=comment)
    page = queue.get(f"/admin/moderation/{case.pk}/").text
    for words in ("Now something harmless", "Buy my watches", "He says so everywhere", "witness", "stranger"):
        assert words in page, words
    page = queue.get(f"/admin/moderation/{reported(say_answer).pk}/").text
    assert "In answer to stranger" in page


@pytest.mark.parametrize("kind", ["photo", "album", "person"])
def test_each_kind_of_case_has_its_page(queue, public_album, owner, kind):
    photo = public_album.album_photos.in_order()[0].photo
    thing = {"photo": photo, "album": public_album, "person": owner}[kind]
    case = reported(thing)
    assert cases.excerpt_of(thing) in queue.get(f"/admin/moderation/{case.pk}/").text
    assert queue.get(f"/api/v1/moderation/cases/{case.pk}/").json()["kind"] == kind
    if kind != "person":
        thing.delete()
        assert "not there any more" in queue.get(f"/admin/moderation/{case.pk}/").text
        assert queue.get(f"/api/v1/moderation/cases/{case.pk}/").json()["thing"] is None


def test_missing_cases_are_missing(queue):
    assert queue.get("/admin/moderation/999999/").status_code == 404
    assert queue.get("/api/v1/moderation/cases/999999/").status_code == 404
    assert queue.post("/admin/moderation/appeals/999999/").status_code == 404
    answer = queue.post(
        "/api/v1/moderation/decisions/999999/answer/", {"outcome": "upheld"}, "application/json"
    )
    assert answer.status_code == 404


def test_the_queue_costs_the_same_whatever_its_length(queue, public_album):
    queue.get("/admin/moderation/")
    counts = []
    for number in (1, 20):
        for _ in range(number):
            for _ in range(2):
                reported(say(public_album, make_user(), "Words"), by=make_user())
        for page in ("/admin/moderation/", "/api/v1/moderation/cases/"):
            with CaptureQueriesContext(connection) as queries:
                assert queue.get(page).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert counts[1] <= 12
