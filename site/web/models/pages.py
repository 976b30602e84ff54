"""The pages an editor builds. Prices in them are live: computed for each visit from the catalogue and the rules in
force.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from web.blocks import bodies
from web.blocks.sections import ILLUSTRATIONS
from web.blocks.words import refuse_typed_price
from web.caching import KeptForVisitors
from web.live_prices import LivePrices
from web.ways_in import SERVICES, button, way_in


class PricedPage(KeptForVisitors, Page):  # type: ignore[misc]
    """A page whose sections share one reading of catalogue and rules, steered by `?from=ZIP&to=town&date=YYYY-MM-
    DD`.
    """

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["prices"] = LivePrices.of(request.GET, getattr(self, "service", "mini_move"))
        return context


class HomePage(PricedPage):
    """The front door; one of it."""

    body = StreamField(bodies.HOME, block_counts=bodies.HOME_COUNTS, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "web/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["web.ServiceIndexPage", "web.StandardPage", "web.BookingPage"]

    class Meta:
        verbose_name = "Home page"


class ServiceIndexPage(PricedPage):
    """The list of services; each service page is its child."""

    intro = models.TextField(max_length=300, validators=[refuse_typed_price])
    body = StreamField([block for block in bodies.HOME if block[0] in {"ledger", "faq", "call_to_action"}], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    template = "web/service_index.html"
    max_count = 1
    parent_page_types = ["web.HomePage"]
    subpage_types = ["web.ServicePage"]

    class Meta:
        verbose_name = "Service index"


class ServicePage(PricedPage):
    """One catalogue service: its words here, its prices from there."""

    service = models.CharField(
        max_length=40, choices=SERVICES, help_text="Prices and sizes on this page are this service's."
    )
    intro = models.TextField("opening", max_length=300, validators=[refuse_typed_price])
    picture = models.CharField(max_length=30, choices=ILLUSTRATIONS, default="van")
    body = StreamField(bodies.SERVICE, block_counts=bodies.SERVICE_COUNTS, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("service"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    template = "web/service.html"
    parent_page_types = ["web.ServiceIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "Service page"

    @property
    def has_button(self) -> bool:
        """Whether the opening carries the button: price cards have one each."""
        return not any(block.block_type == "price_cards" for block in self.body)

    @property
    def way_in(self) -> str:
        """Where this service is asked for."""
        return way_in(self.service)

    @property
    def button(self) -> str:
        return button(self.service)

    def clean(self) -> None:
        super().clean()
        others = ServicePage.objects.filter(service=self.service).exclude(pk=self.pk)
        if self.service and others.exists():
            raise ValidationError(
                {"service": "This service has its page already. Edit that one, or choose another service."}
            )


class StandardPage(KeptForVisitors, Page):  # type: ignore[misc]
    """Policies and other plain pages."""

    intro = models.TextField(max_length=300, blank=True, validators=[refuse_typed_price])
    body = StreamField(bodies.STANDARD, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    template = "web/standard.html"
    parent_page_types = ["web.HomePage", "web.StandardPage"]
    subpage_types = ["web.StandardPage"]

    class Meta:
        verbose_name = "Standard page"
