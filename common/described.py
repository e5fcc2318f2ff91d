"""What a view of the API says of itself in the schema (``docs/openapi.yaml``) where the code alone does not tell."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=type)
ZIP = "application/zip"


@dataclass(frozen=True)
class Does:
    """What one method does.

    ``body``, ``query`` and ``answer`` are serializers. ``answer`` is a dict where it differs by status, and ``dict``
    where it is an empty object; None: no body. ``pages`` says that it is a page of a list. ``chosen`` is the serializer
    that ``?fields=`` and ``?include=`` speak of, where it is not that of the answer. ``refuses`` are statuses of errors
    besides those that follow from the rest. ``file`` is the media type of an answer that is no JSON; ``whole``: of a
    PATCH whose body has to be complete. ``example`` is that of a body in JSON, and has to be there where there is one;
    the serializers of answers and queries may have one themselves, as an attribute of that name.
    """

    summary: str
    body: Any = None
    answer: Any = None
    query: Any = None
    pages: bool = False
    status: int | None = None
    refuses: tuple[int, ...] = ()
    chosen: Any = None
    details: str = ""
    name: str = ""
    file: str = ""
    whole: bool = False
    example: Any = None

    def answers(self) -> dict[int, Any]:
        """By status."""
        if isinstance(self.answer, dict):
            return self.answer
        usual = 204 if self.answer is None and not self.file else 200
        return {self.status or usual: self.answer}


def described(**methods: Does) -> Callable[[View], View]:
    """A decorator for views; the names are those of methods (or, in view sets, of actions)."""

    def put(view: View) -> View:
        view.described = {**getattr(view, "described", {}), **methods}  # type: ignore[attr-defined]
        return view

    return put
