"""What staff ask besides (2-catalogue.md, "Questions"): fields of a step's form, and their answers as a quote
request wants them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from catalog.snapshot import Catalogue, QuestionInfo
from pricing_rules.quoting.answers import is_asked
from web.booking.fields import StepForm, line


def others(form: StepForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's answers to questions that this form does not ask: they stay; what was emptied here goes."""
    asked = {question.code for question in form.questions}
    given = answers.get("request", {}).get("answers", {})
    return {code: value for code, value in given.items() if code not in asked}


def add_questions(form: StepForm, catalogue: Catalogue, service: str, *ends: str) -> None:
    """The questions that staff ask for this service at these ends, as fields of the form."""
    asked = [q for q in catalogue.questions.values() if q.active and q.end in ends and is_asked(q, service)]
    form.questions = asked
    for question in asked:
        form.fields[f"answer-{question.code}"] = question_field(question)


def question_field(question: QuestionInfo) -> forms.Field:
    missing = f"Answer “{question.label}”" if question.required else ""
    if question.kind in {"yes_no", "choice"}:
        pairs = (("yes", "Yes"), ("no", "No")) if question.kind == "yes_no" else question.choices
        return forms.ChoiceField(
            label=question.label,
            choices=[("", "Choose"), *pairs],
            required=question.required,
            help_text=question.help,
            widget=forms.Select(attrs={"class": "in in--short"}),
            error_messages={
                "required": missing,
                "invalid_choice": missing or f"Choose an answer to “{question.label}”",
            },
        )
    longest = 12 if question.kind == "number" else 300
    return line(
        question.label,
        required=missing,
        longest=longest,
        help_text=question.help,
        inputmode="decimal" if question.kind == "number" else "",
        css="in--zip" if question.kind == "number" else "",
        too_long=f"Shorten the answer to “{question.label}”",
    )


def answered(form: StepForm) -> dict[str, Any]:
    """{code: value} of the staff's questions as contract-quote.md wants them; what was left open is left out."""
    found: dict[str, Any] = {}
    for question in form.questions:
        typed = form.cleaned_data.get(f"answer-{question.code}", "")
        if typed in ("", None):
            continue
        if question.kind == "yes_no":
            found[question.code] = typed == "yes"
        elif question.kind == "number":
            number = re.fullmatch(r"-?[0-9]{1,9}([.][0-9]{1,4})?", typed)
            if number is None:
                form.add_error(f"answer-{question.code}", f"Answer to “{question.label}” must be a number")
                continue
            found[question.code] = float(typed) if "." in typed else int(typed)
        else:
            found[question.code] = typed
    return found
