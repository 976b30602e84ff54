"""What Stripe sends: verified and applied by one call into bookings, answered at once."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bookings.errors import WebhookRefused
from bookings.operations.settlement import receive_webhook
from foundation.clock import utc_now

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """200 for a signed event, applied or known already; 400 for anything unsigned, wrongly signed or stale."""
    try:
        receive_webhook(payload=request.body, signature=request.headers.get("Stripe-Signature", ""), now=utc_now())
    except WebhookRefused as refusal:
        logger.warning("Stripe webhook refused: %s", refusal)  # never the body: 5-payments.md
        return HttpResponse("refused", status=400, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
