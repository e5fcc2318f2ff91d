"""The server: one port for every service, told apart by the path; objects are read from ``/io/<bucket>/<key>``."""

import contextlib
import itertools
import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from tests.fakes.kodo import downloads, management, uploads
from tests.fakes.kodo.faults import Faults
from tests.fakes.kodo.messages import Reply, Request, Seen
from tests.fakes.kodo.objects import Bucket, Object
from tests.fakes.kodo.signatures import Refused, Signatures

ROUTES = [*uploads.ROUTES, *management.ROUTES, *downloads.ROUTES]


class FakeKodo(Faults):
    """``buckets`` maps names to whether they are private. ``offset`` is how far its clock is ahead of ours."""

    def __init__(self, *, access_key="test-access", secret_key="test-secret", buckets=None, port=0):
        super().__init__()
        self.access_key, self.secret_key = access_key, secret_key
        private = {"originals": True, "renditions": False, "avatars": False} if buckets is None else buckets
        self.buckets = {name: Bucket(name, is_private) for name, is_private in private.items()}
        self.uploads = {}
        self.requests = []
        self.callbacks = []
        self.offset = 0
        self.hold_callbacks = False  # they are kept in `callbacks` and not sent
        self.lock = threading.RLock()
        self.port = port
        self.signatures = Signatures(access_key, secret_key, self.now)
        self._serials = itertools.count(1)
        self._server = None

    # --- for tests ---

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def endpoint(self, service):
        """The address of up, rs, rsf or uc."""
        assert service in ("up", "rs", "rsf", "uc")
        return self.url

    def domain(self, bucket):
        """What the bucket is read from; the signed address is below it."""
        return f"{self.url}/io/{bucket}"

    @property
    def objects(self):
        """All of them, as {(bucket, key): object}."""
        return {(b.name, key): found for b in self.buckets.values() for key, found in b.objects.items()}

    def store(self, bucket, key, data, mime="application/octet-stream"):
        """Put something there past all doors. The caller holds no lock."""
        with self.lock:
            self.buckets[bucket].objects[key] = Object(data, mime, self.stamp())

    def sweep(self):
        """Drop the parts of uploads that were never completed and are a week old, as Kodo does by itself."""
        with self.lock:
            self.uploads = {name: one for name, one in self.uploads.items() if one.expires >= self.now()}

    def now(self):
        return time.time() + self.offset

    def stamp(self):
        return int(self.now() * 10_000_000)

    def count(self, operation):
        return sum(seen.operation == operation for seen in self.requests)

    def start(self):
        """Listen. After ``stop()`` it comes back on the same port with everything it had."""
        kodo = self

        class Handler(_Handler):
            fake = kodo

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass  # clients that hang up are part of the game

        self._server = Server(("127.0.0.1", self.port), Handler)
        self._server.connections = set()
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def stop(self):
        """Gone: connections are closed and new ones refused."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.shutdown()
        server.server_close()
        self.released.set()
        self.released = threading.Event()
        for connection in list(server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.stop()

    # --- for the handler ---

    def answer(self, request):
        """(what was asked, the reply or None for silence, bytes per second or None)"""
        service, operation, handle, match = self._route(request)
        seen = Seen(service, operation, request.method, request.target)
        with self.lock:
            self.requests.append(seen)
        fault = self.next(service, operation)
        kind = fault.kind if fault else ""
        if kind == "hang":
            self.released.wait(120)
        if kind in ("hang", "drop"):
            return None, None
        if kind == "status":
            reply = Reply.json({"error": "told to fail"}, fault.value)
        elif kind == "not_kodo":
            return Reply(200, b"{}", "application/json", (("X-Reqid", None),)), None
        else:
            try:
                reply = handle(self, request, match, lie=kind == "lie")
            except Refused as refused:
                reply = Reply.json({"error": refused.message}, refused.status)
        seen.status = reply.status
        if kind == "lose_answer":
            return None, None
        return reply, fault.value if kind == "slow" else None

    def _route(self, request):
        for service, operation, method, pattern, handle in ROUTES:
            match = pattern.fullmatch(request.path)
            if match and request.method in method.split():
                return service, operation, handle, match
        return "", "unknown", lambda *args, **kwargs: Reply.json({"error": "no such api"}, 404), None

    def reqid(self):
        return f"fake-{next(self._serials):06d}"

    def bucket(self, name):
        if name not in self.buckets:
            raise Refused(631, "no such bucket")
        return self.buckets[name]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FakeKodo"
    timeout = 30
    disable_nagle_algorithm = True
    fake = None

    def setup(self):
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self):
        self.server.connections.discard(self.connection)
        super().finish()

    def _handle(self):
        # Kodo reads the whole of a request before it says anything.
        body = self._body()
        request = Request(self.command, self.path, self.headers.get("Host", ""), self.headers, body)
        reply, pace = self.fake.answer(request)
        if reply is None:
            self.close_connection = True
            return
        headers = {"X-Reqid": self.fake.reqid(), **dict(reply.headers)}
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._send(reply.body, pace)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = _handle

    def _body(self):
        left, body = int(self.headers.get("Content-Length") or 0), bytearray()
        while left and (piece := self.rfile.read(min(left, 1 << 20))):
            body += piece
            left -= len(piece)
        if left:
            raise ConnectionError("the body broke off")
        return bytes(body)

    def _send(self, body, pace):
        if not pace:
            self.wfile.write(body)
            return
        step, released = max(1, pace // 10), self.fake.released
        for at in range(0, len(body), step):
            self.wfile.write(body[at : at + step])
            self.wfile.flush()
            if released.wait(0.1):
                return

    def date_time_string(self, timestamp=None):
        return super().date_time_string(self.fake.now() if timestamp is None else timestamp)

    def log_message(self, format, *args):
        if os.environ.get("FAKE_KODO_LOG"):
            super().log_message("%s", unquote(format % args))
