"""Which addresses may be told of anything: public ones, by https."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from common import http
from webhooks.models import URL_LENGTH

PORTS = {"http": 80, "https": 443}
# Below lie mail servers and the like, which understand enough of HTTP to be misused.
FIRST_FREE_PORT = 1024
NOT_PUBLIC = _("This address does not lead to a host that everybody can reach.")
REASONS: dict[str, Any] = {
    "not_allowed": NOT_PUBLIC,
    "unreachable": _("No host of this name can be found."),
    "timeout": _("The host's name could not be looked up in time. Please try again."),
}


def check(url: str) -> None:
    """Raises ValidationError for ``url`` unless it may be told, as far as can be known today.

    The same is asked whenever something is sent, of the very address to which the connection then goes.
    """
    hosts = allowed_hosts(url)
    try:
        http.check(url, allowed_hosts=hosts)
    except http.OutgoingError as error:
        raise _wrong(REASONS.get(error.code, NOT_PUBLIC), f"url_{error.code}") from None


def allowed_hosts(url: str) -> list[str]:
    """What the outgoing client is to allow for this address: its own host, if it leads to public addresses only,
    and the receivers in the operator's own network. Raises ValidationError for what is no fitting address."""
    parsed = _parsed(url)
    port = parsed.port or PORTS[str(parsed.scheme)]
    name = f"{parsed.host}:{port}"
    if name in settings.WEBHOOK_PRIVATE_HOSTS:
        return [f"private:{name}"]
    if port != PORTS[str(parsed.scheme)] and port < FIRST_FREE_PORT:
        raise _wrong(_("This port is not for webhooks."), "url_not_allowed")
    return [name]


def _parsed(url: str) -> Url:
    if len(url) > URL_LENGTH or any(not 0x20 < ord(character) < 0x7F for character in url):
        raise _wrong(_("This is not a web address."), "url_invalid")
    try:
        parsed = parse_url(url)
    except LocationParseError:
        raise _wrong(_("This is not a web address."), "url_invalid") from None
    if parsed.scheme not in PORTS or not parsed.host:
        raise _wrong(_("This is not a web address."), "url_invalid")
    if parsed.auth is not None:
        raise _wrong(_("No name and no password in the address, please."), "url_credentials")
    if parsed.scheme != "https" and not settings.DEBUG:
        raise _wrong(_("The address has to begin with https://."), "url_not_https")
    return parsed


def _wrong(message: Any, code: str) -> ValidationError:
    return ValidationError({"url": ValidationError(message, code=code)})
