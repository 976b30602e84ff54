"""Questions of the booking form."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.forms.models import BaseInlineFormSet
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.admin.spreadsheets.declared import QUESTIONS
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.checks import choices_problem
from catalog.models import Question, QuestionChoice


class ChoiceFormSet(BaseInlineFormSet):  # type: ignore[misc]
    """A choice has something to choose from; the other kinds have not."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form not in self.deleted_forms]
        kept = [form for form in rows if form.instance.pk or form.has_changed()]
        words = choices_problem(self.instance.kind, len(kept))
        if words:
            raise ValidationError(words)


class ChoiceInline(CatalogueInline):
    model = QuestionChoice
    formset = ChoiceFormSet
    fields = ("code", "label", "position")


@admin.register(Question)
class QuestionAdmin(SheetAdmin, CatalogueAdmin):
    """Asked on the booking form from the moment it is saved; a fact for rules unless its answer is a text."""

    sheet = QUESTIONS
    named_as = "question"
    inlines = (ChoiceInline,)
    fixed = ("code", "kind")
    deletable = True
    list_display = ("label", "code", "kind", "end", "required", "shown_to_driver", "position", "active")
    list_filter = ("active", "kind", "end", "services")
    search_fields = ("label", "code", "help")
    formfield_overrides = {ManyToManyField: {"widget": UnfoldAdminCheckboxSelectMultipleWidget}}
    fieldsets = (
        (None, {"fields": ("code", "label", "help", "kind")}),
        ("When it is asked", {"fields": ("services", "end", "required", "position", "active")}),
        ("Who reads the answer", {"fields": ("shown_to_driver",)}),
    )
