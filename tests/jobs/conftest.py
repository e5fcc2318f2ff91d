"""Kinds of work that tests make up, and what was handed to the background."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django_tasks import task_backends

from jobs import registry


@dataclass
class Recorded:
    """A kind of work that notes what was asked of it and does as it is told."""

    name: str = "test"
    did: list[int] = field(default_factory=list)
    gave_up: list[tuple[int, str]] = field(default_factory=list)
    behave: Callable[[int, registry.Report], None] = lambda target_id, report: None

    def work(self, target_id: int, report: registry.Report) -> None:
        self.did.append(target_id)
        self.behave(target_id, report)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    recorded = Recorded()
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register(
        recorded.name,
        work=recorded.work,
        gave_up=lambda target_id, reason: recorded.gave_up.append((target_id, reason)),
    )
    return recorded


@pytest.fixture
def handed_over() -> Iterator[list[Any]]:
    """The messages that went to the background, which the tests' backend records and does not run."""
    backend = task_backends["background"]
    backend.clear()
    yield backend.results
    backend.clear()
