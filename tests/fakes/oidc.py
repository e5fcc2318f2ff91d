"""An OpenID Connect provider on this machine: discovery, authorisation, token, user info, keys."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "vitrine", "a secret of the provider's"


class Provider:
    """Signs in ``person`` whenever somebody is sent to it. ``broken`` names what answers nonsense."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "1", "email": "lin@example.org", "email_verified": True}
        self.broken = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, "")

            def do_POST(self) -> None:
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())

            def log_message(self, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        address = urlsplit(handler.path)
        given = {name: values[0] for name, values in parse_qs(address.query or body).items()}
        if self.broken and self.broken in address.path:
            return _send(handler, 200, b"[1, 2")
        if address.path.endswith("openid-configuration"):
            return _json(handler, self.configuration())
        if address.path == "/authorize":
            return _redirect(handler, self.authorise(given))
        if address.path == "/token":
            return _json(handler, self.token(given))
        if address.path == "/userinfo":
            return _json(handler, self.person)
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return _json(handler, {"keys": [{**jwk, "kid": "one", "alg": "RS256", "use": "sig"}]})

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorise(self, given: dict[str, str]) -> str:
        """The person is signed in here already, and agrees."""
        code = secrets.token_hex(8)
        self.codes[code] = given
        return given["redirect_uri"] + "?" + urlencode({"code": code, "state": given["state"]})

    def token(self, given: dict[str, str]) -> dict[str, Any]:
        asked = self.codes.pop(given.get("code", ""), None)
        right = given.get("client_secret") == CLIENT_SECRET and given.get("client_id") == CLIENT_ID
        if asked is None or not right or not given.get("code_verifier"):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **self.person}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": signed}


def _json(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    _send(handler, 400 if "error" in body else 200, json.dumps(body).encode())


def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _redirect(handler: BaseHTTPRequestHandler, to: str) -> None:
    handler.send_response(302)
    handler.send_header("Location", to)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """Running, and named in the settings."""
    fake = Provider()
    threading.Thread(target=fake.server.serve_forever, daemon=True).start()
    app = {"provider_id": "oidc", "name": "Example", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
    openid = {"APPS": [{**app, "settings": {"server_url": fake.url}}], "OAUTH_PKCE_ENABLED": True}
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, "openid_connect": openid}
    yield fake
    fake.server.shutdown()
    fake.server.server_close()
