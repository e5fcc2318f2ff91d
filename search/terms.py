"""A query as the words that must all be found."""

import logging
import re
import threading
import warnings
from functools import cache
from typing import Any

from common.search_text import pairs, tokens
from common.text import CJK

MAX_QUERY = 200
MAX_TERMS = 20
_HAN = re.compile(r"[\u4e00-\u9fff]+\Z")
# Little words that join others; a text that lacks them is still meant.
_PARTICLES = frozenset("的了着与和及之在是")

logger = logging.getLogger(__name__)


def terms_of(query: str) -> list[str]:
    """The words of a query, none longer than a pair where it is Chinese; empty when nothing can be found."""
    found: list[str] = []
    for token in tokens(query[:MAX_QUERY]):
        found.extend(_broken(token) if CJK.match(token) else [token])
    return list(dict.fromkeys(found))[:MAX_TERMS]


def _broken(run: str) -> list[str]:
    if len(run) <= 2:
        warm_up()
        return [run]
    words = [word for word in _words(run) if word not in _PARTICLES] or [run]
    return [part for word in words for part in (pairs(word) if len(word) > 2 else [word])]


def _words(run: str) -> list[str]:
    """The run broken into words; the whole run where the dictionary is not installed or does not apply."""
    segmenter = _segmenter() if _HAN.match(run) else None
    return [run] if segmenter is None else segmenter.lcut(run)


def warm_up() -> None:
    """Read the dictionary in the background (a second), so that the first long query need not wait for it."""
    if not _warming.is_set():
        _warming.set()
        threading.Thread(target=_segmenter, name="search-dictionary", daemon=True).start()


_warming = threading.Event()
_reading = threading.Lock()


def _segmenter() -> Any:
    with _reading:
        return _read_dictionary()


@cache
def _read_dictionary() -> Any:
    """jieba with its dictionary, or None.

    Filled by hand: jieba itself would keep a copy in the shared temporary folder, trust whatever
    lies there, and write about it on the terminal.
    """
    _warming.set()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of jieba's own, seven years old
            import jieba
    except ImportError:
        logger.info("jieba is not installed: Chinese queries are found as they stand, not word by word.")
        return None
    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter
