"""The tree of answers in a thread, and which of them a page shows. Nothing here asks the database or recurses:
a chain of answers may be hundreds deep."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

# A thread shows so many rows on its page at most, and all threads of a page together so many.
ROWS_PER_THREAD = 50
ROWS_PER_PAGE = 120


@dataclass(slots=True, eq=False)
class Node:
    """A comment as far as its place is concerned."""

    pk: int
    parent: int
    score: int
    # Whether it has words for whoever looks.
    says: bool
    answers: list["Node"] = field(default_factory=list)
    # How many answers with words hang below it, at any depth.
    below: int = 0

    @property
    def is_shown(self) -> bool:
        """What has no words keeps its place only for the sake of its answers."""
        return self.says or self.below > 0

    @property
    def words(self) -> int:
        return self.below + self.says


def grow(rows: Iterable[tuple[int, int, int, bool]], *, best_first: bool = False) -> dict[int, Node]:
    """The nodes by key, each with the answers that are shown, in their order.

    ``rows`` are (key, parent's key, score, says), older ones first: an answer comes after what it answers.
    """
    nodes = {row[0]: Node(*row) for row in rows}
    # From the youngest: what hangs below a node is known before the node itself is counted.
    for node in reversed(nodes.values()):
        parent = nodes.get(node.parent)
        if node.is_shown and parent is not None and parent is not node:
            parent.below += node.words
            parent.answers.append(node)
    in_order: Callable[[Node], tuple[int, int]] = lambda node: (-node.score if best_first else 0, node.pk)  # noqa: E731
    for node in nodes.values():
        node.answers.sort(key=in_order)
    return nodes


def choose(tops: Sequence[Node]) -> set[int]:
    """Keys of what a page shows of these threads: the upper answers first, no thread at another's cost."""
    chosen: set[int] = set()
    left, waiting = ROWS_PER_PAGE, len(tops)
    for top in sorted(tops, key=lambda node: node.below):  # what small ones leave over is for the large ones
        share = max(1, min(ROWS_PER_THREAD, left // waiting))
        taken = _upper(top, share)
        chosen.update(taken)
        left, waiting = left - len(taken), waiting - 1
    return chosen


def _upper(top: Node, most: int) -> list[int]:
    """The node and what hangs below it, level by level, ``most`` at most."""
    level, taken = [top], [top.pk]
    while level and len(taken) < most:
        level = [answer for node in level for answer in node.answers]
        taken += [node.pk for node in level[: most - len(taken)]]
    return taken


def in_reading_order(tops: Sequence[Node], chosen: set[int], depth: int = 0) -> Iterator[tuple[Node, int]]:
    """The chosen nodes with their depth, each before its answers."""
    stack = [(top, depth) for top in reversed(tops)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack += [(answer, depth + 1) for answer in reversed(node.answers) if answer.pk in chosen]


def left_out(node: Node, chosen: set[int]) -> int:
    """How many answers with words hang below the node where the page does not show them."""
    return sum(answer.words for answer in node.answers if answer.pk not in chosen)
