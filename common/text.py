"""Text as people type it: cleaned before it is stored, its language told apart for the page."""

import re
import unicodedata

# Han, with the extensions that names use, kana and the full-width forms of CJK punctuation
CJK = re.compile(
    r"[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
)
# NUL and other controls (not tab and line breaks), surrogates, bidi overrides and isolates (Trojan Source)
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def clean(text: str) -> str:
    """The text after NFC, without NUL, controls, lone surrogates and bidi controls, trimmed."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()


def one_line(text: str) -> str:
    """As ``clean``, with every run of white space as one blank."""
    return " ".join(clean(text).split())


def folded(text: str) -> str:
    """The form in which two spellings of one word are equal: NFKC, case folded, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def has_cjk(text: str) -> bool:
    return bool(CJK.search(text))


def language_of(text: str) -> str:
    """``zh-Hans`` or ``en``: what to write into ``lang`` for a text that editors typed."""
    return "zh-Hans" if has_cjk(text) else "en"
