"""Share links with a password: who is let in, and who guesses."""

import pytest
from django.test import Client

from galleries import share_actions
from tests.galleries.links import make_link, opens, visits

pytestmark = pytest.mark.django_db
ALBUM = "/albums/home-alone/"


def test_a_password_is_asked_for_and_the_right_one_opens(client, private_album):
    link, path = make_link(private_album, password="Äpfel 42")
    assert client.get(path).status_code == 200
    wrong = client.post(path, {"password": "no"})
    assert wrong.status_code == 403
    assert "This is not the password" in wrong.content.decode()
    assert not opens(client)
    assert visits(link) == 0
    right = client.post(path, {"password": "Äpfel 42"})
    assert (right.status_code, right["Location"]) == (302, ALBUM)
    assert opens(client)
    assert client.get(path)["Location"] == ALBUM  # it is not asked for again


@pytest.mark.parametrize("password", ["", " ", "\0", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5000])
def test_nonsense_for_a_password_is_only_wrong(client, private_album, password):
    _link, path = make_link(private_album, password="a good one")
    assert client.post(path, {"password": password}).status_code == 403


def test_after_ten_wrong_passwords_the_right_one_has_to_wait(client, private_album):
    link, path = make_link(private_album, password="a good one")
    for _ in range(10):
        assert client.post(path, {"password": "wrong"}).status_code == 403
    answer = client.post(path, {"password": "a good one"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    assert "Too often" in answer.content.decode()
    assert not opens(client)
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert elsewhere.post(path, {"password": "a good one"}).status_code == 302
    assert visits(link) == 1


def test_right_passwords_do_not_count(private_album):
    _link, path = make_link(private_album, password="a good one")
    for _ in range(12):
        assert Client().post(path, {"password": "a good one"}).status_code == 302


def test_a_guest_who_gives_the_new_password_is_the_guest_she_was(client, private_album):
    link, path = make_link(private_album, password="a good one", max_visits=1)
    client.post(path, {"password": "a good one"})
    share_actions.edit_link(user=link.album.owner, link=link, password="another one")
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": "another one"}).status_code == 302
    assert opens(client)
    assert visits(link) == 1
