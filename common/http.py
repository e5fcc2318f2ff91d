"""The project's only way out over HTTP: to hosts that the settings name, and never further than asked.

`allowed_hosts` holds exact names:

    "api.example.com"             the scheme's own port, public addresses only
    "api.example.com:8443"        that port, public addresses only
    "private:analyzer:9000"       the address may also be loopback or private, for a service of ours next
    "private:[fd00::9]:9000"      door; link-local ones (cloud metadata) stay refused

The name is looked up once, every address it leads to is checked, and the connection goes to one of those very
addresses, so a name that changes its mind in between (DNS rebinding) gains nothing. TLS still asks for, and
verifies, the name. No redirects, no retries, no proxies or credentials from the environment.
"""

import ipaddress
import json as jsonlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from typing import Any, TypeVar

import certifi
import requests
from urllib3 import exceptions as trouble
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import parse_url

T = TypeVar("T")
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # holds an IPv4 address in its last 32 bits
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
# Python's `is_global` has these wrong in some of the releases we run on.
NOT_PUBLIC = [
    ipaddress.ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]


class OutgoingError(Exception):
    """Why there is no answer: not_allowed, unreachable, timeout, too_large or bad_answer.

    `retryable` says that the same request may work a little later.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.retryable = code, message, retryable


@dataclass(frozen=True)
class Answer:
    """Whatever the server said, also when it is a redirect or an error. Header names count in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise OutgoingError("bad_answer", "the answer is not JSON") from error


def fetch(
    method: str,
    url: str,
    *,
    allowed_hosts: Iterable[str],
    timeout: float = 5.0,
    max_bytes: int = 1024 * 1024,
    headers: Mapping[str, str] | None = None,
    data: Any = None,
    json: Any = None,
    files: Any = None,
    cut: bool = False,
) -> Answer:
    """The answer to one request, within `timeout` seconds all told, its body at most `max_bytes` unpacked.

    Bodies are given as to `requests`. Any status is an answer; everything else is an OutgoingError. With `cut` the
    body of a longer answer is its beginning; nothing further is read.
    """
    try:
        request = requests.Request(method, url, headers=headers, data=data, json=json, files=files).prepare()
        exchange = _Exchange(request, frozenset(allowed_hosts), timeout, max_bytes, cut)
    except (requests.RequestException, trouble.HTTPError, UnicodeError) as error:
        raise OutgoingError("not_allowed", f"not a usable request: {error}") from error
    return exchange.wait_for(exchange.answer, timeout)


def check(url: str, *, allowed_hosts: Iterable[str], timeout: float = 5.0) -> None:
    """Raise the OutgoingError that `fetch` would for a host that it may not, or cannot, connect to. Sends nothing."""
    try:
        request = requests.Request("GET", url).prepare()
        exchange = _Exchange(request, frozenset(allowed_hosts), timeout)
    except (requests.RequestException, trouble.HTTPError, UnicodeError) as error:
        raise OutgoingError("not_allowed", f"not a usable request: {error}") from error
    exchange.wait_for(exchange.addresses, timeout)


class _Exchange:
    """One request and its answer: `wait_for` has one of its parts done on a thread of its own."""

    def __init__(
        self,
        request: requests.PreparedRequest,
        allowed_hosts: frozenset[str],
        timeout: float,
        max_bytes: int = 0,
        cut: bool = False,
    ) -> None:
        self.request, self.max_bytes, self.cut = request, max_bytes, cut
        self.deadline = time.monotonic() + timeout
        self.target = target = parse_url(request.url or "")
        if target.scheme not in PORTS or not target.host or target.auth is not None:
            raise OutgoingError("not_allowed", "only http and https, and no credentials in the address")
        self.host, self.port = target.host.strip("[]"), target.port or PORTS[target.scheme]
        names = {f"{target.host}:{self.port}"}
        if self.port == PORTS[target.scheme]:
            names.add(target.host)
        self.private = any(f"private:{name}" in allowed_hosts for name in names)
        if not self.private and not names & allowed_hosts:
            raise OutgoingError("not_allowed", f"{target.host}:{self.port} is not among the allowed hosts")
        self.abandoned = False
        self.socket: socket.socket | None = None

    def wait_for(self, part: Callable[[], T], timeout: float) -> T:
        result: Future[T] = Future()
        # A thread of its own, because no socket timeout bounds a slow name server or headers that drip in.
        threading.Thread(target=self._run, args=[part, result], name="fetch", daemon=True).start()
        try:
            return result.result(timeout)
        except TimeoutError as error:
            raise OutgoingError("timeout", "no full answer in time", retryable=True) from error
        finally:
            self._abandon()

    def _run(self, part: Callable[[], T], result: "Future[T]") -> None:
        try:
            result.set_result(part())
        except BaseException as error:
            result.set_exception(_explained(error))

    def _abandon(self) -> None:
        self.abandoned = True
        if self.socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)  # wakes a thread that is reading

    def answer(self) -> Answer:
        with closing(self._connect()) as connection:
            self.socket = connection.sock  # urllib3 forgets it once it has seen the headers
            connection.timeout = self._remaining()
            method, path, headers = str(self.request.method), self.target.request_uri, self.request.headers
            headers["Host"] = str(self.target.netloc)
            with suppress(BrokenPipeError):  # a server may refuse a body that it has not read to its end
                connection.request(method, path, self.request.body, headers, preload_content=False)
            with closing(connection.getresponse()) as response:
                body = bytearray()
                for chunk in response.stream(64 * 1024):
                    body += chunk
                    if len(body) > self.max_bytes:
                        if self.cut:
                            del body[self.max_bytes :]
                            break
                        raise OutgoingError("too_large", f"the answer has more than {self.max_bytes} bytes")
                return Answer(response.status, response.headers, bytes(body))

    def _connect(self) -> HTTPConnection:
        addresses = self.addresses()
        for place, address in enumerate(addresses, start=1):
            patience = self._remaining() / (len(addresses) - place + 1)
            connection = HTTPConnection(address, self.port, timeout=patience)
            if self.target.scheme == "https":
                connection = HTTPSConnection(
                    address, self.port, timeout=patience, ssl_context=_tls(), server_hostname=self.host
                )
            try:
                connection.connect()
                return connection
            except BaseException as error:
                connection.close()
                if not isinstance(error, trouble.ConnectTimeoutError) or place == len(addresses):
                    raise
        raise OutgoingError("unreachable", f"{self.host} has no address", retryable=True)

    def addresses(self) -> list[str]:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not all(_may_connect(address, private=self.private) for address in addresses):
            raise OutgoingError("not_allowed", f"{self.host} leads to an address that is not public")
        return addresses[:4]

    def _remaining(self) -> float:
        seconds = self.deadline - time.monotonic()
        if self.abandoned or seconds <= 0:
            raise TimeoutError
        return seconds


def _may_connect(text: str, *, private: bool) -> bool:
    address = ipaddress.ip_address(text)
    if address in NAT64:
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.is_unspecified or address.is_multicast or address.is_link_local:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return False
    if private and address.is_private:
        return True
    special = any(address in network for network in NOT_PUBLIC)
    return address.is_global and not special and (address.version == 4 or address in PUBLIC_IPV6)


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()  # the system's authorities, an operator's own among them,
    context.load_verify_locations(certifi.where())  # and these, for images that have none
    return context


def _explained(error: BaseException) -> BaseException:
    """Our error for theirs; a programming error stays what it is."""
    explained: OutgoingError
    if isinstance(error, trouble.NewConnectionError):  # which urllib3 also counts among the timeouts
        explained = OutgoingError("unreachable", f"no connection: {error}", retryable=True)
    elif isinstance(error, (TimeoutError, trouble.TimeoutError)):
        explained = OutgoingError("timeout", "no answer in time", retryable=True)
    elif isinstance(error, (ssl.SSLError, trouble.SSLError)):
        explained = OutgoingError("unreachable", f"no trusted connection: {error}")
    elif isinstance(error, trouble.ProtocolError):
        explained = OutgoingError("bad_answer", "the answer broke off", retryable=True)
    elif isinstance(error, OSError):
        explained = OutgoingError("unreachable", f"no connection: {error}", retryable=True)
    elif isinstance(error, (HTTPException, trouble.HTTPError)):
        explained = OutgoingError("bad_answer", f"not a proper answer: {error!r}")
    else:
        return error
    explained.__cause__ = error
    return explained
