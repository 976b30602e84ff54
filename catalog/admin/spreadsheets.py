"""Prices in and out as CSV and XLSX: no formula leaves, refusals name their row, prices enter by the operation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from import_export import fields, resources
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from catalog.errors import CatalogueRefused
from catalog.models import ItemPrice, SellableItem
from catalog.operations import enter_price
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.clock import utc_now
from foundation.money import dollars, parse_dollars

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """The value as a spreadsheet may show it: a text that would be run as a formula begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def typed_cell(value: Any) -> str:
    """What a person meant by a cell, the apostrophe of `safe_cell` taken off again."""
    text = "" if value is None else str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


class SafeFormat:
    """Escapes every cell on its way out; the package's own setting knows one of the six dangerous beginnings."""

    def export_data(self, dataset: Any, **kwargs: Any) -> Any:
        for _ in range(len(dataset)):
            dataset.append([safe_cell(cell) for cell in dataset.lpop()])
        return super().export_data(dataset, **kwargs)  # type: ignore[misc]


class SafeCSV(SafeFormat, CSV):  # type: ignore[misc]
    """CSV."""


class SafeXLSX(SafeFormat, XLSX):  # type: ignore[misc]
    """Excel."""


class SpreadsheetAdmin(ImportExportModelAdmin):  # type: ignore[misc]
    """Import for those who may add, export for those who may see; both are audited."""

    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = (SafeCSV, SafeXLSX)
    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_resource_kwargs(request, **kwargs), "actor": self.actor(request), "now": utc_now()}

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        self._audit_rows(request, "exported", queryset.count())
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        self._audit_rows(request, "imported", result.totals["new"])
        return super().process_result(result, request)

    def _audit_rows(self, request: HttpRequest, act: str, rows: int) -> None:
        name = self.model._meta.model_name
        record(
            verb=f"{name}.{act}",
            actor=self.actor(request),
            target=(self.model._meta.label_lower, "*"),
            now=utc_now(),
            data={"rows": rows},
        )


class PriceResource(resources.ModelResource):  # type: ignore[misc]
    """One price a row: item's code, price in dollars, first day. A row that stands already is passed over."""

    item = fields.Field(column_name="item", attribute="item__code")
    label = fields.Field(column_name="label", attribute="item__label", readonly=True)
    price = fields.Field(column_name="price")
    effective_from = fields.Field(column_name="effective_from", attribute="effective_from")
    number = fields.Field(column_name="price_list", attribute="number", readonly=True)

    class Meta:
        model = ItemPrice
        fields = ("item", "label", "price", "effective_from", "number")
        import_id_fields = ()
        use_transactions = True

    def __init__(self, actor: Actor | None = None, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.actor = actor
        self.now = now

    def dehydrate_price(self, price: ItemPrice) -> str:
        return dollars(price.amount_cents)

    def dehydrate_effective_from(self, price: ItemPrice) -> str:
        return price.effective_from.isoformat()

    def get_queryset(self) -> QuerySet[ItemPrice]:
        return super().get_queryset().select_related("item")

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> Any:
        """All rows or none: half a price list is worse than the old one."""
        return super().import_data(dataset, dry_run, **{**kwargs, "rollback_on_validation_errors": True})

    def get_instance(self, instance_loader: Any, row: Any) -> None:
        return None

    def import_instance(self, instance: ItemPrice, row: Any, **kwargs: Any) -> None:
        """Reads a row; says what is wrong with it, column by column."""
        problems: dict[str, str] = {}
        code = typed_cell(row.get("item"))
        item = SellableItem.objects.filter(code=code).first()
        if item is None:
            problems["item"] = f"Nothing on sale has the code {code or '(empty)'}."
        else:
            instance.item = item
        try:
            instance.amount_cents = parse_dollars(typed_cell(row.get("price")))
        except ValueError as error:
            problems["price"] = f"{error}."
        try:
            instance.effective_from = date.fromisoformat(typed_cell(row.get("effective_from"))[:10])
        except ValueError:
            problems["effective_from"] = "Enter the day as 2026-09-29."
        if problems:
            raise ValidationError(problems)

    def skip_row(self, instance: ItemPrice, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        if import_validation_errors:
            return False
        return ItemPrice.objects.filter(
            item=instance.item,
            amount_cents=instance.amount_cents,
            effective_from=instance.effective_from,
            withdrawn_in=None,
        ).exists()

    def validate_instance(
        self, instance: Model, import_validation_errors: dict[str, Any] | None = None, validate_unique: bool = True
    ) -> None:
        """Only what reading found: the rest the operation says, in better words than the columns could."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)

    def do_instance_save(self, instance: ItemPrice, is_create: bool) -> None:
        if self.actor is None or self.now is None:
            raise ValidationError("Prices are imported by a person.")
        try:
            entered = enter_price(
                item_code=instance.item.code,
                amount_cents=instance.amount_cents,
                effective_from=instance.effective_from,
                actor=self.actor,
                now=self.now,
            )
        except CatalogueRefused as refused:
            raise ValidationError(refused.message) from refused
        instance.pk = entered.pk
