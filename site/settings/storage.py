"""Where pictures are kept: on the local disk, in Qiniu Kodo, or in a bucket that speaks S3.

``STORAGE`` chooses. The aliases are the same everywhere: ``default`` for uploads and masters,
``renditions`` for what pages show, ``avatars`` for people's small pictures.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.env import env

STORAGE = env("STORAGE", default="local")
# alias of the storage -> what a bucket, and a folder in it, are called
ROLES = {"default": "originals", "renditions": "renditions", "avatars": "avatars"}


def pictures(kind: str, media_root: Path | str) -> dict[str, dict[str, Any]]:
    """``STORAGES`` but for the static files. No keys here: the arguments of a storage travel in tasks."""
    if kind in ("qiniu", "s3"):
        backend = {"qiniu": "common.storage.QiniuStorage", "s3": "common.s3_storage.S3Storage"}[kind]
        places = {"default": "originals", "renditions": "originals", "avatars": "avatars"}
        if not {"qiniu": QINIU, "s3": S3}[kind]["BUCKETS"]["renditions"]["PRIVATE"]:
            # Everything lies in the private bucket; the open one holds copies of what anybody may see.
            places["open_renditions"] = "renditions"
        return {
            alias: {"BACKEND": backend, "OPTIONS": {"bucket": role, "location": ROLES.get(alias, "open")}}
            for alias, role in places.items()
        }
    private = "galleries.storage.PrivateFileSystemStorage"
    backends = dict.fromkeys(ROLES, "django.core.files.storage.FileSystemStorage") | {"default": private}
    return {
        alias: {
            "BACKEND": backends[alias],
            "OPTIONS": {"location": str(Path(media_root) / role), "base_url": None},
        }
        for alias, role in ROLES.items()
    }


def _buckets(*given: tuple[str, str, bool]) -> dict[str, dict[str, Any]]:
    """The bucket of each role (name, domain, whether it is private): that of the originals, the open one of what
    anybody may see, that of avatars. A role without a bucket of its own shares the one before it."""
    found: dict[str, dict[str, Any]] = {}
    shared: dict[str, Any] = {}
    for role, (name, domain, private) in zip(ROLES.values(), given, strict=True):
        if name or not shared:
            shared = {"NAME": name, "DOMAIN": domain, "PRIVATE": private}
        found[role] = shared
    return found


QINIU = {
    "ACCESS_KEY": env("QINIU_ACCESS_KEY", default=""),
    "SECRET_KEY": env("QINIU_SECRET_KEY", default=""),
    # z0, z1, z2, cn-east-2, na0, as0 …; empty: Kodo is asked where the bucket lies.
    "REGION": env("QINIU_REGION", default=""),
    # Hosts that are not the region's own, by service: up, rs, rsf, uc.
    "HOSTS": env.dict("QINIU_HOSTS", default={}),
    "TIMEOUT": env.float("QINIU_TIMEOUT", default=5.0),
    "BUCKETS": _buckets(
        (env("QINIU_BUCKET", default=""), env("QINIU_DOMAIN", default=""), True),
        (
            env("QINIU_RENDITIONS_BUCKET", default=""),
            env("QINIU_RENDITIONS_DOMAIN", default=""),
            env.bool("QINIU_RENDITIONS_PRIVATE", default=False),
        ),
        (
            env("QINIU_AVATARS_BUCKET", default=""),
            env("QINIU_AVATARS_DOMAIN", default=""),
            env.bool("QINIU_AVATARS_PRIVATE", default=False),
        ),
    ),
}
S3 = {
    "ACCESS_KEY": env("S3_ACCESS_KEY", default=""),
    "SECRET_KEY": env("S3_SECRET_KEY", default=""),
    "ENDPOINT": env("S3_ENDPOINT", default=""),
    "REGION": env("S3_REGION", default=""),
    "ADDRESSING": env("S3_ADDRESSING", default="auto"),
    # Whether the server understands If-None-Match when it is written to.
    "CONDITIONAL_WRITES": env.bool("S3_CONDITIONAL_WRITES", default=True),
    "TIMEOUT": env.float("S3_TIMEOUT", default=5.0),
    "BUCKETS": _buckets(
        (env("S3_BUCKET", default=""), env("S3_DOMAIN", default=""), True),
        (
            env("S3_RENDITIONS_BUCKET", default=""),
            env("S3_RENDITIONS_DOMAIN", default=""),
            env.bool("S3_RENDITIONS_PRIVATE", default=False),
        ),
        (
            env("S3_AVATARS_BUCKET", default=""),
            env("S3_AVATARS_DOMAIN", default=""),
            env.bool("S3_AVATARS_PRIVATE", default=False),
        ),
    ),
}


def picture_origins(kind: str) -> list[str]:
    """The origins from which browsers get pictures, for the Content-Security-Policy."""
    found = []
    for bucket in {"qiniu": QINIU, "s3": S3}.get(kind, {}).get("BUCKETS", {}).values():
        address = bucket["DOMAIN"] or (_s3_address(bucket["NAME"]) if kind == "s3" else "")
        if address:
            parts = urlsplit(address if "://" in address else f"https://{address}")
            found.append(f"{parts.scheme}://{parts.netloc}")
    return sorted(set(found))


def _s3_address(bucket: str) -> str:
    """Where a bucket without a domain of its own is read from."""
    if not bucket:
        return ""
    parts = urlsplit(S3["ENDPOINT"] or f"https://s3.{S3['REGION'] or 'us-east-1'}.amazonaws.com")
    host = parts.netloc if S3["ADDRESSING"] == "path" else f"{bucket}.{parts.netloc}"
    return f"{parts.scheme}://{host}"
