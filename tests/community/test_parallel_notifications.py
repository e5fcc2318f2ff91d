"""However many do the same at once, there is one notification, and it names each of them. On whichever database."""

import pytest

from community import digests
from community.models import Kind, Notification, NotificationActor
from community.notifications import tell, untell
from jobs.models import Job
from outbox.models import Message
from tests.factories import make_user
from tests.parallel import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

AT_ONCE = 20


@pytest.fixture
def people(db):
    return [make_user() for _ in range(AT_ONCE)]


def test_twenty_likes_at_once_are_one_notification(people):
    reader = make_user()
    all_at_once(lambda person: tell(Kind.FOLLOW, [reader], actor=person), people)
    row = Notification.objects.get()
    assert (row.times, row.actors.count()) == (AT_ONCE, AT_ONCE)


def test_telling_each_other_in_any_order_locks_nobody_out(people):
    actor = make_user()
    orders = [people if number % 2 else people[::-1] for number in range(AT_ONCE)]
    all_at_once(lambda order: tell(Kind.FOLLOW, order, actor=actor), orders)
    assert sorted(Notification.objects.values_list("recipient", "times")) == sorted(
        (person.pk, AT_ONCE) for person in people
    )


def test_what_is_taken_back_while_others_come_loses_nobody(people):
    reader = make_user()
    going, coming = people[: AT_ONCE // 2], people[AT_ONCE // 2 :]
    for person in going:
        tell(Kind.FOLLOW, [reader], actor=person)

    def work(person):
        untell(Kind.FOLLOW, actor=person) if person in going else tell(Kind.FOLLOW, [reader], actor=person)

    all_at_once(work, people)
    row = Notification.objects.get()
    assert {actor.person_id for actor in NotificationActor.objects.all()} == {person.pk for person in coming}
    assert row.recipient == reader


def test_of_many_workers_one_writes_the_daily_mail(people, clock):
    reader = make_user()
    reader.emailaddress_set.create(email=reader.email, verified=True, primary=True)
    tell(Kind.FOLLOW, [reader], actor=people[0])
    clock.forward(days=1)
    assert digests.look_round_daily() == 1
    all_at_once(lambda _: digests.send_daily(reader.pk, lambda percent: None), people)
    assert Message.objects.count() == 1
    assert Job.objects.filter(kind=digests.DAILY).count() == 1
