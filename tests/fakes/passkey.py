"""A security key in software, as far as a browser hands its answers on."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class Passkey:
    def __init__(self, origin: str) -> None:
        self.origin, self.host = origin, origin.split("//")[1].split(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.user, self.count = secrets.token_bytes(16), b"", 0

    def create(self, options: dict[str, Any]) -> str:
        self.user = options["user"]["id"]
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id
        credential += cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        data = self._data(USER_PRESENT | USER_VERIFIED | HAS_KEY) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": _text(client), "attestationObject": _text(attestation)})

    def get(self, options: dict[str, Any], origin: str = "") -> str:
        self.count += 1
        data = self._data(USER_PRESENT | USER_VERIFIED)
        client = self._client("webauthn.get", options["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({**{name: _text(part) for name, part in parts.items()}, "userHandle": self.user})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str = "") -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin or self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        key = {"type": "public-key", "id": _text(self.id), "rawId": _text(self.id)}
        return json.dumps({**key, "response": response, "clientExtensionResults": {}})


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
