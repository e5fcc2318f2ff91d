"""A server and a name server that do as a test says."""

import socket

import pytest

from tests.common.local_server import LocalServer


@pytest.fixture
def server():
    with LocalServer() as running:
        yield running


@pytest.fixture
def names(monkeypatch):
    """The name server: names["photos.example"] = ["203.0.113.7"]. names.asked is what it was asked."""

    class Names(dict):
        asked: list[str]

    real, known = socket.getaddrinfo, Names()
    known.asked = []

    def look_up(host, port, *args, **kwargs):
        if host not in known:
            return real(host, port, *args, **kwargs)  # urllib3 passes the plain addresses through here too
        known.asked.append(host)
        entries = known[host]() if callable(known[host]) else known[host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in entries]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known
