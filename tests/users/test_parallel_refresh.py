"""Of any number of parallel uses of one refresh token exactly one wins, on whichever database."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.factories import make_user
from tests.users.app import App
from users.models import SecurityEvent, Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

AT_ONCE, ROUNDS = 20, 5


def all_at_once(refresh):
    start = threading.Barrier(AT_ONCE)

    def use(number):
        start.wait(30)
        try:
            return App().post("token_refresh", refresh=refresh).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(use, range(AT_ONCE)))


def test_one_of_twenty_wins_and_the_session_ends():
    person = make_user("lin")
    for number in range(1, ROUNDS + 1):
        app = App(person)
        assert all_at_once(app.refresh) == [200] + [401] * (AT_ONCE - 1)
        assert not app.is_in()
        assert SecurityEvent.objects.filter(kind="token_reused").count() == number
    assert not Session.objects.alive().exists()
