"""Prices: entered here or below their item, withdrawn while they are still to come, never altered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action, display

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.admin.price_lists import in_standing, standing, with_standing
from catalog.admin.spreadsheets.declared import PRICES
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.errors import CatalogueRefused, PriceRefused
from catalog.models import ItemPrice, SellableItem
from catalog.operations import enter_price, withdraw_price
from catalog.operations.prices import check_new_price
from foundation.clock import new_york_day, utc_now
from foundation.money import dollars

STANDINGS = {"in force": "success", "coming": "info", "past": "", "withdrawn": "warning"}


def today() -> date:
    """New York's day, read at the edge."""
    return new_york_day(utc_now())


class PriceForm(forms.ModelForm):  # type: ignore[misc]
    """A new price. Says which field is wrong and what would be right, before anything is saved."""

    class Meta:
        model = ItemPrice
        fields = ["item", "amount_cents", "effective_from"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        item: SellableItem | None = cleaned.get("item") or getattr(self.instance, "item", None)
        amount_cents, effective_from = cleaned.get("amount_cents"), cleaned.get("effective_from")
        if item is not None and amount_cents is not None and effective_from is not None:
            try:
                check_new_price(item=item, amount_cents=amount_cents, effective_from=effective_from, today=today())
            except PriceRefused as refused:
                self.add_error(refused.field or None, refused.message)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The constraints speak of columns that only the operation fills; `clean` has said the same in better words.
        return {*super()._get_validation_exclusions(), "effective_from"}


class PriceFormSet(BaseInlineFormSet):  # type: ignore[misc]
    """New prices below their item; two for one day are refused together. A new item is asked for its price of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is None or instance.pk is None:
            kwargs["initial"] = [{"effective_from": today()}]
        super().__init__(*args, **kwargs)

    @classmethod
    def get_default_prefix(cls) -> str:
        return "new_price"

    def initial_form_count(self) -> int:
        # Whatever a request claims, nothing that stands is ever edited here.
        return 0

    def clean(self) -> None:
        super().clean()
        days: set[date] = set()
        for form in self.extra_forms:
            day = form.cleaned_data.get("effective_from") if hasattr(form, "cleaned_data") else None
            if day in days:
                form.add_error("effective_from", "Two prices cannot begin on the same day.")
            if day is not None:
                days.add(day)


class PriceInline(CatalogueInline):
    """What is in force, what is coming, what was."""

    model = ItemPrice
    fields = ("amount", "effective_from", "state", "number")
    readonly_fields = ("amount", "effective_from", "state", "number")
    ordering = ("-effective_from", "-number")
    verbose_name_plural = "prices (one that is in force cannot be changed: enter the next one below)"
    can_delete = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemPrice]:
        return with_standing(super().get_queryset(request), today()).filter(withdrawn_in=None)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="price")
    def amount(self, price: ItemPrice) -> str:
        return dollars(price.amount_cents)

    @display(description="state")
    def state(self, price: ItemPrice) -> str:
        return standing(price, today()).capitalize()


class NewPriceInline(CatalogueInline):
    """A row to enter the next price."""

    model = ItemPrice
    form = PriceForm
    formset = PriceFormSet
    fields = ("amount_cents", "effective_from")
    verbose_name = "price from a day on"
    verbose_name_plural = "enter a price: it applies from its day on, New York time, and cannot be altered after"
    can_delete = False
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemPrice]:
        return super().get_queryset(request).none()


class StandingFilter(admin.SimpleListFilter):
    """In force, coming, past or withdrawn."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.capitalize()) for name in STANDINGS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        return in_standing(queryset, wanted, today()) if wanted in STANDINGS else queryset


@admin.register(ItemPrice)
class ItemPriceAdmin(SheetAdmin, CatalogueAdmin):
    """The price list: every price there ever was, and the ones to come."""

    form = PriceForm
    sheet = PRICES
    fixed = ("item", "amount_cents", "effective_from")
    list_display = ("item_label", "amount", "effective_from", "state", "number", "entered_by")
    list_filter = (StandingFilter, "effective_from")
    list_select_related = ("item", "entered_by")
    search_fields = ("item__label", "item__code")
    date_hierarchy = "effective_from"
    ordering = ("-number",)
    autocomplete_fields = ("item",)
    revertible = False
    actions_detail = ("withdraw",)
    readonly_fields = ("state", "number", "entered_at", "entered_by", "withdrawn_in", "withdrawn_on")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A price once entered shows its whole story."""
        asked = ("item", "amount_cents", "effective_from")
        if obj is None:
            return [(None, {"fields": asked})]
        story = ("state", "number", "entered_at", "entered_by", "withdrawn_in", "withdrawn_on")
        return [(None, {"fields": ("item", "amount", "effective_from")}), ("Its story", {"fields": story})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "amount")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemPrice]:
        return with_standing(super().get_queryset(request), today())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_withdraw_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Whether this person may withdraw this price now: a right of whoever may change prices, and only while it is
        to come."""
        if object_id is None or not request.user.has_perm("catalog.change_itemprice"):
            return False
        return ItemPrice.objects.filter(pk=object_id, withdrawn_in=None, effective_from__gt=today()).exists()

    @action(
        description="Withdraw this price",
        permissions=["withdraw"],
        dialog={
            "title": "Withdraw this price?",
            "description": "It will not come into force. Its item keeps the price it has.",
        },
    )
    def withdraw(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        address = reverse("admin:catalog_itemprice_change", args=[object_id])
        try:
            withdraw_price(price_id=int(object_id), actor=self.actor(request), now=utc_now())
        except CatalogueRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "The price is withdrawn.")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)

    def save_model(self, request: HttpRequest, obj: ItemPrice, form: Any, change: bool) -> None:
        if change:
            return
        entered = enter_price(
            item_code=obj.item.code,
            amount_cents=obj.amount_cents,
            effective_from=obj.effective_from,
            actor=self.actor(request),
            now=utc_now(),
        )
        obj.pk = entered.pk

    @admin.display(description="item", ordering="item__label")
    def item_label(self, price: ItemPrice) -> str:
        return price.item.label

    @admin.display(description="price", ordering="amount_cents")
    def amount(self, price: ItemPrice) -> str:
        return dollars(price.amount_cents)

    @display(description="state", label=STANDINGS)
    def state(self, price: ItemPrice) -> str:
        return standing(price, today())


class PricedAdmin(CatalogueAdmin):
    """A page of something with a price: the prices stand below, entering one goes through the operation."""

    inlines = (PriceInline, NewPriceInline)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else (NewPriceInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        item = form.instance
        if item.active and not item.prices.filter(withdrawn_in=None, effective_from__lte=today()).exists():
            messages.warning(request, f"{item.label} has no price yet: nobody can order it before one is in force.")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if not isinstance(formset, PriceFormSet):
            super().save_formset(request, form, formset, change)
            return
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for row in formset.extra_forms:
            if row.has_changed():
                formset.new_objects.append(
                    enter_price(
                        item_code=form.instance.code,
                        amount_cents=row.cleaned_data["amount_cents"],
                        effective_from=row.cleaned_data["effective_from"],
                        actor=self.actor(request),
                        now=utc_now(),
                    )
                )
