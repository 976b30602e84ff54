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
    """The published page of a service, empty where it has none yet: no dead links."""
    return next((page["url"] for page in service_pages(context) if page["service"] == service), "")


@register.simple_tag(takes_context=True)
def service_pages(context: template.Context) -> list[dict[str, str]]:
    """The published service pages in the editors' order: `{"service", "title", "url"}`. One query a request."""
    request = context.get("request")
    kept: list[dict[str, str]] | None = getattr(request, "_tt_service_pages", None)
    if kept is None:
        pages = ServicePage.objects.live().order_by("path")
        kept = [{"service": page.service, "title": page.title, "url": page.url or ""} for page in pages]
        if request is not None:
            request._tt_service_pages = kept
    return kept
