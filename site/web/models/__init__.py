"""The site's pages and settings, edited under /cms/."""

from web.models.booking import BookingPage
from web.models.pages import HomePage, ServiceIndexPage, ServicePage, StandardPage
from web.models.settings import SiteSettings

__all__ = ["BookingPage", "HomePage", "ServiceIndexPage", "ServicePage", "SiteSettings", "StandardPage"]
