"""The contract between the site and whatever looks at its photos."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from galleries.tagging import split_tags

MAX_LABEL = 50


class AnalysisFailed(Exception):
    """Why there are no suggestions. `retryable` says whether the same photo may fare better later."""

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable


@dataclass(frozen=True)
class Suggestion:
    """One tag, in one or both languages. What cannot be a tag is a ValueError or TypeError.

    `mock` marks a guess that nobody looked for, so that pages can say so.
    """

    label_en: str
    label_zh: str
    confidence: float
    mock: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "label_en", _label(self.label_en))
        object.__setattr__(self, "label_zh", _label(self.label_zh))
        if not self.label_en and not self.label_zh:
            raise ValueError("a tag needs a label in English or Chinese")
        if isinstance(self.confidence, bool) or not isinstance(self.confidence, (int, float)):
            raise TypeError("a confidence is a number")
        if not 0 <= self.confidence <= 1:  # which also refuses NaN
            raise ValueError("a confidence lies between 0 and 1")
        object.__setattr__(self, "confidence", round(float(self.confidence), 4))


def _label(text: str) -> str:
    """One tag's worth of text: what separates tags when people type them becomes a blank."""
    if not isinstance(text, str):
        raise TypeError("a label is text")
    if len(text) > 10 * MAX_LABEL:
        raise ValueError(f"a label has at most {MAX_LABEL} characters")
    label = " ".join(split_tags(text))
    if len(label) > MAX_LABEL:
        raise ValueError(f"a label has at most {MAX_LABEL} characters")
    return label if any(character.isalnum() for character in label) else ""


@dataclass(frozen=True)
class Subject:
    """What an analyzer gets to see of a photo."""

    path: Path  # a small JPEG, some 640 pixels wide, upright, without metadata
    sha256: str  # of the photo as it was uploaded
    width: int  # of the photo itself, upright
    height: int
    measures: dict[str, Any] = field(
        default_factory=dict
    )  # as of galleries.pictures.measures.Measures.as_dict
    taken_at: datetime | None = None  # as a clock on the wall showed it where the photo was taken
    latitude: float | None = None  # for the seasons only; it never leaves the site
    camera: str = ""
    exposure_time: float | None = None  # seconds
    iso: int | None = None
    focal_length: float | None = None  # millimetres


class Analyzer(ABC):
    """Looks at one photo at a time, in a worker. The same photo gives the same suggestions."""

    name: str

    @abstractmethod
    def analyse(self, picture: Subject) -> list[Suggestion]:
        """Tags for the photo, the surest first, each once; or AnalysisFailed."""


def surest_first(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Each tag once, as sure as it was ever said."""
    best: dict[tuple[str, str], Suggestion] = {}
    for one in sorted(suggestions, key=lambda suggestion: -suggestion.confidence):
        best.setdefault((one.label_en.casefold(), one.label_zh.casefold()), one)
    return list(best.values())


def load_analyzer(dotted_path: str) -> Analyzer:
    """The analyzer that a setting names, configured from the settings when it has `from_settings`."""
    found = import_string(dotted_path)
    analyzer = found.from_settings() if hasattr(found, "from_settings") else found()
    if not isinstance(analyzer, Analyzer):
        raise TypeError(f"{dotted_path} is not a galleries.analysis.base.Analyzer")
    return analyzer
