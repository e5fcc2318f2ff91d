"""A request, its reply, and the line about both in the server's book."""

import json
from dataclasses import dataclass


@dataclass
class Seen:
    """A request as the server has it in its book."""

    service: str
    operation: str
    method: str
    target: str
    status: int = 0


@dataclass
class Request:
    method: str
    target: str
    host: str
    headers: object
    body: bytes

    @property
    def url(self):
        return f"http://{self.host}{self.target}"

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def query(self):
        return self.target.partition("?")[2]


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple = ()

    @classmethod
    def json(cls, said, status=200):
        return cls(status, json.dumps(said, ensure_ascii=False).encode())
