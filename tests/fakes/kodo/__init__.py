"""Kodo as its public documents describe it, as a real HTTP server with everything in memory."""

from tests.fakes.kodo.objects import Object
from tests.fakes.kodo.server import FakeKodo

__all__ = ["FakeKodo", "Object"]
