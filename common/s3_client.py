"""One client of S3 for all threads of a process."""

from functools import lru_cache
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

_making = Lock()


def client_of(*account: Any) -> Any:
    """The client of an account in this process; safe to share, but not to make by two threads at once."""
    with _making:
        return _client(*account)


@lru_cache(maxsize=16)
def _client(
    key: str, secret: str, endpoint: str | None, region: str, addressing: str, timeout: float, process: int
) -> Any:
    session = boto3.session.Session(aws_access_key_id=key, aws_secret_access_key=secret)
    config = client_config(addressing, timeout)
    return session.client("s3", region_name=region, endpoint_url=endpoint, config=config)


def client_config(addressing: str, timeout: float) -> Config:
    return Config(
        s3={"addressing_style": addressing},
        signature_version="s3v4",
        # Newer checksums than MD5 are sent as trailers, which servers other than Amazon's refuse.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=timeout / 2,
        read_timeout=timeout,
        max_pool_connections=32,
        retries={"total_max_attempts": 2, "mode": "standard"},
    )
