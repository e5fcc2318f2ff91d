"""The providers' HTTP interfaces, as far as the SDKs use them, on a real server of this machine."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.common.local_server import Behaviour, Received, answer


def tencent_says(code: str = "Ok") -> Behaviour:
    """What it says about the one number."""
    status = {"SerialNo": "1", "PhoneNumber": "", "Fee": 1, "Code": code, "Message": "", "IsoCode": "CN"}
    return _json({"Response": {"SendStatusSet": [status], "RequestId": "r"}})


def tencent_fails(code: str) -> Behaviour:
    """What it says instead of looking at the number at all."""
    return _json({"Response": {"Error": {"Code": code, "Message": "no"}, "RequestId": "r"}})


def aliyun_says(code: str = "OK", status: int = 200) -> Behaviour:
    return _json({"Code": code, "Message": "", "RequestId": "r", "BizId": "b"}, status)


def query_of(received: Received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(received.path).query).items()}


def _json(body: dict[str, Any], status: int = 200) -> Behaviour:
    return answer(status, json.dumps(body).encode(), content_type="application/json")
