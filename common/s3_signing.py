"""Signed S3 addresses (AWS Signature Version 4), the same for everybody who asks within a while.

A page has a thousand of them, and botocore takes half a millisecond for each. What all addresses of
one while share, the day's key above all, is worked out once; tests compare the outcome with botocore's.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from urllib.parse import quote, urlsplit

LONGEST = 7 * 86400  # what S3 lets a signature live, in seconds


@dataclass(frozen=True)
class While:
    """A beginning and an end, with what every address signed for them has in common."""

    query: str
    to_sign: str
    key: bytes

    def signed(self, url: str, wishes: str = "") -> str:
        """The plain address, signed. ``wishes`` is a query of one parameter, encoded, that S3 shall heed."""
        parts = urlsplit(url)
        query = f"{self.query}&{wishes}" if wishes else self.query  # in the order of the alphabet
        request = f"GET\n{parts.path}\n{query}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
        text = self.to_sign + sha256(request.encode()).hexdigest()
        signature = digest(self.key, text.encode(), "sha256").hex()
        return f"{url}?{wishes}{'&' if wishes else ''}{self.query}&X-Amz-Signature={signature}"


@lru_cache(maxsize=64)
def lasting(access_key: str, secret_key: str, region: str, *, begins: int, deadline: int) -> While:
    """The means to sign addresses that are good from one second to another (since 1970)."""
    moment = datetime.fromtimestamp(begins, UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = (moment[:8], region, "s3", "aws4_request")
    key = f"AWS4{secret_key}".encode()
    for part in scope:
        key = digest(key, part.encode(), "sha256")
    query = (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Credential={quote('/'.join((access_key, *scope)), safe='-._~')}"
        f"&X-Amz-Date={moment}&X-Amz-Expires={deadline - begins}&X-Amz-SignedHeaders=host"
    )
    return While(query, f"AWS4-HMAC-SHA256\n{moment}\n{'/'.join(scope)}\n", key)


def beginning(deadline: int, *, now: int, window: int) -> int:
    """S3 wants a beginning as well: not in the future, not too long ago, and the same for all in a window."""
    return max(min(deadline - 2 * window, now - now % 60), deadline - LONGEST)
