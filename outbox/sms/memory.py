"""Text messages in a list, for tests."""

from collections.abc import Mapping
from dataclasses import dataclass

from outbox.sms.base import SmsBackend


@dataclass(frozen=True)
class Sent:
    phone: str
    purpose: str
    params: dict[str, str]
    language: str

    @property
    def code(self) -> str:
        return self.params["code"]


sent: list[Sent] = []


class MemoryBackend(SmsBackend):
    def send(self, phone: str, purpose: str, params: Mapping[str, str], language: str) -> None:
        sent.append(Sent(phone, purpose, dict(params), language))
