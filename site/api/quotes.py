"""`POST quotes/`: a price, explained line by line and kept for a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from api.callers import caller_of, is_staff
from api.limits import QUOTE
from api.schemas.errors import REFUSALS
from api.schemas.quotes import QuoteBody, QuoteOut
from bookings.queries import room_messages
from foundation.clock import utc_now
from pricing_rules.models import Quote
from pricing_rules.operations.quote import basis, store
from pricing_rules.quoting.parse import quoted_at_of

router = Router(tags=["Quotes"])


@router.post(
    "quotes/",
    response={201: QuoteOut, **REFUSALS},
    throttle=QUOTE,
    summary="Price a request",
    operation_id="quote",
    exclude_unset=True,
    by_alias=True,
)
def quote(request: HttpRequest, body: QuoteBody) -> Status[Any]:
    """Price a request and keep the quote.

    What is wrong with a request is told all at once, each fault with the path of its value (422). A request that is
    right and cannot be sold at the moment (no room, closed, too soon, too far ahead, a rule) is a quote all the same:
    `unavailable.is` is true and the messages say what to change.
    """
    now = utc_now()
    trusted = is_staff(request)
    using = basis(at=quoted_at_of(body.root, now=now, trusted=trusted), now=now)
    stored = store(body.root, actor=caller_of(request), now=now, trusted=trusted, using=using)
    return Status(201, shown(stored, room_messages(stored.request, now=stored.quoted_at, catalogue=using.catalogue)))


def shown(quote: Quote, room: tuple[str, ...]) -> dict[str, Any]:
    """The contract's answer: what is stored, with what bookings say about room at this moment, which never is."""
    answer = dict(quote.answer)
    if room:
        answer["unavailable"] = {"is": True, "messages": [*answer["unavailable"]["messages"], *room]}
    return {"id": quote.pk, **answer, "expires_at": quote.expires_at}
