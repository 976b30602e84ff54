"""The shapes of codes, ZIPs and states that staff type."""

from __future__ import annotations

from django.core.validators import RegexValidator

CODE_PATTERN = r"[a-z][a-z0-9_]{0,39}"
CODE_HELP = "Small letters, digits and underscores. Rules and old quotes name it, so it cannot be changed later."

short_code = RegexValidator(
    rf"^{CODE_PATTERN}\Z", "Use small letters, digits and underscores, beginning with a letter: for example golf_bag."
)
item_code = RegexValidator(
    rf"^{CODE_PATTERN}(\.{CODE_PATTERN})?\Z", "Use small letters, digits and underscores, with at most one dot."
)
five_digits = RegexValidator(r"^[0-9]{5}\Z", "Enter a ZIP code of five digits.")
