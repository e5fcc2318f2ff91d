"""rs, rsf and uc: asking, removing, carrying, listing."""

import base64
import re
from urllib.parse import parse_qs

from tests.fakes.kodo.messages import Reply
from tests.fakes.kodo.objects import Object
from tests.fakes.kodo.signatures import Refused


def _check(kodo, request):
    kodo.signatures.check_management(
        request.method, request.host, request.target, request.headers, request.body
    )


def _entry(kodo, encoded):
    name, _, key = base64.urlsafe_b64decode(encoded).decode().partition(":")
    return kodo.bucket(name), key


def _found(bucket, key):
    if key not in bucket.objects:
        raise Refused(612, "no such file or directory")
    return bucket.objects[key]


def _described(found):
    return {
        "fsize": len(found.data),
        "hash": found.hash,
        "mimeType": found.mime,
        "putTime": found.put_time,
        "type": 0,
    }


def stat(kodo, request, match, **_):
    _check(kodo, request)
    with kodo.lock:
        bucket, key = _entry(kodo, match[1])
        return Reply.json(_described(_found(bucket, key)))


def delete(kodo, request, match, **_):
    _check(kodo, request)
    with kodo.lock:
        bucket, key = _entry(kodo, match[1])
        _found(bucket, key)
        del bucket.objects[key]
    return Reply()


def _carry(kodo, request, match, *, keep):
    _check(kodo, request)
    with kodo.lock:
        (source, key), (target, new_key) = _entry(kodo, match[1]), _entry(kodo, match[2])
        found = _found(source, key)
        if new_key in target.objects and match[3] != "true":
            raise Refused(614, "file exists")
        target.objects[new_key] = Object(found.data, found.mime, kodo.stamp(), found.hash)
        if not keep:
            del source.objects[key]
    return Reply()


def copy(kodo, request, match, **_):
    return _carry(kodo, request, match, keep=True)


def move(kodo, request, match, **_):
    return _carry(kodo, request, match, keep=False)


def listing(kodo, request, match, **_):
    _check(kodo, request)
    asked = {name: values[0] for name, values in parse_qs(request.query).items()}
    prefix, delimiter = asked.get("prefix", ""), asked.get("delimiter", "")
    limit, after = int(asked.get("limit", 1000)), asked.get("marker", "")
    if not 1 <= limit <= 1000:
        raise Refused(400, "invalid limit")
    after = base64.urlsafe_b64decode(after).decode() if after else ""
    items, prefixes, last = [], [], ""
    with kodo.lock:
        bucket = kodo.bucket(asked["bucket"])
        for key in sorted(bucket.objects):
            inner = key.removeprefix(prefix)
            common = (
                prefix + inner.partition(delimiter)[0] + delimiter if delimiter and delimiter in inner else ""
            )
            place = (common if delimiter else "") or key
            if not key.startswith(prefix) or place <= after or place in prefixes:
                continue
            if len(items) + len(prefixes) == limit:
                said = {"marker": base64.urlsafe_b64encode(last.encode()).decode()}
                return Reply.json({**said, "items": items, "commonPrefixes": prefixes})
            last = place
            if delimiter and common:
                prefixes.append(common)
            else:
                items.append({"key": key, **_described(bucket.objects[key])})
    return Reply.json({"items": items} | ({"commonPrefixes": prefixes} if prefixes else {}))


def query(kodo, request, match, **_):
    asked = parse_qs(request.query)
    if asked.get("ak") != [kodo.access_key]:
        raise Refused(612, "app/accesskey is not found")
    kodo.bucket(asked["bucket"][0])
    domains = {"domains": [kodo.url]}
    region = {
        "region": "fake",
        "ttl": 86400,
        **dict.fromkeys(("up", "rs", "rsf", "io", "uc", "api"), domains),
    }
    return Reply.json({"hosts": [region]})


ROUTES = [
    ("rs", "stat", "GET POST", re.compile(r"/stat/([\w=-]+)"), stat),
    ("rs", "delete", "POST", re.compile(r"/delete/([\w=-]+)"), delete),
    ("rs", "copy", "POST", re.compile(r"/copy/([\w=-]+)/([\w=-]+)(?:/force/(true|false))?"), copy),
    ("rs", "move", "POST", re.compile(r"/move/([\w=-]+)/([\w=-]+)(?:/force/(true|false))?"), move),
    ("rsf", "list", "GET POST", re.compile(r"/list"), listing),
    ("uc", "query", "GET", re.compile(r"/v4/query"), query),
]
