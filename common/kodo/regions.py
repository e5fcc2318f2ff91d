"""Which hosts serve a bucket: as the settings say, as the region says, or as Kodo itself says."""

import json
import time
from threading import Lock
from urllib.parse import urlencode

from qiniu.http.region import Region, ServiceName

from common.errors import StorageRefused, StorageUnavailable
from common.kodo.config import BucketConfig, with_scheme
from common.kodo.transport import Transport

KEPT = 6 * 3600
_found: dict[tuple[str, str, str], tuple[float, dict[str, tuple[str, ...]]]] = {}
_lock = Lock()


def hosts(config: BucketConfig, service: str, transport: Transport) -> tuple[str, ...]:
    """The addresses of a service (up, rs, rsf), the best first."""
    account = config.account
    said = dict(account.hosts).get(service)
    if said:
        return said
    if account.region:
        region = Region.from_region_id(account.region, preferred_scheme="https")
        return tuple(endpoint.get_value() for endpoint in region.services[ServiceName(service)])
    key = (account.query_host, account.access_key, config.name)
    with _lock:
        until, known = _found.get(key, (0.0, {}))
    if until < time.monotonic():
        known = _query(config, transport)
        with _lock:
            _found[key] = (time.monotonic() + KEPT, known)
    return known[service]


def _query(config: BucketConfig, transport: Transport) -> dict[str, tuple[str, ...]]:
    account = config.account
    query = urlencode({"ak": account.access_key, "bucket": config.name})
    answer = transport.ask("GET", [f"{account.query_host}/v4/query?{query}"], sign=lambda url: {})
    if answer.status != 200:
        said = answer.body[:200].decode(errors="replace")
        raise StorageRefused(f"{config.name}: Kodo does not say where it lies: {answer.status} {said}")
    try:
        region = json.loads(answer.body)["hosts"][0]
        return {
            name: tuple(with_scheme(host) for host in region[name]["domains"]) for name in ("up", "rs", "rsf")
        }
    except (ValueError, LookupError, TypeError) as error:
        raise StorageUnavailable(f"{config.name}: the list of hosts cannot be read") from error
