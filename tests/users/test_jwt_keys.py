"""The keys that tokens are signed with, and their exchange."""

import jwt
import pytest

from tests.factories import make_user
from tests.users.app import App
from users.checks import signing_keys

pytestmark = pytest.mark.django_db

OLD, NEW = ("2025b", "old-0123456789" * 4), ("2026a", "new-0123456789" * 4)


def header(token):
    return jwt.get_unverified_header(token)


def test_a_token_says_which_key_it_was_signed_with(settings):
    settings.JWT_KEYS = [OLD]
    app = App(make_user())
    for token in (app.access, app.refresh):
        assert header(token) == {"alg": "HS256", "typ": "JWT", "kid": "2025b"}
        assert jwt.decode(token, OLD[1], ["HS256"], audience="vitrine", issuer=settings.BASE_URL)["sid"]


def test_after_a_new_key_came_first_nobody_is_signed_out(settings):
    settings.JWT_KEYS = [OLD]
    app = App(make_user())
    settings.JWT_KEYS = [NEW, OLD]
    assert app.is_in()
    app.keep(app.renew())
    assert header(app.refresh)["kid"] == "2026a"
    settings.JWT_KEYS = [NEW]
    assert app.is_in()


def test_a_key_that_was_taken_away_is_not_believed_any_more(settings):
    settings.JWT_KEYS = [OLD]
    app = App(make_user())
    settings.JWT_KEYS = [NEW]
    assert not app.is_in()
    assert app.renew().status_code == 401


def test_without_keys_one_is_made_of_the_secret_key_and_is_not_that_key(settings):
    settings.JWT_KEYS = []
    app = App(make_user())
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(app.access, settings.SECRET_KEY, ["HS256"], audience="vitrine")
    settings.SECRET_KEY = "another-" * 8
    assert not app.is_in()


def test_a_token_of_another_site_is_refused(settings):
    app = App(make_user())
    settings.BASE_URL = "https://gallery.example.com"
    assert not app.is_in()


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ([], []),
        ([NEW, OLD], []),
        ([("a", "short")], ["vitrine.E051"]),
        ([("a", "a" * 64)], ["vitrine.E051"]),
        ([("", NEW[1])], ["vitrine.E050"]),
        ([("a", NEW[1]), ("a", OLD[1])], ["vitrine.E050"]),
        ([("no colon", "")], ["vitrine.E051"]),
    ],
)
def test_keys_that_are_none_are_told_at_start(settings, keys, wrong):
    settings.JWT_KEYS = keys
    assert [found.id for found in signing_keys()] == wrong
