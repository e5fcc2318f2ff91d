"""Where an object can be read: the bucket's own domain, open or signed."""

from urllib.parse import quote

from common.kodo.config import BucketConfig
from common.kodo.tokens import Tokens


class Addresses:
    def __init__(self, config: BucketConfig, tokens: Tokens) -> None:
        self._domain, self._tokens = config.domain, tokens

    def public(self, key: str, fops: str = "") -> str:
        """The plain address; ``fops`` is what Kodo shall do to the picture, as ``imageView2/2/w/640``."""
        address = f"{self._domain}/{quote(key)}"
        return f"{address}?{fops}" if fops else address

    def signed(self, key: str, deadline: int, fops: str = "") -> str:
        """The address with a deadline (seconds since 1970) and a signature over all of it."""
        address = self.public(key, fops)
        address += f"{'&' if fops else '?'}e={deadline}"
        return f"{address}&token={self._tokens.for_url(address)}"
