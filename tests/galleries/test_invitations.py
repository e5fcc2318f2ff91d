"""Albums that are shared with people: by name and by mailbox, through the pages and the API."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import Distance, Kind, Notification
from galleries import invitations, signals
from galleries.models import AlbumGrant, AlbumPage
from tests.factories import make_album, make_user, ready_photo
from tests.users.bearer import bearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def friend(db):
    return make_user("friend", display_name="周砚")


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    return client


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def invite(client: Client, album: Any, who: str, role: str = "view", **more: Any) -> Any:
    return client.post(f"/sharing/{album.pk}/people/", {"who": who, "role": role}, **more)


def told(client: Client, album: Any) -> str:
    return client.get(f"/sharing/{album.pk}/").content.decode()


def api(user: Any, method: str, path: str, **body: Any) -> Any:
    client = bearer(user)
    return getattr(client, method)(f"/api/v1/{path}", body or None, content_type="application/json")


# --- by name ---------------------------------------------------------------------------------------


def test_a_person_invited_by_name_opens_the_album_and_is_told(browser, private_album, owner, friend):
    address = private_album.get_url()
    assert signed_in(friend).get(address).status_code == 404
    answer = invite(browser, private_album, "friend", "comment")
    assert answer.status_code == 302 and answer["Location"] == f"/sharing/{private_album.pk}/#people"
    assert signed_in(friend).get(address).status_code == 200
    assert Client().get(address).status_code == 404
    grant = AlbumGrant.objects.get()
    assert (grant.user, grant.role, grant.invited_by) == (friend, "comment", owner)
    assert Notification.objects.get(recipient=friend).kind == Kind.INVITED
    assert "<bdi>friend</bdi>" in told(browser, private_album)


def test_an_invitation_repeated_changes_the_role_and_tells_nobody_again(browser, private_album, friend):
    heard = []
    listen = lambda **said: heard.append(said["user"])  # noqa: E731
    signals.invited.connect(listen)
    try:
        invite(browser, private_album, "friend")
        invite(browser, private_album, "FRIEND", "contribute")
    finally:
        signals.invited.disconnect(listen)
    assert AlbumGrant.objects.get().role == "contribute"
    assert heard == [friend]


@pytest.mark.parametrize(
    "who", ["owner", "owner@example.org", "nobody", "", " ", "@", "a@", "\x00", "x" * 300]
)
def test_who_cannot_be_invited_is_told_about_and_nothing_is_kept(browser, private_album, owner, who):
    assert invite(browser, private_album, who).status_code == 302
    assert not AlbumGrant.objects.exists()
    page = told(browser, private_album)
    assert "is invited." not in page and "notices" in page


def test_the_owner_needs_no_invitation_of_an_editor(private_album, superuser):
    answer = api(superuser, "post", f"albums/{private_album.pk}/grants/", who="owner")
    assert answer.status_code == 400 and answer.json()["code"] == "not_needed"


def test_people_who_left_or_are_disabled_are_nobody(browser, private_album, friend):
    friend.is_active = False
    friend.save()
    invite(browser, private_album, "friend")
    assert not AlbumGrant.objects.exists()


def test_who_blocks_the_inviter_is_not_invited_by_name(private_album, owner, friend):
    Distance.objects.create(user=friend, person=owner, kind=Distance.Kind.BLOCK)
    answer = api(owner, "post", f"albums/{private_album.pk}/grants/", who="friend")
    assert answer.status_code == 403
    assert not AlbumGrant.objects.exists()


def test_only_whoever_shares_the_album_invites(private_album, friend, stranger):
    AlbumGrant.objects.create(album=private_album, user=friend, role="contribute")
    for client in (Client(), signed_in(stranger), signed_in(friend)):
        assert invite(client, private_album, "stranger").status_code == 404
    grant = AlbumGrant.objects.get()
    for client in (Client(), signed_in(stranger), signed_in(friend)):
        answer = client.post(f"/sharing/{private_album.pk}/people/{grant.pk}/", {"end": "1"})
        assert answer.status_code == 404
    assert AlbumGrant.objects.get() == grant


def test_a_grant_of_another_album_is_not_there(browser, private_album, public_album, friend):
    grant = AlbumGrant.objects.create(album=public_album, user=friend)
    path = f"/sharing/{private_album.pk}/people/{grant.pk}/"
    assert browser.post(path, {"end": "1"}).status_code == 404
    assert AlbumGrant.objects.exists()


# --- by mailbox ------------------------------------------------------------------------------------


def test_a_mailbox_without_an_account_gets_a_mail_that_leads_to_the_album(
    browser, private_album, mailbox, settings
):
    invite(browser, private_album, " New@Example.org ", "comment")
    mail = mailbox[0]
    assert mail.to == ["new@example.org"]
    assert "林晚" in mail.subject and private_album.title in mail.body
    link = re.search(r"http://testserver(/invitations/\S+)", mail.body)[1]
    page = Client().get(link)
    assert page.status_code == 200 and "new@example.org" in page.content.decode()

    person = make_user("new", email="new@example.org")
    row = EmailAddress.objects.create(user=person, email="new@example.org", primary=True, verified=False)
    assert signed_in(person).get(private_album.get_url()).status_code == 404
    row.set_verified()
    assert signed_in(person).get(private_album.get_url()).status_code == 200
    grant = AlbumGrant.objects.get()
    assert (grant.user, grant.mailbox, grant.role) == (person, "", "comment")
    assert signed_in(person).get(link)["Location"] == private_album.get_url()
    assert "new@example.org" in told(browser, private_album)


def test_whoever_confirms_another_mailbox_gets_nothing(browser, private_album):
    invite(browser, private_album, "new@example.org")
    person = make_user("other", email="other@example.org")
    EmailAddress.objects.create(user=person, email="other@example.org", primary=True, verified=True)
    EmailAddress.objects.create(user=person, email="new@example.org", verified=False)
    signed_in(person)
    assert signed_in(person).get(private_album.get_url()).status_code == 404


def test_the_inviter_cannot_tell_a_mailbox_with_an_account_from_one_without(
    private_album, owner, friend, mailbox
):
    path = f"albums/{private_album.pk}/grants/"

    def said(mailbox: str) -> dict[str, Any]:
        created = api(owner, "post", path, who=mailbox)
        again = api(owner, "post", path, who=mailbox, role="comment")
        row = next(r for r in api(owner, "get", path).json()["results"] if r["mailbox"] == mailbox)
        words = [
            {name: value for name, value in body.items() if name not in ("id", "created_at", "mailbox")}
            for body in (created.json(), again.json(), row)
        ]
        return {"codes": (created.status_code, again.status_code), "words": words}

    assert said("friend@example.org") == said("nobody@example.org")
    assert AlbumGrant.objects.get(user=friend).invited_as == "friend@example.org"
    assert [mail.to for mail in mailbox] == [["nobody@example.org"]]
    assert Notification.objects.filter(recipient=friend, kind=Kind.INVITED).exists()


def test_name_and_mailbox_of_one_person_stay_two_invitations(browser, private_album, friend):
    """One line less in the list would say whose mailbox it is."""
    for order in (["friend", "friend@example.org"], ["friend@example.org", "friend"]):
        AlbumGrant.objects.all().delete()
        EmailAddress.objects.get_or_create(
            user=friend, email="friend@example.org", verified=True, primary=True
        )
        for who in order:
            invite(browser, private_album, who)
        page = told(browser, private_album)
        assert "<bdi>friend</bdi>" in page and "<bdi>friend@example.org</bdi>" in page
        named = AlbumGrant.objects.get(user=friend)
        assert named.invited_as == ""
        browser.post(f"/sharing/{private_album.pk}/people/{named.pk}/", {"end": "1"})
        # The other invitation still stands.
        assert signed_in(friend).get(private_album.get_url()).status_code == 200
        assert AlbumGrant.objects.get().user == friend


def test_whoever_blocks_the_inviter_hears_nothing_and_the_inviter_neither(
    private_album, owner, friend, mailbox
):
    Distance.objects.create(user=friend, person=owner, kind=Distance.Kind.BLOCK)
    answer = api(owner, "post", f"albums/{private_album.pk}/grants/", who="friend@example.org")
    assert answer.status_code == 201
    EmailAddress.objects.create(user=friend, email="friend@example.org", verified=True, primary=True)
    assert signed_in(friend).get(private_album.get_url()).status_code == 404
    assert len(mailbox) == 0 and not Notification.objects.exists()


def test_a_mailbox_whose_account_is_not_confirmed_gets_the_mail(browser, private_album, mailbox):
    person = make_user("late", email="late@example.org")
    EmailAddress.objects.create(user=person, email="late@example.org", primary=True, verified=False)
    invite(browser, private_album, "late@example.org")
    assert AlbumGrant.objects.get().user is None
    assert len(mailbox.to("late@example.org")) == 1


def test_one_mailbox_is_not_flooded_by_many(mailbox, settings):
    settings.LIMITS = {**settings.LIMITS, "invite_mailbox": "2/1d"}
    for _ in range(4):
        person = make_user()
        album = make_album(owner=person)
        assert api(person, "post", f"albums/{album.pk}/grants/", who="new@example.org").status_code == 201
    assert len(mailbox.to("new@example.org")) == 2
    assert AlbumGrant.objects.count() == 4


def test_a_title_and_a_name_in_the_mail_are_a_line_and_plain(mailbox):
    person = make_user("loud", display_name="Loud\n<b>One</b>")
    album = make_album("<script>x</script> & " + "y" * 200, owner=person)
    api(person, "post", f"albums/{album.pk}/grants/", who="new@example.org")
    mail = mailbox[0]
    assert "\n" not in mail.subject
    assert "y" * 101 not in mail.body
    assert "<script>" not in mail.alternatives[0][0]


def test_the_door_of_an_invitation_is_gone_with_it(browser, private_album, owner, mailbox):
    invite(browser, private_album, "new@example.org")
    link = re.search(r"http://testserver(/invitations/\S+)", mailbox[0].body)[1]
    assert Client().get("/invitations/nonsense/").status_code == 404
    assert Client().get(link[:-3] + "AA/").status_code == 404
    private_album.unpublish()
    assert Client().get(link).status_code == 404
    AlbumPage.objects.get(pk=private_album.pk).save_revision().publish()
    assert Client().get(link).status_code == 200
    browser.post(f"/sharing/{private_album.pk}/people/{AlbumGrant.objects.get().pk}/", {"end": "1"})
    assert Client().get(link).status_code == 404


# --- changing and ending ---------------------------------------------------------------------------


def test_a_role_is_changed_and_the_right_ends_at_the_next_request(browser, private_album, friend):
    invite(browser, private_album, "friend", "contribute")
    grant = AlbumGrant.objects.get()
    client = signed_in(friend)
    assert client.get(f"/contribute/{private_album.pk}/").status_code == 200
    browser.post(f"/sharing/{private_album.pk}/people/{grant.pk}/", {"role": "view"})
    assert client.get(f"/contribute/{private_album.pk}/").status_code == 404
    assert client.get(private_album.get_url()).status_code == 200
    browser.post(f"/sharing/{private_album.pk}/people/{grant.pk}/", {"end": "1"})
    assert client.get(private_album.get_url()).status_code == 404


def test_what_ends_has_its_picture_addresses_renewed(browser, private_album, friend, monkeypatch):
    renewed = []
    monkeypatch.setattr(invitations.tasks, "renew_addresses_later", lambda album: renewed.append(album.pk))
    invite(browser, private_album, "friend")
    invite(browser, private_album, "new@example.org")
    named, mailed = AlbumGrant.objects.order_by("pk")
    browser.post(f"/sharing/{private_album.pk}/people/{mailed.pk}/", {"end": "1"})
    assert renewed == []  # nobody was in by it
    browser.post(f"/sharing/{private_album.pk}/people/{named.pk}/", {"end": "1"})
    assert renewed == [private_album.pk]


def test_a_role_that_does_not_exist_changes_nothing(private_album, owner, friend):
    path = f"albums/{private_album.pk}/grants/"
    assert api(owner, "post", path, who="friend", role="rule").status_code == 400
    assert invite(signed_in(owner), private_album, "friend", "rule").status_code == 302
    assert not AlbumGrant.objects.exists()
    grant = AlbumGrant.objects.create(album=private_album, user=friend)
    assert api(owner, "patch", f"{path}{grant.pk}/", role="rule").status_code == 400
    assert api(owner, "patch", f"{path}{grant.pk}/", role="comment").json()["role"] == "comment"
    assert api(owner, "delete", f"{path}{grant.pk}/").status_code == 204
    assert api(owner, "delete", f"{path}{grant.pk}/").status_code == 404


def test_a_thousand_invitations_are_too_many(private_album, owner, settings, mailbox):
    limit = int(settings.LIMITS["invite_account"].split("/")[0])
    path = f"albums/{private_album.pk}/grants/"
    client = bearer(owner)
    codes = [
        client.post(f"/api/v1/{path}", {"who": f"p{n}@example.org"}, "application/json").status_code
        for n in range(limit + 20)
    ]
    assert codes == [201] * limit + [429] * 20
    assert AlbumGrant.objects.count() == limit


def test_an_album_has_room_for_so_many(private_album, owner):
    AlbumGrant.objects.bulk_create(
        AlbumGrant(album=private_album, mailbox=f"p{n}@example.org") for n in range(invitations.AT_MOST)
    )
    path = f"albums/{private_album.pk}/grants/"
    answer = api(owner, "post", path, who="one.more@example.org")
    assert answer.status_code == 409 and answer.json()["code"] == "too_many_invited"
    assert api(owner, "post", path, who="p7@example.org", role="comment").status_code == 200


def test_somebody_suspended_invites_nobody(private_album, owner, friend):
    from community.models import Suspension

    Suspension.objects.create(person=owner)
    answer = api(owner, "post", f"albums/{private_album.pk}/grants/", who="friend")
    assert answer.status_code == 403 and answer.json()["code"] == "suspended"
    assert not AlbumGrant.objects.exists()


@pytest.mark.parametrize("viewer", ["stranger", "friend", "guest"])
def test_the_list_of_people_is_the_owners(private_album, friend, stranger, viewer):
    grant = AlbumGrant.objects.create(album=private_album, user=friend, role="contribute")
    client = Client() if viewer == "guest" else bearer({"stranger": stranger, "friend": friend}[viewer])
    hidden = 401 if viewer == "guest" else 404
    path = f"/api/v1/albums/{private_album.pk}/grants/"
    assert client.get(path).status_code == hidden
    assert client.post(path, {"who": "stranger"}, "application/json").status_code == hidden
    assert client.patch(f"{path}{grant.pk}/", {"role": "view"}, "application/json").status_code == hidden
    assert client.delete(f"{path}{grant.pk}/").status_code == hidden
    assert AlbumGrant.objects.get().role == "contribute"


# --- shared with me --------------------------------------------------------------------------------


def test_what_was_shared_is_listed_and_can_be_given_up(private_album, owner, friend, stranger):
    AlbumGrant.objects.create(album=private_album, user=friend, invited_by=owner)
    client = signed_in(friend)
    page = client.get("/shared/").content.decode()
    assert private_album.get_url() in page and "林晚" in page
    assert private_album.get_url() not in signed_in(stranger).get("/shared/").content.decode()
    listed = api(friend, "get", "shared/").json()["results"]
    assert [(row["id"], row["role"]) for row in listed] == [(private_album.pk, "view")]
    assert api(stranger, "get", "shared/").json()["results"] == []
    assert api(stranger, "delete", f"shared/{private_album.pk}/").status_code == 404
    assert client.post(f"/shared/{private_album.pk}/leave/").status_code == 302
    assert client.get(private_album.get_url()).status_code == 404
    assert api(friend, "delete", f"shared/{private_album.pk}/").status_code == 404


def test_what_one_gave_up_does_not_come_back_by_ones_mailbox(browser, private_album, friend):
    EmailAddress.objects.create(user=friend, email="friend@example.org", verified=True, primary=True)
    invite(browser, private_album, "friend")
    invite(browser, private_album, "friend@example.org")
    assert api(friend, "delete", f"shared/{private_album.pk}/").status_code == 204
    assert signed_in(friend).get(private_album.get_url()).status_code == 404
    assert not AlbumGrant.objects.exists()


def test_what_is_not_on_the_site_any_more_is_not_listed(private_album, friend):
    AlbumGrant.objects.create(album=private_album, user=friend)
    private_album.unpublish()
    assert private_album.get_url() not in signed_in(friend).get("/shared/").content.decode()
    assert api(friend, "get", "shared/").json()["results"] == []


def test_guests_are_asked_to_sign_in():
    assert Client().get("/shared/")["Location"] == "/accounts/login/?next=/shared/"
    assert Client().get("/api/v1/shared/").status_code == 401


@pytest.mark.parametrize("number", [0, 10**12, 10**30])
def test_albums_that_do_not_exist_are_not_there(browser, owner, number):
    assert invite(browser, type("A", (), {"pk": number}), "stranger").status_code == 404
    assert browser.post(f"/sharing/{number}/people/{number}/").status_code == 404
    assert browser.post(f"/shared/{number}/leave/").status_code == 404
    assert api(owner, "delete", f"shared/{number}/").status_code == 404
    assert api(owner, "get", f"albums/{number}/grants/").status_code == 404


def test_lists_cost_the_same_whatever_they_hold(owner, friend, client):
    def cost(path: str, user: Any) -> int:
        client.force_login(user)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def share(n: int) -> Any:
        for _ in range(n):
            album = make_album(owner=owner, visibility="private")
            ready_photo(owner=owner, album=album)
            AlbumGrant.objects.create(album=album, user=friend, invited_by=owner)
        return album

    album = share(1)
    before = cost("/shared/", friend), cost("/api/v1/shared/", friend), cost(f"/sharing/{album.pk}/", owner)
    share(15)
    for _ in range(15):
        AlbumGrant.objects.create(album=album, user=make_user())
    after = cost("/shared/", friend), cost("/api/v1/shared/", friend), cost(f"/sharing/{album.pk}/", owner)
    assert before == after
    assert after[0] <= 20
