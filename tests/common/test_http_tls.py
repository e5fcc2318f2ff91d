"""The way out over HTTPS: the connection goes to a checked address, and still proves the name."""

import shutil
import ssl
import subprocess

import pytest

from common import http
from common.http import fetch
from tests.common.local_server import refusal


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = str(folder / "key.pem"), str(folder / "cert.pem")
    command = ["openssl", "req", "-x509", "-days", "2", "-subj", "/CN=analyzer.test", "-out", certificate]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key]
    command += ["-addext", "subjectAltName=DNS:analyzer.test"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def tls_server(server, certificate, names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.named = []
    context.sni_callback = lambda sock, name, ctx: server.named.append(name)
    server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
    names.update({"analyzer.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]})
    server.allowed = [f"private:analyzer.test:{server.port}", f"private:other.test:{server.port}"]
    return server


@pytest.fixture
def trusted(certificate, monkeypatch):
    context = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    monkeypatch.setattr(http, "_tls", lambda: context)


def test_tls_asks_for_the_name_though_it_connects_to_the_address(tls_server, trusted):
    got = fetch("GET", f"https://analyzer.test:{tls_server.port}/", allowed_hosts=tls_server.allowed)
    assert got.status == 200 and tls_server.named == ["analyzer.test"]


def test_a_certificate_for_another_name_is_not_accepted(tls_server, trusted):
    error = refusal("GET", f"https://other.test:{tls_server.port}/", allowed_hosts=tls_server.allowed)
    assert (error.code, error.retryable, tls_server.received) == ("unreachable", False, [])


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tls_server):
    error = refusal("GET", f"https://analyzer.test:{tls_server.port}/", allowed_hosts=tls_server.allowed)
    assert (error.code, error.retryable, tls_server.received) == ("unreachable", False, [])
