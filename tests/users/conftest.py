"""A person, and her browser."""

import pytest
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def person(db):
    return make_user("lin")


@pytest.fixture
def web(person):
    client = Client()
    client.force_login(person)
    return client
