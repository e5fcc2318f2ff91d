"""Telling people from machines, once a network has drawn attention."""

import base64
import json
import re

import altcha
import pytest
from django.test import Client

from tests.factories import make_user
from tests.users.walks import PASSWORD, is_signed_in, sign_in, sign_up
from users import captcha
from users.models import User

pytestmark = pytest.mark.django_db
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture(autouse=True)
def suspicious_soon(settings):
    settings.LIMITS = {**settings.LIMITS, "captcha_sign_in": "2/15m", "captcha_sign_up": "1/1h"}


@pytest.fixture
def shown(db):
    """The sign-in after it went wrong twice."""
    make_user("lin")
    client = Client()
    assert "captcha" not in client.get("/accounts/login/").text
    for _ in range(2):
        sign_in(client, "lin", "wrong")
    return client.get("/accounts/login/").text


def token_in(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def answer_to(page):
    first, second = re.search(r"What is (\w+) plus (\w+)\?", page).groups()
    return NUMBERS.index(first) + NUMBERS.index(second)


def proof_for(page):
    work = json.loads(re.search(r'<script id="captcha-work" type="application/json">(.*?)</script>', page)[1])
    return solved(work)


def solved(work, **more):
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(work))
    text = json.dumps({"challenge": {**work, **more}, "solution": solution.to_dict()})
    return base64.b64encode(text.encode()).decode()


def test_the_work_opens_the_form_once(shown):
    proof = proof_for(shown)
    for expected in (True, False):
        client = Client()
        sign_in(client, "lin", "secret-8", proof=proof)
        assert is_signed_in(client) is expected


def test_so_does_the_answer(shown):
    for expected in (True, False):
        client = Client()
        sign_in(client, "lin", "secret-8", token=token_in(shown), answer=str(answer_to(shown)))
        assert is_signed_in(client) is expected


def test_a_wrong_answer_uses_the_question_up(shown):
    for answer in (answer_to(shown) + 1, answer_to(shown)):
        client = Client()
        said = sign_in(client, "lin", "secret-8", token=token_in(shown), answer=str(answer))
        assert "answer the question" in said.text and not is_signed_in(client)


def test_the_answer_does_not_stand_in_the_form(shown):
    decoded = base64.urlsafe_b64decode(token_in(shown).split(":")[0] + "===")
    assert str(answer_to(shown)) not in re.findall(r"\b\d{1,2}\b", decoded.decode(errors="ignore"))


def test_an_old_question_and_old_work_count_no_more(shown, clock):
    proof, token, answer = proof_for(shown), token_in(shown), str(answer_to(shown))
    clock.forward(minutes=11)
    assert not captcha.passed(proof, "", "")
    assert not captcha.passed("", token, answer)


def test_easier_work_than_was_asked_for_counts_nothing():
    work = captcha.challenge().work
    easy = {**work, "parameters": {**work["parameters"], "keyPrefix": "", "cost": 1}}
    assert not captcha.passed(solved(easy), "", "")


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "W10=", "bnVsbA==", "x" * 10_000, "\u202e", base64.b64encode(b"[" * 2000).decode()]
)
def test_nonsense_in_place_of_work_is_refused(shown, proof):
    client = Client()
    assert sign_in(client, "lin", "secret-8", proof=proof).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("token", "answer"),
    [("", "7"), ("x", "7"), ("a:b:c", "7"), ("", ""), ("x" * 10_000, "1" * 20), ("ok", "²")],
)
def test_nonsense_in_place_of_an_answer_is_refused(shown, token, answer):
    token = token_in(shown) if token == "ok" else token
    client = Client()
    assert sign_in(client, "lin", "secret-8", token=token, answer=answer).status_code == 200
    assert not is_signed_in(client)


def test_the_second_account_from_a_network_has_to_work(db):
    sign_up(Client())
    client = Client()
    assert "answer the question" in sign_up(client, "maya", "maya@example.org").text
    work = proof_for(client.get("/accounts/signup/").text)
    assert sign_up(client, "maya", "maya@example.org", proof=work).status_code == 302
    assert User.objects.filter(username="maya").exists()


def test_another_network_is_left_alone(shown):
    client = Client(REMOTE_ADDR="198.51.100.7")
    assert "captcha-work" not in client.get("/accounts/login/").text


def test_the_question_is_in_the_reader_s_language(shown):
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    assert "captcha-work" in client.get("/accounts/login/").text


def test_the_password_is_not_tried_without_the_answer(shown):
    """Otherwise the refusal itself would tell a machine whether the password is right."""
    right, wrong = sign_in(Client(), "lin", "secret-8").text, sign_in(Client(), "lin", PASSWORD).text
    assert "do not belong together" not in right + wrong
