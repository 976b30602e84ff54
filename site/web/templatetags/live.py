"""What sections ask of the live prices by name."""

from __future__ import annotations

from django import template

from web.live_prices import LivePrices
from web.models import ServicePage

register = template.Library()


@register.simple_tag
def starting_at(prices: LivePrices, service: str) -> dict[str, str] | None:
    """The service's lowest price today, None where it is only quoted by hand."""
    return prices.starting_at(service)


@register.simple_tag
def offered(prices: LivePrices, service: str) -> bool:
    """Whether the service is on offer; without a catalogue nothing is said against it."""
    return prices.catalogue is None or prices.offers(service)


@register.simple_tag(takes_context=True)
def service_url(context: template.Context, service: str) -> str:
    """The published page of a service, empty where it has none yet: no dead links. One query a page."""
    kept = context.render_context.get("service_urls")
    if kept is None:
        kept = {page.service: page.url for page in ServicePage.objects.live()}
        context.render_context["service_urls"] = kept
    return str(kept.get(service) or "")
