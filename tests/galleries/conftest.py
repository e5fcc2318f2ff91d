"""People who work on albums and photos, and their programs."""

import pytest

from galleries import roles
from tests.galleries.albums_by_api import Program, person
from tests.galleries.sending_programs import in_group
from tests.users.programs import made


@pytest.fixture
def author():
    return person("author", roles.AUTHORS)


@pytest.fixture
def as_author(author):
    return Program(author)


@pytest.fixture
def as_editor():
    return Program(person("editor", roles.EDITORS))


@pytest.fixture
def curator(db):
    """Publishes albums of her own without a review."""
    roles.ensure_roles()
    return in_group("lin", roles.CURATORS)


@pytest.fixture
def program(curator):
    return made(curator, "upload")[1]
