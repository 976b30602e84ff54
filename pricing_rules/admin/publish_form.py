"""The form of a publish: why, when on New York's clocks, and the confirmations that these rules ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from pricing_rules.models import RuleSet
from pricing_rules.operations.publish import Terms
from pricing_rules.operations.publish_checks import Checked
from pricing_rules.operations.schedule import NoSuchMoment, moment_of, moment_words

NOW, LATER = "now", "later"
PASSES = (
    ("", "Only where an hour comes twice"),
    ("first", "The first, in summer time"),
    ("second", "The second, in winter time"),
)


class ScheduledChoice(forms.ModelMultipleChoiceField):
    """Scheduled sets to call off, each with its number and moment."""

    def label_from_instance(self, obj: RuleSet) -> str:
        note = f": {obj.note[:80]}" if obj.note else ""
        return f"Cancel {obj}, due {moment_words(obj.publish_at)}{note}"


class TermsForm(forms.Form):
    """Gives `Terms`; asks only for what these rules and this schedule make necessary."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    note = forms.CharField(
        label="What changed, for colleagues",
        max_length=2000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    cancels = ScheduledChoice(
        label="Scheduled sets", queryset=RuleSet.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    confirm_personal = forms.BooleanField(
        label="Every quote will carry the notice on personal data. Publish all the same",
        required=False,
        widget=UnfoldBooleanWidget,
    )
    override_reason = forms.CharField(
        label="Why it is right that these price cases fail",
        max_length=2000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="It is kept with the rule set and in the audit.",
    )

    def __init__(self, data: Any, *, to_come: Sequence[RuleSet], checked: Checked, may_override: bool, seen: str):
        super().__init__(data, initial={"seen": seen, "cancels": [row.pk for row in to_come]})
        if to_come:
            cancels = self.fields["cancels"]
            cancels.queryset = RuleSet.objects.filter(pk__in=[row.pk for row in to_come])  # type: ignore[attr-defined]
        else:
            del self.fields["cancels"]
        if not checked.personal:
            del self.fields["confirm_personal"]
        if not checked.failing or not may_override:
            del self.fields["override_reason"]

    def terms(self) -> Terms:
        """What was chosen; only for a form that is valid."""
        given = self.cleaned_data
        return Terms(
            note=given["note"],
            publish_at=given.get("publish_at"),
            confirm_personal=bool(given.get("confirm_personal")),
            override_reason=given.get("override_reason", ""),
            cancels=tuple(row.number for row in given.get("cancels", ())),
        )


class PublishForm(TermsForm):
    """A publish at once or at a moment on New York's clocks."""

    when = forms.ChoiceField(
        label="When",
        choices=[(NOW, "Now"), (LATER, "At a set time")],
        widget=forms.RadioSelect,
        initial=NOW,
        required=False,
    )
    day = forms.DateField(
        label="Day",
        required=False,
        widget=UnfoldAdminTextInputWidget(
            attrs={"type": "date"},
        ),
    )
    at = forms.TimeField(
        label="Time in New York", required=False, widget=UnfoldAdminTextInputWidget(attrs={"type": "time"})
    )
    which = forms.ChoiceField(label="Which of two", choices=PASSES, required=False, widget=UnfoldAdminSelectWidget)
    field_order = ("when", "day", "at", "which", "cancels", "note", "confirm_personal", "override_reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") != LATER or self.errors.keys() & {"day", "at"}:
            return given
        for name, words in (("day", "Choose the day."), ("at", "Choose the time, like 9:00 AM.")):
            if given.get(name) is None:
                self.add_error(name, words)
        if given.get("day") and given.get("at"):
            try:
                given["publish_at"] = moment_of(given["day"], given["at"], given.get("which") or "")
            except NoSuchMoment as refused:
                self.add_error("which" if "twice" in str(refused) else "at", f"{refused}.")
        return given
