"""How often one address may call (9-operations.md): beyond it 429, with the seconds to wait in Retry-After."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage
from ninja.throttling import BaseThrottle

from api.errors import problem


class PerMinute(BaseThrottle):
    """So many calls a minute for one address; switched by RATELIMIT_ENABLE."""

    def __init__(self, group: str, most: int) -> None:
        self.group = group
        self.most = most

    def allow_request(self, request: HttpRequest) -> bool:
        """True, or a Problem raised: ninja's own refusal could not tell how long to wait without keeping a state."""
        if not settings.RATELIMIT_ENABLE:
            return True
        usage = get_usage(request, group=f"api.{self.group}", key="ip", rate=f"{self.most}/m", increment=True)
        if usage is None or not usage["should_limit"]:
            return True
        wait = max(1, int(usage["time_left"]))
        message = f"At most {self.most} such calls a minute. Go on in {wait} seconds"
        raise problem(429, "too_many_requests", message, Retry_After=str(wait))


CATALOGUE = PerMinute("catalogue", 60)
QUOTE = PerMinute("quote", 60)
AVAILABILITY = PerMinute("availability", 60)
BOOKING = PerMinute("booking", 10)
LOOKUP = PerMinute("lookup", 10)
