"""What goes wrong, told in advance: for which requests, how often."""

import threading
from dataclasses import dataclass


@dataclass
class Fault:
    what: str
    kind: str  # status, hang, drop, lose_answer, slow, lie
    times: int | None
    value: object = None


class Faults:
    """``what`` is an operation (form, initiate, part, complete, abort, stat, delete, copy, move, list, get,
    query, callback), a service (up, rs, rsf, io, uc) or ``*``."""

    def __init__(self):
        self._faults = []
        self._lock = threading.Lock()
        self.released = threading.Event()

    def fail(self, what="*", *, status=503, times=None):
        """Answer with an error. Without ``times``, until ``heal()``."""
        self._faults.append(Fault(what, "status", times, status))

    def hang(self, what="*", *, times=None):
        """Take the request and say nothing until ``heal()``."""
        self._faults.append(Fault(what, "hang", times))

    def drop(self, what="*", *, times=None):
        """Close the connection in place of an answer; nothing is done."""
        self._faults.append(Fault(what, "drop", times))

    def lose_answer(self, what="*", *, times=None):
        """Do what is asked, and close the connection in place of the answer."""
        self._faults.append(Fault(what, "lose_answer", times))

    def slow(self, what="*", *, bytes_per_second, times=None):
        """Send the answer's body at this pace."""
        self._faults.append(Fault(what, "slow", times, bytes_per_second))

    def lie(self, what="*", *, times=None):
        """Uploads are stored, and downloads sent, with other bytes of the same number."""
        self._faults.append(Fault(what, "lie", times))

    def not_kodo(self, what="*", *, times=None):
        """A cheerful answer of somebody else, of a proxy for one: 200, JSON, no X-Reqid."""
        self._faults.append(Fault(what, "not_kodo", times))

    def heal(self):
        """All is well again; requests that hang are let go without an answer."""
        with self._lock:
            self._faults = []
        self.released.set()
        self.released = threading.Event()

    def next(self, service, operation):
        with self._lock:
            for fault in self._faults:
                if fault.what in ("*", service, operation) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None
