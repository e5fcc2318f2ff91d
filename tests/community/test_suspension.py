"""Who is suspended may read, and takes part in nothing until it ends by itself."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from community import standing
from community.actions import comments, likes, moderation
from community.errors import NotAllowed, Suspended
from community.models import AlbumComment, Report, Suspension
from tests.community.moderating import make_moderator, reported, say, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_moderator()


def suspend(person, moderator, days=7):
    until = timezone.now() + timedelta(days=days) if days else None
    case = reported(person, by=make_user())
    return moderation.decide(user=moderator, case=case, action="suspend", until=until)


def test_a_suspended_person_reads_and_takes_no_part(public_album, stranger, moderator):
    comment = say(public_album, public_album.owner)
    suspend(stranger, moderator)
    client = signed_in(stranger)
    assert client.get(public_album.get_url()).status_code == 200
    for address, body in (
        ("/api/v1/reports/", {"album": public_album.pk, "reason": "spam"}),
        (f"/api/v1/comments/?album={public_album.pk}", {"album": public_album.pk, "text": "Hello"}),
    ):
        answer = client.post(address, body, "application/json")
        assert answer.status_code == 403, address
        assert answer.json()["code"] == "suspended"
    with pytest.raises(Suspended):
        comments.vote(user=stranger, comment=comment, value=1)
    with pytest.raises(Suspended):
        comments.add_comment(user=stranger, album=public_album, text="Hello")
    with pytest.raises(Suspended):
        likes.like(user=stranger, thing=public_album)
    assert AlbumComment.objects.count() == 1
    assert Report.objects.filter(reporter=stranger).count() == 0


def test_a_suspension_says_until_when_and_ends_by_itself(stranger, moderator, clock):
    suspend(stranger, moderator, days=1)
    with pytest.raises(Suspended, match="until"):
        standing.check(stranger)
    assert standing.suspended_until(stranger) == Suspension.objects.get().until
    clock.forward(days=1, seconds=1)
    standing.check(stranger)
    assert standing.suspended_until(stranger) is None
    assert Suspension.objects.exists()
    standing.sweep()
    assert not Suspension.objects.exists()


def test_a_suspension_for_good_does_not_end(stranger, moderator, clock):
    suspend(stranger, moderator, days=0)
    clock.forward(days=5000)
    standing.sweep()
    with pytest.raises(Suspended):
        standing.check(stranger)
    assert standing.suspended_until(stranger) == standing.FOR_GOOD


def test_a_moderator_ends_a_suspension(stranger, moderator):
    decision = suspend(stranger, moderator)
    moderation.decide(user=moderator, case=decision.case, action="lift", after=decision.pk)
    standing.check(stranger)


def test_a_later_suspension_takes_the_place_of_an_earlier(stranger, moderator):
    suspend(stranger, moderator, days=30)
    suspend(stranger, moderator, days=1)
    assert Suspension.objects.get().until < timezone.now() + timedelta(days=2)


def test_a_suspension_that_has_ended_already_makes_no_sense(stranger, moderator):
    with pytest.raises(ValidationError):
        suspend(stranger, moderator, days=-1)
    assert not Suspension.objects.exists()


def test_a_suspended_moderator_decides_nothing(stranger, moderator, superuser):
    suspend(moderator, superuser)
    with pytest.raises(Suspended):
        moderation.decide(user=moderator, case=reported(stranger), action="keep")


def test_administrators_are_out_of_moderators_reach(moderator, superuser):
    with pytest.raises(NotAllowed):
        suspend(superuser, moderator)
    other = make_user("other-root", is_superuser=True)
    suspend(other, superuser)
    assert Suspension.objects.get().person == other


def test_nobody_is_asked_about_twice(stranger, django_assert_num_queries):
    with django_assert_num_queries(1):
        standing.check(stranger)
    with django_assert_num_queries(0):
        standing.check(AnonymousUser())
