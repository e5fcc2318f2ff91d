"""What people write as comments: cleaned, and made into HTML that is safe to show.

Markdown-lite: bold, italic, links, code, quotes, line breaks. A bare address becomes a link, ``@name`` leads to the
person. markdown-it makes the HTML and takes none; nh3 then lets nothing through but the tags that are named here.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from markdown_it import MarkdownIt
from markdown_it.token import Token

from common.text import clean
from community.mentions import MENTION, names_in, people_in

# More is refused; fewer may still have to wait for approval (community/screening.py).
MOST_LINKS = 20
TAGS = {"p", "br", "strong", "em", "a", "code", "pre", "blockquote"}
RULES = [
    "emphasis", "link", "autolink", "backticks", "fence", "blockquote", "newline", "escape", "entity",
]  # fmt: skip
_WEB = re.compile(r"https?://", re.IGNORECASE)
# A bare address ends before what is Chinese or full-width punctuation, and before quotes and brackets.
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{}|\u2018-\u201f\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
# Letters, digits, signs, emoji: what is left of a text without what nobody sees.
_SOMETHING = re.compile(
    r"[^\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2064\u2800\u3164\ufe00-\ufe0f\uffa0]"
)


class Written(NamedTuple):
    """A text as it is kept and shown, and the people whom it mentions."""

    text: str
    html: str
    mentioned: list[Any]


def cleaned(text: str) -> str:
    """The text as it is kept. ValidationError when it says nothing or too much."""
    most = settings.COMMENT_MAX_CHARS
    # Before it is cleaned: what is far too long is not worth the work.
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n")) if len(text) <= 4 * most else text
    if len(text) > most:
        message = ngettext_lazy(
            "A comment has %(most)d character at most.", "A comment has %(most)d characters at most.", most
        )
        raise ValidationError({"text": ValidationError(message % {"most": most}, code="too_long")})
    if not _SOMETHING.search(text):
        raise ValidationError({"text": ValidationError(_("A comment needs words."), code="required")})
    return text


def write(text: str) -> Written:
    """Clean the text and make its HTML."""
    text = cleaned(text)
    tokens = _tokens_of(text)
    if links_in(tokens) > MOST_LINKS:
        message = ngettext_lazy(
            "A comment has %(most)d link at most.", "A comment has %(most)d links at most.", MOST_LINKS
        )
        raise ValidationError(
            {"text": ValidationError(message % {"most": MOST_LINKS}, code="too_many_links")}
        )
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Written(text, _safe(html), _people(tokens))


def mentioned_in(text: str) -> list[Any]:
    """The people whom a text that was kept before mentions."""
    return _people(_tokens_of(text))


def _tokens_of(text: str) -> list[Token]:
    tokens = _markdown.parse(text)
    lines = [token.children for token in tokens if token.type == "inline" and token.children]
    people = people_in(plain.content for line in lines for plain in _plain(line))
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = list(_with_links(token.children, people))
    return tokens


def _people(tokens: list[Token]) -> list[Any]:
    return list(
        {token.meta["person"].pk: token.meta["person"] for token in _links(tokens) if token.meta}.values()
    )


def links_in(tokens: list[Token]) -> int:
    """How many links lead away from the site."""
    return sum(1 for token in _links(tokens) if not token.meta)


def _links(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (child for child in token.children or () if child.type == "link_open")


def _safe(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "class"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener ugc",
        strip_comments=True,
    ).strip()


def _plain(line: list[Token]) -> Iterator[Token]:
    """The pieces of text that are neither code nor part of a link."""
    inside = 0
    for token in line:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not inside:
            yield token


def _with_links(line: list[Token], people: dict[str, Any]) -> Iterator[Token]:
    """The line with bare addresses and mentions as links."""
    plain = {id(token) for token in _plain(line)}
    for token in line:
        if id(token) in plain:
            yield from _linked(token.content, people)
        else:
            yield token


def _linked(text: str, people: dict[str, Any]) -> Iterator[Token]:
    at = 0
    for start, end, href, person in _found_in(text, people):
        if start < at:
            continue
        yield _text(text[at:start])
        yield Token(
            "link_open",
            "a",
            1,
            attrs={"href": href, "class": "mention"} if person else {"href": href},
            meta={"person": person} if person else {},
        )
        yield _text(text[start:end])
        yield Token("link_close", "a", -1)
        at = end
    yield _text(text[at:])


def _found_in(text: str, people: dict[str, Any]) -> list[tuple[int, int, str, Any]]:
    """Where something begins and ends that becomes a link, with its address and the person who is meant."""
    found: list[tuple[int, int, str, Any]] = []
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match[0])
        if len(address) > len("https://"):
            found.append((match.start(), match.start() + len(address), address, None))
    for match in MENTION.finditer(text) if people else ():
        name = next((name for name in names_in(match[1]) if name in people), "")
        if name:
            person = people[name]
            found.append((match.start(), match.start() + 1 + len(name), person.get_absolute_url(), person))
    return sorted(found, key=lambda one: one[:2])


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    while address:
        if address[-1] in ".,;:!?*_~]" or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _leads_to_the_web(address: str) -> bool:
    return bool(_WEB.match(address))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True, "html": False}).enable(RULES)
    reader.validateLink = _leads_to_the_web  # type: ignore[assignment,method-assign]
    return reader


_markdown = _reader()
