"""What counts as a suggestion, and how an analyzer is found."""

import pytest

from galleries.analysis.base import Suggestion, load_analyzer, surest_first
from galleries.analysis.mock import MockAnalyzer


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  mountain \n", "mountain"),
        ("Cafe\u0301", "Café"),
        ("red\x00\u202egreen", "redgreen"),
        ("sea, sky；clouds", "sea sky clouds"),
        ('the "Bund"', "the Bund"),
        ("m" * 50, "m" * 50),
    ],
)
def test_a_label_is_cleaned(typed, kept):
    assert Suggestion(typed, "", 0.5).label_en == kept


@pytest.mark.parametrize("en", ["", "  ", "\u200b", "—", "\ud800", "m" * 51, "m " * 10_000, None, 7])
def test_what_cannot_be_a_label_is_refused(en):
    with pytest.raises((ValueError, TypeError)):
        Suggestion(en, "", 0.5)


def test_one_language_is_enough():
    assert Suggestion("", "山", 1).label_zh == "山"


@pytest.mark.parametrize("confidence", [-0.01, 1.01, 93, float("nan"), float("inf"), True, None, "0.9"])
def test_what_cannot_be_a_confidence_is_refused(confidence):
    with pytest.raises((ValueError, TypeError)):
        Suggestion("mountain", "山", confidence)


def test_the_same_tag_said_twice_counts_once_with_its_best_confidence():
    said = [Suggestion("Sea", "海", 0.3), Suggestion("sky", "天", 0.5), Suggestion("sea", "海", 0.9)]
    assert [(one.label_en, one.confidence) for one in surest_first(said)] == [("sea", 0.9), ("sky", 0.5)]


def test_an_analyzer_is_found_by_its_dotted_path():
    assert isinstance(load_analyzer("galleries.analysis.mock.MockAnalyzer"), MockAnalyzer)


def test_what_is_not_an_analyzer_is_told_at_once():
    with pytest.raises(TypeError):
        load_analyzer("collections.OrderedDict")
