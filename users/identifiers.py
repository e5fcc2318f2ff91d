"""Who is meant by what somebody types into the one field of the sign-in."""

from django.db.models import Q

from common.text import folded, one_line
from users import phones
from users.mailbox import mailbox_key
from users.models import User

LONGEST = 254


def find(text: str) -> User | None:
    """The person with this user name, e-mail address or confirmed phone number. One query."""
    text = one_line(text)[:LONGEST]
    if not text:
        return None
    return min(User.objects.filter(_meant(text)), key=lambda user: _doubt(user, text), default=None)


def _doubt(user: User, text: str) -> int:
    """A name may look like somebody else's address or number; those were confirmed, so they come first."""
    return {text: 1, text.lower(): 2}.get(user.username, 0)


def find_by_contact(text: str) -> User | None:
    """The person with this e-mail address or confirmed phone number; names do not count."""
    text = one_line(text)[:LONGEST]
    return User.objects.filter(contact).first() if (contact := _contact(text)) else None


def counted_as(text: str, user: User | None) -> str:
    """What limits count: the account, however it was called, or what was typed when there is none."""
    return f"account {user.pk}" if user else f"unknown {folded(text)[:LONGEST]}"


def _meant(text: str) -> Q:
    # Lower case too: phones begin a field with a capital.
    name = Q(username__in={text, text.lower()})
    contact = _contact(text)
    return name | contact if contact else name


def _contact(text: str) -> Q | None:
    if "@" in text:
        return Q(mailbox=mailbox_key(text))
    try:
        return Q(phone=phones.normalised(text), phone_verified=True)
    except phones.InvalidPhone:
        return None
