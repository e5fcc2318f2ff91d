"""Whether a comment is shown at once or waits for approval. What keeps machines out is in ``traps``."""

import re
import unicodedata
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.text import folded, has_cjk
from community.models import AlbumComment, ModerationRules

# What is not seen, and put between letters in order to get past such lists: soft hyphens, joiners, blanks without
# width, variation selectors.
_UNSEEN = re.compile("[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff]")
# What our markup makes of it is not seen either.
_MARKUP = re.compile(r"[*_`~\\]")
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


class Verdict(NamedTuple):
    """``reason`` is a sentence for the author; empty when the comment may be shown at once."""

    waits: bool
    reason: str = ""


def screen(*, user: Any, text: str, album: Any = None) -> Verdict:
    """What the rules say of this text of this person (words, links, first comment). The author is always told.

    Never of what moderators write, nor of what somebody writes below her own ``album``.
    """
    rules = ModerationRules.objects.first() or ModerationRules()
    reason = _reason(rules, user, text)
    if not reason or (album is not None and album.owner_id == user.pk) or user.has_perm("community.moderate"):
        return Verdict(waits=False)
    return Verdict(waits=True, reason=reason)


def _reason(rules: ModerationRules, user: Any, text: str) -> str:
    if holds_a_word(text, rules.words):
        return _("It holds a word that moderators look at first.")
    if len(_LINK.findall(_UNSEEN.sub("", text))) > rules.most_links:
        return _("It holds many links, and moderators look at it first.")
    if rules.approve_first and not _is_trusted(user):
        return _("It is your first comment here, and moderators look at it first.")
    return ""


def holds_a_word(text: str, words: str) -> bool:
    """Whether the text holds one of the words, one on each line of ``words``.

    Words in letters match as whole words, Chinese ones wherever they stand, with blanks and signs between too.
    """
    seen = _UNSEEN.sub("", text)
    spellings = {folded(seen), folded(_MARKUP.sub("", seen))}
    close = {_only_letters(spelling) for spelling in spellings}
    for line in words.splitlines():
        word = folded(_UNSEEN.sub("", line))
        if not word:
            continue
        if has_cjk(word):
            if any(_only_letters(word) in spelling for spelling in close):
                return True
        elif any(_whole_word(word, spelling) for spelling in spellings):
            return True
    return False


def _only_letters(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


def _whole_word(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
        if not _goes_on(before) and not _goes_on(after):
            return True
        at = text.find(word, at + 1)
    return False


def _goes_on(char: str) -> bool:
    """Whether the word goes on with this character. Chinese may stand beside a Latin word without a blank."""
    return char.isalnum() and not has_cjk(char)


def _is_trusted(user: Any) -> bool:
    """Whether something that she wrote before stands in sight."""
    shown = AlbumComment.objects.filter(user_id=user.pk, state=AlbumComment.State.VISIBLE)
    return shown.exists()
