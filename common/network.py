"""Where a request comes from, as far as that can be known."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_ip(request: HttpRequest) -> str:
    """The address of whoever asks; empty when there is none (a socket file, a test).

    Behind ``TRUSTED_PROXIES`` proxies of ours it is the entry that the outermost of them wrote into
    ``X-Forwarded-For``, counted from the right. What stands further left is what a stranger says.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(entries) >= settings.TRUSTED_PROXIES:
            address = _parsed(entries[-settings.TRUSTED_PROXIES]) or address
    return str(address or "")


def network_of(ip: str) -> str:
    """What may be shown and kept: the network without the host, as 203.0.113.0/24 or 2001:db8:1::/48."""
    address = _parsed(ip)
    if address is None:
        return ""
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def limit_key(ip: str) -> str:
    """Whom limits count together: one IPv4 address, or the /64 that one subscriber of IPv6 has to herself."""
    address = _parsed(ip)
    if address is None or address.version == 4:
        return str(address or "nowhere")
    return str(ipaddress.ip_network((address, 64), strict=False))


def _parsed(text: str) -> Address | None:
    """The address in ``1.2.3.4``, ``1.2.3.4:80``, ``::1`` or ``[::1]:80``. IPv4 inside IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
