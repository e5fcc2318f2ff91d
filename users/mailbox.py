"""One mailbox, one account: the form of an e-mail address that is compared."""

import unicodedata
from contextlib import suppress


def mailbox_key(address: str) -> str | None:
    """The address as it is compared for uniqueness: NFKC, lower case, ASCII domain. None when empty.

    The local part is case-sensitive by RFC 5321 (2.4) but no provider in use treats it so; two
    accounts that differ in case only are always one person or an impostor.
    """
    local, at, domain = unicodedata.normalize("NFKC", address or "").strip().rpartition("@")
    if not at:
        return None
    with suppress(UnicodeError):  # the form refuses such a name; here it only has to be stable
        domain = domain.encode("idna").decode("ascii")
    return f"{local.casefold()}@{domain.lower()}"
