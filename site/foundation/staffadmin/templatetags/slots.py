"""`{% slot "name" obj %}`: what the higher rooms show here."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from foundation.staffadmin.slots import fillings

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, obj: Any = None) -> SafeString:
    """Render every filling of the slot, each with its own context only. Empty when nobody filled it."""
    request = context["request"]
    parts = (
        render_to_string(filling["template"], filling["context"], request=request)
        for filling in fillings(name, request, obj)
    )
    return mark_safe("".join(parts))
