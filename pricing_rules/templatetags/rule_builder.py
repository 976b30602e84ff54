"""For the builder's rows: one list of options, drawn once a page and chosen from in every row."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def choosing(options: SafeString, code: str) -> SafeString:
    """The options with the one of this code selected. `options` is markup of ours; `code` may be anything typed."""
    value = f'value="{escape(code)}"'
    return mark_safe(options.replace(value, f"{value} selected", 1)) if code else options
