"""How many requests the API takes: of one person, or of all who are nobody in one network."""

import time
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from common import limits
from common.network import client_ip, limit_key

# Reading goes on while the counters are away, and does not wait for them each time.
REST = 30.0
_away_until = 0.0


class ApiThrottle(BaseThrottle):
    """Named in the settings. Raises ``TooMany`` itself: one shape for every 429."""

    def allow_request(self, request: Request, view: Any) -> bool:
        global _away_until
        if time.monotonic() < _away_until:
            return True
        try:
            if request.user.is_authenticated:
                limits.hit("api_account", request.user.pk)
            else:
                limits.hit("api_network", limit_key(client_ip(request)))
        except limits.CannotCount:
            _away_until = time.monotonic() + REST
        return True
