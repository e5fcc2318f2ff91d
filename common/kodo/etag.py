"""Kodo's own hash of a file ("qetag"), computed while the bytes pass by."""

from base64 import urlsafe_b64encode
from hashlib import sha1

BLOCK = 4 * 1024 * 1024
ONE_BLOCK, MANY_BLOCKS = b"\x16", b"\x96"


class Etag:
    """SHA-1 of the file when it has one block of 4 MB, else the SHA-1 of its blocks' SHA-1s."""

    def __init__(self) -> None:
        self._done: list[bytes] = []
        self._block = sha1(usedforsecurity=False)
        self._room = BLOCK

    def update(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if not self._room:
                self._done.append(self._block.digest())
                self._block, self._room = sha1(usedforsecurity=False), BLOCK
            taken, view = view[: self._room], view[self._room :]
            self._block.update(taken)
            self._room -= len(taken)

    def text(self) -> str:
        """The hash as ``stat`` and the ETag header of a download show it."""
        last = self._block.digest()
        if not self._done:
            return urlsafe_b64encode(ONE_BLOCK + last).decode()
        whole = sha1(b"".join([*self._done, last]), usedforsecurity=False).digest()
        return urlsafe_b64encode(MANY_BLOCKS + whole).decode()


def is_comparable(etag: str) -> bool:
    """Whether a hash is of this kind. Other clients may upload in parts of another size; those have their own."""
    return len(etag) == 28 and etag[0] in "Fl"  # base64 of 0x16… and 0x96…
