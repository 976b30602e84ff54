"""What all the catalogue's pages share: dollars typed and shown, codes that stay, refusals told in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import strip_tags
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.errors import CatalogueRefused
from catalog.models.codes import CODE_HELP, short_code
from catalog.uses import uses_of
from foundation.money import dollars_short, parse_dollars
from foundation.staffadmin.admin import StaffModelAdmin, StaffTabularInline


class DollarsField(forms.CharField):
    """Dollars for people, integer cents for the database. Refuses what is no amount, fractions of a cent and debts."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return dollars_short(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            cents = parse_dollars(text)
        except ValueError as error:
            raise ValidationError(f"{error}.", code="invalid") from None
        if cents < 0:
            raise ValidationError("Enter an amount of at least $0.", code="invalid")
        return cents

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class DollarsMixin:
    """Every field named `…_cents` is typed in dollars."""

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name.endswith("_cents"):
            label = str(db_field.verbose_name).capitalize()
            return DollarsField(
                label=label,
                required=not db_field.blank and not db_field.has_default(),
                help_text=str(db_field.help_text),
                initial=db_field.get_default() if db_field.has_default() else None,
                empty_value=None,
                widget=UnfoldAdminTextInputWidget(attrs={"aria-label": label}),  # in a row below no label stands by it
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class CatalogueAdmin(DollarsMixin, StaffModelAdmin):
    """A page of the catalogue. `fixed` fields are asked when a row is made and shown, unchangeable, ever after."""

    fixed: Sequence[str] = ("code",)
    named_as = ""  # the kind under which rules may name its rows (catalog.uses)
    search_help_text = "Search by name or code"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[Any]:
        shown = tuple(super().get_readonly_fields(request, obj))
        return (*shown, *self.fixed) if obj is not None else shown

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Rules name rows by their code, which the database does not see: it counts as much as a reference does."""
        deleted, counts, rights, protected = super().get_deleted_objects(objs, request)
        named = [f"{words} names {row}" for row in objs for words in self._uses(row)]
        return deleted, counts, rights, [*protected, *named]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What something else needs is not deleted: told by whom, and what to do instead."""
        row = self.get_object(request, object_id)
        if row is not None and self.has_delete_permission(request, row):
            needed = [*self._uses(row), *(_plain(each) for each in super().get_deleted_objects([row], request)[3])]
            if needed:
                remedy = "Switch it off instead, or change these first." if hasattr(row, "active") else ""
                messages.error(request, f"{row} cannot be deleted: needed by {'; '.join(needed)}. {remedy}".strip())
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row.pk)
        return super().delete_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "active" in form.changed_data and not obj.active:
            for words in self._uses(obj):
                messages.warning(request, f"{obj} is off now, and {words} names it: that condition is never met.")

    def _uses(self, row: Any) -> list[str]:
        return uses_of(self.named_as, row.code) if self.named_as else []

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What an operation refused after the form had passed (somebody else was quicker) is said, and nothing is
        saved."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except CatalogueRefused as refused:
            messages.error(request, refused.message)
            return redirect(request.get_full_path())


def _plain(protected: Any) -> str:
    """What the database protects, without the link that the admin puts around it."""
    kind, _, name = unescape(strip_tags(str(protected))).partition(": ")
    return f"the {kind.lower()} “{name}”"


class CatalogueInline(DollarsMixin, StaffTabularInline):
    """Rows of a page."""


class ShortCodeForm(forms.ModelForm):  # type: ignore[misc]
    """Asks for the short code of a new sellable item and puts the kind's own prefix before it."""

    prefix_of_code = ""

    short_code = forms.CharField(
        label="Code", max_length=40, validators=[short_code], help_text=CODE_HELP, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields.pop("short_code", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk is None and "short_code" in cleaned:
            code = f"{self.prefix_of_code}{cleaned['short_code']}"
            if type(self.instance)._meta.get_field("code").model._default_manager.filter(code=code).exists():
                self.add_error("short_code", "Another item has this code already.")
            self.instance.code = code
        return cleaned
