"""What has left the site, for tests: ``mailbox`` and ``phone`` deliver what waits before they tell."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from django.core import mail

from outbox import actions
from outbox.sms import memory


class Mailbox(Sequence[Any]):
    """The mails that were sent, oldest first. Looking into it has the background send what waits."""

    def _mails(self) -> list[Any]:
        actions.deliver_waiting()
        return mail.outbox

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return self._mails()[place]

    def __len__(self) -> int:
        return len(self._mails())

    def to(self, address: str) -> list[Any]:
        return [message for message in self if address in message.to]

    def clear(self) -> None:
        self._mails().clear()


class Phones(Sequence[Any]):
    """The text messages that were sent, oldest first; each has ``phone``, ``purpose`` and ``code``."""

    def _sent(self) -> list[memory.Sent]:
        actions.deliver_waiting()
        return memory.sent

    def __getitem__(self, place: Any) -> Any:
        return self._sent()[place]

    def __len__(self) -> int:
        return len(self._sent())

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._sent()))
