"""What is wrong with where pictures are kept, told at start and not at the first upload."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

KINDS = ("local", "qiniu", "s3")
ADDRESSINGS = ("auto", "virtual", "path")


def problems(*, production: bool) -> Iterator[checks.CheckMessage]:
    """An error for each thing that is missing or unsafe."""
    if settings.STORAGE not in KINDS:
        hint = f"Choose one of {', '.join(KINDS)}; see docs/storage.md."
        yield checks.Error(f"STORAGE is unknown: {settings.STORAGE!r}.", hint=hint, id="vitrine.E060")
    elif settings.STORAGE == "qiniu":
        yield from _bucket_problems("QINIU", settings.QINIU, production)
    elif settings.STORAGE == "s3":
        yield from _bucket_problems("S3", settings.S3, production)
        if settings.S3["ADDRESSING"] not in ADDRESSINGS:
            hint = f"Choose one of {', '.join(ADDRESSINGS)}."
            yield checks.Error("S3_ADDRESSING is unknown.", hint=hint, id="vitrine.E061")


def _bucket_problems(prefix: str, said: dict[str, Any], production: bool) -> Iterator[checks.CheckMessage]:
    originals = said["BUCKETS"]["originals"]
    wanted = {"ACCESS_KEY": said["ACCESS_KEY"], "SECRET_KEY": said["SECRET_KEY"], "BUCKET": originals["NAME"]}
    if prefix == "QINIU":
        # Kodo gives files away only at a host that was bound to the bucket.
        shared: list[Any] = []
        for role, bucket in said["BUCKETS"].items():
            if bucket not in shared:
                part = "" if role == "originals" else f"{role.upper()}_"
                wanted[f"{part}DOMAIN"] = bucket["DOMAIN"]
                shared.append(bucket)
    for name, value in wanted.items():
        if not value:
            hint = f"STORAGE={settings.STORAGE} needs it; see docs/storage.md."
            yield checks.Error(f"{prefix}_{name} is not set.", hint=hint, id="vitrine.E062")
    if not 0.5 <= said["TIMEOUT"] <= 60:
        yield checks.Error(f"{prefix}_TIMEOUT makes no sense: {said['TIMEOUT']}.", id="vitrine.E063")
    open_roles = [role for role, bucket in said["BUCKETS"].items() if not bucket["PRIVATE"]]
    for role in open_roles:
        if said["BUCKETS"][role]["NAME"] == originals["NAME"]:
            hint = "Nothing in the bucket of the originals may be public: give it a bucket of its own."
            yield checks.Error(
                f"{prefix}_{role.upper()}_BUCKET is the bucket of the originals.",
                hint=hint,
                id="vitrine.E064",
            )
    if production:
        yield from _plain_http(prefix, said)


def _plain_http(prefix: str, said: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    addresses = {bucket["DOMAIN"] for bucket in said["BUCKETS"].values()} | set(
        said.get("HOSTS", {}).values()
    )
    addresses.add(said.get("ENDPOINT", ""))
    for address in sorted(addresses):
        if urlsplit(address).scheme == "http":
            hint = "Keys and private pictures travel there: give an https address."
            yield checks.Error(f"{prefix}: {address} is not https.", hint=hint, id="vitrine.E065")
