"""What editors do to many photos of one album at once, each action in one transaction, and taking it back."""

from galleries.changes.arrange import arrange
from galleries.changes.base import AT_MOST, Outcome, Refused
from galleries.changes.elsewhere import copy, transfer
from galleries.changes.places import choose_cover, move, remove, write_caption
from galleries.changes.tags import accept, add, reject, take_away
from galleries.changes.texts import COLUMNS, shift_taken, write
from galleries.changes.undo import undo
from galleries.changes.words import DONE, LABELS, action_of
from galleries.changes.work import analyse, prepare_again, throw_away

__all__ = [
    "AT_MOST",
    "COLUMNS",
    "DONE",
    "LABELS",
    "Outcome",
    "Refused",
    "accept",
    "action_of",
    "add",
    "analyse",
    "arrange",
    "choose_cover",
    "copy",
    "move",
    "prepare_again",
    "reject",
    "remove",
    "shift_taken",
    "take_away",
    "throw_away",
    "transfer",
    "undo",
    "write",
    "write_caption",
]
