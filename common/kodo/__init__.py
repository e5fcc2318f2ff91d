"""Qiniu Kodo: one bucket, its addresses and its uploads. ``common.storage`` is Django's face of it."""

from common.kodo.addresses import Addresses
from common.kodo.bucket import Bucket, Stat
from common.kodo.config import Account, BucketConfig
from common.kodo.etag import Etag
from common.kodo.tokens import Tokens

__all__ = ["Account", "Addresses", "Bucket", "BucketConfig", "Etag", "Stat", "Tokens"]
