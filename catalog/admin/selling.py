"""Services and everything that has a price."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.base import CatalogueAdmin, ShortCodeForm
from catalog.admin.price_lists import with_prices
from catalog.admin.prices import PricedAdmin, today
from catalog.admin.spreadsheets import declared
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.checks import airport_problems
from catalog.models import AddOn, Package, Route, SellableItem, Service, SpecialtyItem
from catalog.pictures import MOST_BYTES, NO_PICTURE, PictureRefused, prepared
from catalog.queries import zone_named
from catalog.seeds import PREFIXES
from foundation.money import dollars_short

COMMON = ("label", "summary", "unit", "position", "active")


@admin.register(Service)
class ServiceAdmin(SheetAdmin, CatalogueAdmin):
    """The seven kinds: texts, order and whether they are sold. Kinds are neither added nor removed."""

    sheet = declared.SERVICES
    list_display = ("label", "code", "position", "active")
    list_filter = ("active",)
    search_fields = ("label", "code", "summary")
    fields = ("code", "label", "summary", "position", "active")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


class SellableAdmin(SheetAdmin, PricedAdmin):
    """A list of things with the price of today and the next one."""

    list_display = ("label", "code", "price_now", "price_next", "active")
    list_filter = ("active",)
    search_fields = ("label", "code", "summary")
    readonly_fields = ("code",)
    fixed = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_prices(super().get_queryset(request), today())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new row is asked for its code; an old one shows it."""
        code = "code" if obj is not None else "short_code"
        return [
            (name, {**options, "fields": tuple(code if field == "code" else field for field in options["fields"])})
            for name, options in super().get_fieldsets(request, obj)
        ]

    @admin.display(description="price today", ordering="price_today")
    def price_now(self, item: Any) -> str:
        return "No price" if item.price_today is None else dollars_short(item.price_today)

    @admin.display(description="coming", ordering="next_from")
    def price_next(self, item: Any) -> str:
        if item.next_from is None:
            return "–"
        return f"{dollars_short(item.next_price)} from {item.next_from:%b} {item.next_from.day}, {item.next_from.year}"


class PackageForm(ShortCodeForm):
    prefix_of_code = PREFIXES["packages"]

    class Meta:
        model = Package
        fields = [*COMMON, "is_popular", "max_items", "item_weight_lb", "van_items", "coi_included", "extras"]


@admin.register(Package)
class PackageAdmin(SellableAdmin):
    form = PackageForm
    sheet = declared.PACKAGES
    fieldsets = (
        (None, {"fields": ("code", *COMMON)}),
        ("What it covers", {"fields": ("max_items", "item_weight_lb", "coi_included", "is_popular", "extras")}),
        ("Room in the van", {"fields": ("van_items",)}),
    )


class SpecialtyItemForm(ShortCodeForm):
    prefix_of_code = PREFIXES["specialty_items"]

    class Meta:
        model = SpecialtyItem
        fields = [
            *COMMON,
            "category",
            "max_weight_lb",
            "max_length_in",
            "max_width_in",
            "max_height_in",
            "handling_notes",
            "picture",
            "van_items",
            "specialty_places",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picture = self.fields.get("picture")
        if picture is not None:
            picture.validators = []  # the content decides, not the name's ending
            picture.error_messages["invalid_image"] = NO_PICTURE

    def clean_picture(self) -> Any:
        """A picture just chosen is drawn anew (catalog.pictures); one that stands is left as it is."""
        chosen = self.cleaned_data.get("picture")
        if not isinstance(chosen, UploadedFile):
            return chosen
        chosen.seek(0)
        try:
            name, content = prepared(chosen.read(MOST_BYTES + 1))
        except PictureRefused as refused:
            raise ValidationError(str(refused), code="picture") from refused
        return ContentFile(content, name=name)


@admin.register(SpecialtyItem)
class SpecialtyItemAdmin(SellableAdmin):
    form = SpecialtyItemForm
    sheet = declared.SPECIALTY_ITEMS
    list_display = ("label", "code", "category", "price_now", "price_next", "active")
    list_filter = ("category", "active")
    fieldsets = (
        (None, {"fields": ("code", *COMMON, "category")}),
        ("Limits", {"fields": ("max_weight_lb", "max_length_in", "max_width_in", "max_height_in")}),
        ("For customers and crew", {"fields": ("picture", "handling_notes")}),
        ("Room in the van", {"fields": ("van_items", "specialty_places")}),
    )


class RouteForm(ShortCodeForm):
    prefix_of_code = PREFIXES["routes"]

    class Meta:
        model = Route
        fields = [
            *COMMON, "city_zone", "airport_zone", "airport_end", "airport_zip", "included_bags", "van_items_per_bag",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        zip_code, zone = cleaned.get("airport_zip"), cleaned.get("airport_zone")
        if zip_code and zone is not None:
            for field, words in airport_problems(zip_code, zone_named(zone.code)):
                self.add_error(field, words)
        return cleaned


@admin.register(Route)
class RouteAdmin(SellableAdmin):
    form = RouteForm
    sheet = declared.ROUTES
    autocomplete_fields = ("city_zone", "airport_zone")
    fieldsets = (
        (None, {"fields": ("code", *COMMON)}),
        ("The way", {"fields": ("city_zone", "airport_zone", "airport_end", "airport_zip")}),
        ("Bags", {"fields": ("included_bags", "van_items_per_bag")}),
    )


class AddOnForm(forms.ModelForm):  # type: ignore[misc]
    class Meta:
        model = AddOn
        fields = [*COMMON, "kind", "size", "hours", "organizers", "supplies_cents"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk is None and "kind" in cleaned:
            size = cleaned.get("size")
            self.instance.code = f"{cleaned['kind']}.{size.short_code}" if size else cleaned["kind"]
        return cleaned


@admin.register(AddOn)
class AddOnAdmin(SellableAdmin):
    form = AddOnForm
    sheet = declared.ADD_ONS
    list_display = ("label", "code", "kind", "size", "price_now", "price_next", "active")
    list_filter = ("kind", "active")
    list_select_related = ("size",)
    fieldsets = (
        (None, {"fields": ("kind", "size", *COMMON)}),
        ("Organizing", {"fields": ("hours", "organizers", "supplies_cents")}),
    )
    fixed = ("code", "kind", "size")


@admin.register(SellableItem)
class UnitPriceAdmin(SellableAdmin):
    """Prices that belong to no package, add-on, specialty item or route: an item, a bag, a month. They are fixed."""

    sheet = declared.UNIT_PRICES
    fieldsets = ((None, {"fields": ("code", "label", "unit")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Other pages look here for any item to enter a price for (autocomplete), so only the list is narrowed.
        items = super().get_queryset(request)
        match = request.resolver_match
        if match is not None and match.url_name == "catalog_sellableitem_changelist":
            return items.filter(package=None, addon=None, specialtyitem=None, route=None)
        return items

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False
