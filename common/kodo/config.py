"""What ``settings.QINIU`` says, as values that can be compared and never show the secret."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SERVICES = ("up", "rs", "rsf")


@dataclass(frozen=True)
class Account:
    """Whose buckets, reached how. ``hosts`` holds (service, addresses); empty means: ask by region or bucket."""

    access_key: str
    secret_key: str = field(repr=False)
    region: str = ""
    query_host: str = "https://uc.qiniuapi.com"
    hosts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    timeout: float = 5.0


@dataclass(frozen=True)
class BucketConfig:
    """One bucket: its name, the address it is read from, and whether that asks for signatures."""

    account: Account
    name: str
    domain: str
    private: bool

    @classmethod
    def from_settings(cls, role: str) -> "BucketConfig":
        """The bucket that ``settings.QINIU["BUCKETS"]`` gives a role: originals, renditions, avatars."""
        said: dict[str, Any] = getattr(settings, "QINIU", {})
        bucket = said.get("BUCKETS", {}).get(role)
        if not bucket or not bucket.get("NAME") or not said.get("ACCESS_KEY") or not said.get("SECRET_KEY"):
            raise ImproperlyConfigured(
                f"Qiniu's keys or the bucket for {role} are not set: QINIU_ACCESS_KEY, QINIU_SECRET_KEY, QINIU_BUCKET."
            )
        hosts = {name: value for name, value in said.get("HOSTS", {}).items() if value}
        account = Account(
            access_key=said["ACCESS_KEY"],
            secret_key=said["SECRET_KEY"],
            region=said.get("REGION", ""),
            query_host=with_scheme(hosts.get("uc", "uc.qiniuapi.com")),
            hosts=tuple((name, (with_scheme(hosts[name]),)) for name in SERVICES if name in hosts),
            timeout=said.get("TIMEOUT", 5.0),
        )
        return cls(account, bucket["NAME"], with_scheme(bucket["DOMAIN"]), bucket.get("PRIVATE", True))


def with_scheme(host: str) -> str:
    """The host as an address without a slash at its end; https when nothing else is said."""
    address = host if "://" in host else f"https://{host}"
    return address.rstrip("/")
