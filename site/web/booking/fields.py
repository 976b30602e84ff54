"""Form fields with the flow's manners: our markup, our words, what was typed always kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from catalog.snapshot import QuestionInfo

WHOLE = re.compile(r"[0-9]{1,9}")


class StepForm(forms.Form):
    """A form without HTML5 bubbles; ids equal names, so that the error summary can point at them."""

    use_required_attribute = False
    questions: Sequence[QuestionInfo] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        super().__init__(*args, **kwargs)

    def error_list(self) -> list[tuple[str, str]]:
        """(field id, message) for the error summary, in the order of the page, one message a field."""
        return [
            (str(self[name].id_for_label), messages[0]) for name, messages in self.errors.items() if name in self.fields
        ]


def line(
    label: str,
    *,
    required: str = "",
    longest: int = 120,
    help_text: str = "",
    autocomplete: str = "off",
    inputmode: str = "",
    css: str = "",
    right: str = "",
    kind: str = "text",
    too_long: str = "",
) -> forms.CharField:
    """One line of text. `required` is the message when it is missing; `right` a pattern that clears an error while
    typing.
    """
    attrs: dict[str, Any] = {"class": f"in {css}".strip(), "autocomplete": autocomplete}
    attrs |= {key: value for key, value in {"inputmode": inputmode, "data-right": right}.items() if value}
    return Line(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=help_text,
        widget=forms.TextInput(attrs={**attrs, "type": kind} if kind != "text" else attrs),
        error_messages={
            "required": required,
            "max_length": too_long or f"Shorten this to {longest} characters",
            "null_characters_not_allowed": "Remove the characters that cannot be printed",
        },
    )


def paragraph(label: str, *, longest: int, help_text: str = "", too_long: str, required: str = "") -> forms.CharField:
    """Several lines of text. `required` is the message when it is missing; none where it may be left open."""
    return Line(
        label=label,
        required=bool(required),
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"class": "in", "rows": 3, "autocomplete": "off"}),
        error_messages={
            "required": required,
            "max_length": too_long,
            "null_characters_not_allowed": "Remove the characters that cannot be printed",
        },
    )


class Line(forms.CharField):
    """A CharField that leaves the length to its message: no maxlength attribute cuts what is typed or pasted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


def plural(label: str) -> str:
    """ "Wardrobe box" as "wardrobe boxes"."""
    word = label.lower()
    return f"{word}es" if word.endswith("x") else f"{word}s"
