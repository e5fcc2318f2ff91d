"""Which user names can be chosen."""

import re
import unicodedata

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from users import phones
from users.models import User

SHORTEST, LONGEST = 2, 40
HELD_FOR = 7 * 86400
# Names that speak for the site, are part of an address, or mean nobody.
RESERVED = frozenset(
    """about abuse account accounts admin administrator admins album albums all anonymous api contact deleted editor
    everyone feed guest guests help home info login logout mail me media moderator moderators mod nobody noreply null
    official owner people photo photos postmaster privacy root search security settings share sign-in sign-out sign-up
    signin signup site staff static support sysadmin system tag tags team terms undefined user users vitrine webmaster
    www 官方 管理员 系统 客服 版主 站长""".split()  # noqa: SIM905
)
# What is taken for another letter when one reads quickly.
_LOOKS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "i": "l", "_": "", "-": "", ".": ""})
_CYRILLIC_AND_GREEK = str.maketrans("аеорсухіјѕԁһѵνοραι", "aeopcyxijsdhvvopai")
_ALLOWED = re.compile(r"[\w.-]+")


def checked(name: str) -> str:
    """The name as it is kept. ValidationError when it cannot be chosen, or somebody has it already."""
    name = unicodedata.normalize("NFKC", name).strip()
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            _("A user name has %(from)s to %(to)s characters."),
            code="username_length",
            params={"from": SHORTEST, "to": LONGEST},
        )
    if not _ALLOWED.fullmatch(name) or not name[0].isalnum():
        raise ValidationError(
            _("A user name has letters, digits and . _ - only, and begins with a letter or digit."),
            code="username_characters",
        )
    if _skeleton(name) in _RESERVED_SKELETONS or _is_phone(name):
        raise ValidationError(_("This name cannot be chosen."), code="username_reserved")
    if is_taken(name):
        raise ValidationError(_("Somebody has this name already."), code="username_taken")
    return name


def is_taken(name: str) -> bool:
    """Whether somebody has the name, in capitals or not."""
    return User.objects.filter(username__iexact=name).exists() or bool(caches["limits"].get(_held(name)))


def hold(name: str) -> None:
    """Have the name look taken for as long as an account may wait for its confirmation.

    For a sign-up with a mailbox that has an account already: a name that stays free would tell.
    """
    caches["limits"].set(_held(name), 1, HELD_FOR)


def _held(name: str) -> str:
    return f"username:{salted_hmac('users.usernames', name.casefold()).hexdigest()}"


def _skeleton(name: str) -> str:
    """The same for names that look the same at a glance."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_CYRILLIC_AND_GREEK))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_LOOKS)


_RESERVED_SKELETONS = frozenset(map(_skeleton, RESERVED))


def _is_phone(name: str) -> bool:
    """The sign-in has one field, in which a number means its owner."""
    try:
        phones.normalised(name)
    except phones.InvalidPhone:
        return False
    return True
