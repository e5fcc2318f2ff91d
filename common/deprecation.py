"""Addresses that are going away say so: ``Deprecation`` (RFC 9745), ``Sunset`` (RFC 8594) and a link to what to do."""

from datetime import datetime
from typing import Any

from django.utils.http import http_date


class Deprecated:
    """Mixin for views of the API, before ``APIView``; docs/decisions/0020-api-versions.md says how long each stays.

    ``deprecated_at`` and ``sunset`` are times with a zone; ``deprecation_link`` is a page for people,
    ``successor`` the address that takes this one's place.
    """

    deprecated_at: datetime
    sunset: datetime | None = None
    deprecation_link = ""
    successor = ""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        response["Deprecation"] = f"@{int(self.deprecated_at.timestamp())}"
        if self.sunset is not None:
            response["Sunset"] = http_date(self.sunset.timestamp())
        links = {
            'rel="deprecation"; type="text/html"': self.deprecation_link,
            'rel="successor-version"': self.successor,
        }
        said = [response["Link"]] if "Link" in response else []
        said += [f"<{address}>; {kind}" for kind, address in links.items() if address]
        if said:
            response["Link"] = ", ".join(said)
        return response
