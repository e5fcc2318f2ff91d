"""Passkeys: added, used, refused."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.factories import make_user
from tests.fakes.passkey import Passkey
from tests.users.walks import is_signed_in, sign_in
from users.models import SecurityEvent

pytestmark = pytest.mark.django_db
ORIGIN = "https://vitrine.example"


@pytest.fixture(autouse=True)
def address(settings):
    settings.BASE_URL = ORIGIN
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def lin(client):
    user = make_user("lin")
    sign_in(client, "lin", "secret-8")
    return user


def asked_for(page, what):
    data = re.search(r'<script id="passkey-data" type="application/json">(.*?)</script>', page)
    return json.loads(data[1])[what]["publicKey"]


def add(client, key):
    client.post("/accounts/reauthenticate/", {"password": "secret-8"})
    page = client.get("/accounts/2fa/webauthn/add/").text
    form = {
        "name": "my key",
        "passwordless": "on",
        "credential": key.create(asked_for(page, "creation_options")),
    }
    return client.post("/accounts/2fa/webauthn/add/", form)


def use(client, key, **more):
    ask = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    options = ask.json()["request_options"]["publicKey"]
    return client.post("/accounts/2fa/webauthn/login/", {"credential": key.get(options, **more)})


def test_a_passkey_opens_the_account_by_itself(client, lin):
    key = Passkey(ORIGIN)
    assert add(client, key).headers["Location"] == "/accounts/2fa/recovery-codes/"
    other = Client()
    assert use(other, key).headers["Location"] == "/"
    assert is_signed_in(other)
    assert SecurityEvent.objects.filter(kind="second_factor_on").count() == 1


def test_it_is_the_second_factor_of_a_password(client, lin):
    key = Passkey(ORIGIN)
    add(client, key)
    other = Client()
    assert sign_in(other, "lin", "secret-8").headers["Location"] == "/accounts/2fa/authenticate/"
    options = asked_for(other.get("/accounts/2fa/authenticate/").text, "request_options")
    other.post("/accounts/2fa/authenticate/", {"credential": key.get(options)})
    assert is_signed_in(other)


def test_an_answer_counts_once(client, lin):
    key = Passkey(ORIGIN)
    add(client, key)
    other = Client()
    ask = other.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = key.get(ask.json()["request_options"]["publicKey"])
    other.post("/accounts/2fa/webauthn/login/", {"credential": answer})
    other.post("/accounts/logout/")
    other.post("/accounts/2fa/webauthn/login/", {"credential": answer})
    assert not is_signed_in(other)


def test_another_site_s_answer_or_another_key_opens_nothing(client, lin):
    key = Passkey(ORIGIN)
    add(client, key)
    other = Client()
    use(other, key, origin="https://evil.example")
    assert not is_signed_in(other)
    foreign = Passkey(ORIGIN)
    foreign.user, foreign.id = key.user, key.id
    use(other, foreign)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '"x"', "null", "5", '{"id": 1}', '{"a": "\\u0000"}', "x" * 10_000, "[" * 5000]
)
@pytest.mark.parametrize("path", ["login", "add"])
def test_nonsense_is_refused(client, lin, path, text):
    client.post("/accounts/reauthenticate/", {"password": "secret-8"})
    client.get("/accounts/2fa/webauthn/add/")
    door = Client(raise_request_exception=False) if path == "login" else client
    client.raise_request_exception = False
    assert door.post(f"/accounts/2fa/webauthn/{path}/", {"name": "k", "credential": text}).status_code < 500
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("field", ["id", "rawId", "type", "response", "clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("value", [None, 5, "", "!!", "AAAA", {"a": 1}])
def test_a_damaged_new_key_is_refused(client, lin, field, value):
    client.raise_request_exception = False
    client.post("/accounts/reauthenticate/", {"password": "secret-8"})
    page = client.get("/accounts/2fa/webauthn/add/").text
    made = json.loads(Passkey(ORIGIN).create(asked_for(page, "creation_options")))
    target = made if field in made else made["response"]
    target[field] = value
    answer = client.post("/accounts/2fa/webauthn/add/", {"name": "k", "credential": json.dumps(made)})
    assert answer.status_code < 500


@pytest.mark.parametrize("field", ["id", "rawId", "response", "userHandle", "authenticatorData", "signature"])
@pytest.mark.parametrize("value", [None, 5, "", "!!", "AAAA", {"a": 1}])
def test_a_damaged_answer_is_refused(client, lin, field, value):
    key = Passkey(ORIGIN)
    add(client, key)
    other = Client(raise_request_exception=False)
    ask = other.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = json.loads(key.get(ask.json()["request_options"]["publicKey"]))
    target = answer if field in answer else answer["response"]
    target[field] = value
    assert other.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(answer)}).status_code < 500


def test_somebody_else_s_key_can_be_neither_renamed_nor_removed(client, lin):
    key = Passkey(ORIGIN)
    add(client, key)
    pk = Authenticator.objects.get(type="webauthn").pk
    stranger = Client()
    make_user("stranger")
    sign_in(stranger, "stranger", "secret-8")
    stranger.post("/accounts/reauthenticate/", {"password": "secret-8"})
    for door in ("edit", "remove"):
        assert stranger.post(f"/accounts/2fa/webauthn/keys/{pk}/{door}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()
