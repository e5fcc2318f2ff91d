"""What lies in the buckets."""

import base64
import hashlib
import itertools
from dataclasses import dataclass, field

BLOCK = 4 * 1024 * 1024
_times = itertools.count()


def qetag(data: bytes) -> str:
    """Kodo's hash, written down once more on purpose: the fake shares no code with what it tests."""
    blocks = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)] or [b""]
    sums = [hashlib.sha1(block).digest() for block in blocks]
    raw = b"\x16" + sums[0] if len(sums) == 1 else b"\x96" + hashlib.sha1(b"".join(sums)).digest()
    return base64.urlsafe_b64encode(raw).decode()


@dataclass
class Object:
    data: bytes
    mime: str = "application/octet-stream"
    put_time: int = 0  # in units of 100 nanoseconds
    hash: str = ""

    def __post_init__(self):
        self.hash = self.hash or qetag(self.data)


@dataclass
class Bucket:
    name: str
    private: bool = True
    objects: dict[str, Object] = field(default_factory=dict)


@dataclass
class Upload:
    """A resumable upload that is not complete."""

    bucket: str
    key: str
    expires: float
    parts: dict[int, tuple[str, bytes]] = field(default_factory=dict)
