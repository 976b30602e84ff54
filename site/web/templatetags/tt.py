"""What the public templates ask for by name: icons, illustrations, money, the site's own settings."""

from __future__ import annotations

import phonenumbers
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.money import dollars, dollars_short, signed_dollars
from web.models import SiteSettings

register = template.Library()

ICONS = {
    "arrow-left": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "chevron": '<path d="M7 10l5 5 5-5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9" rx="1.5"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="M4 7l8 6 8-6"/>',
    "menu": '<path d="M4 8h16M4 16h16"/>',
    "phone": (
        '<path d="M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2'
        'A16 16 0 0 1 4.5 6.2 2 2 0 0 1 6.5 4z"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": ('<path d="M7 9V4h10v5M7 17H4.5v-6.5A1.5 1.5 0 0 1 6 9h12a1.5 1.5 0 0 1 1.5 1.5V17H17M7 14h10v6H7z"/>'),
    "warning": '<path d="M12 4l9 16H3z"/><path d="M12 10v4M12 17h.01"/>',
}

# name -> (width, height) of the drawing's own box, so that nothing moves while it loads
ART = {
    "beach_house": (240, 180),
    "bike": (160, 160),
    "brownstone": (120, 190),
    "crib": (160, 160),
    "packing": (160, 160),
    "parcel": (160, 160),
    "popup": (160, 160),
    "storage": (160, 160),
    "suitcase": (160, 160),
    "surfboard": (160, 160),
    "tote": (160, 160),
    "van": (240, 150),
    "wardrobe_box": (160, 160),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small line drawing in the text's colour; always decorative, the words beside it say it."""
    return mark_safe(f'<svg class="ico" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>')


@register.simple_tag
def art(name: str) -> SafeString:
    """One of our own illustrations, decorative, with its size so that the page does not jump."""
    width, height = ART.get(name, ART["parcel"])
    source = static(f"web/svg/{name if name in ART else 'parcel'}.svg")
    return format_html('<img src="{}" width="{}" height="{}" alt="">', source, width, height)


@register.filter
def money(cents: int) -> str:
    """198375 -> "$1,983.75"."""
    return dollars(cents)


@register.filter
def money_short(cents: int) -> str:
    """172500 -> "$1,725", 198375 -> "$1,983.75"."""
    return dollars_short(cents)


@register.filter
def money_signed(cents: int) -> str:
    """25875 -> "+$258.75"."""
    return signed_dollars(cents)


@register.simple_tag(takes_context=True)
def site_settings(context: template.Context) -> SiteSettings:
    """The editor's settings of this site: contact, announcement, menus. One query a request."""
    request: HttpRequest | None = context.get("request")
    return SiteSettings.of(request)


@register.simple_tag
def contact_email() -> str:
    return str(settings.CONTACT_EMAIL)


@register.filter
def breakable(amount: str) -> SafeString:
    """ "$1,983.75" with a place to break before the cents, for narrow cells."""
    whole, dot, cents = amount.partition(".")
    return format_html("{}<wbr>.{}", whole, cents) if dot else format_html("{}", whole)


@register.filter
def phone(number: str) -> str:
    """ "+12125550142" as "(212) 555-0142"; numbers of other countries keep their country code."""
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return number
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 1
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(parsed, style))
