"""What we sell: services and everything that has a price."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models.codes import CODE_HELP, five_digits, item_code, short_code
from catalog.pictures import FOLDER

ACTIVE_HELP = "Switched off, it is refused in new requests; bookings made before keep it."
POSITION_HELP = "Lower numbers come first."


class Service(models.Model):
    """One of the seven kinds of 2-catalogue.md. The kinds are code; their texts, order and active flag are staff's."""

    class Kind(models.TextChoices):
        MINI_MOVE = "mini_move", "Mini move"
        ORGANIZING_ONLY = "organizing_only", "Organizing only"
        STANDARD_DELIVERY = "standard_delivery", "Standard delivery"
        SPECIALTY_ITEM = "specialty_item", "Specialty item"
        BLADE_LUGGAGE = "blade_luggage", "BLADE luggage"
        MINI_STORAGE = "mini_storage", "Mini storage"
        B2B = "b2b", "Business, pop-up and last mile"

    code = models.CharField(max_length=40, choices=Kind.choices)
    label = models.CharField(max_length=80, help_text="What customers read.")
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence below the label.")
    position = models.PositiveIntegerField(default=100, help_text=POSITION_HELP)
    active = models.BooleanField(default=True, help_text=ACTIVE_HELP)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="service_code_once"),
            models.CheckConstraint(
                name="service_kind_known",
                condition=Q(
                    code__in=[
                        "mini_move", "organizing_only", "standard_delivery", "specialty_item",
                        "blade_luggage", "mini_storage", "b2b",
                    ]
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label


class SellableItem(models.Model):
    """Anything with a price, under the code that its line carries in a quote (contract-quote.md)."""

    code = models.CharField(max_length=81, validators=[item_code], help_text=CODE_HELP)
    label = models.CharField(max_length=80, help_text="What customers read on the line of their quote.")
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence below the label.")
    unit = models.CharField(max_length=20, default="item", help_text="What one of it is: item, bag, month …")
    position = models.PositiveIntegerField(default=1000, help_text=POSITION_HELP)
    active = models.BooleanField(default=True, help_text=ACTIVE_HELP)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = "unit price"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="item_code_once", violation_error_message="Another item has this code already."
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def short_code(self) -> str:
        """`petite` of `mini_move.petite`: the code that a request names."""
        return self.code.rpartition(".")[2]


class Package(SellableItem):
    """A size of mini move."""

    is_popular = models.BooleanField("most popular", default=False, help_text="Marked so on the site.")
    max_items = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="Leave empty for unlimited."
    )
    item_weight_lb = models.PositiveIntegerField("weight of an item", default=50, help_text="Pounds, at most.")
    van_items = models.PositiveIntegerField(
        "room in a van",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Items' room that one takes. Leave empty where it takes a whole van.",
    )
    coi_included = models.BooleanField("COI included", default=False)
    extras = models.TextField(blank=True, help_text="One a line, as customers read them.")

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(name="package_max_items_positive", condition=Q(max_items=None) | Q(max_items__gt=0)),
            models.CheckConstraint(name="package_van_items_positive", condition=Q(van_items=None) | Q(van_items__gt=0)),
        ]


class AddOn(SellableItem):
    """Packing and unpacking by size, the COI, expedited pickup."""

    class Kind(models.TextChoices):
        PACKING = "packing", "Packing"
        UNPACKING = "unpacking", "Unpacking"
        COI = "coi", "Certificate of insurance"
        EXPEDITED = "expedited", "Expedited pickup"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    size = models.ForeignKey(Package, null=True, blank=True, on_delete=models.PROTECT, related_name="add_ons")
    hours = models.PositiveIntegerField(null=True, blank=True)
    organizers = models.PositiveIntegerField(null=True, blank=True)
    supplies_cents = models.PositiveIntegerField(
        "supplies", default=0, help_text="Value of supplies that is in the price, in dollars."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "add-on"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "size"],
                name="add_on_kind_and_size_once",
                violation_error_message="There is such an add-on of this size already.",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(size=None),
                name="add_on_kind_without_size_once",
                violation_error_message="There is such an add-on already.",
            ),
            models.CheckConstraint(
                name="add_on_size_where_organizing",
                condition=Q(kind__in=["packing", "unpacking"], size__isnull=False)
                | Q(kind__in=["coi", "expedited"], size__isnull=True),
                violation_error_message="Packing and unpacking have a size; the other add-ons have none.",
            ),
        ]


class SpecialtyItem(SellableItem):
    """A thing that needs special care and a place in the van of its own."""

    class Category(models.TextChoices):
        BICYCLE = "bicycle", "Bicycle"
        LUGGAGE = "luggage", "Luggage"
        EXERCISE = "exercise", "Exercise"
        SURF = "surf", "Surf"
        FURNITURE = "furniture", "Furniture"
        OTHER = "other", "Other"

    category = models.CharField(max_length=20, choices=Category.choices, default=Category.OTHER)
    max_weight_lb = models.PositiveIntegerField("weight limit", null=True, blank=True, help_text="Pounds.")
    max_length_in = models.PositiveIntegerField("length limit", null=True, blank=True, help_text="Inches.")
    max_width_in = models.PositiveIntegerField("width limit", null=True, blank=True, help_text="Inches.")
    max_height_in = models.PositiveIntegerField("height limit", null=True, blank=True, help_text="Inches.")
    handling_notes = models.TextField(
        blank=True, help_text="How it is carried and what the customer should prepare. Crew and customers read it."
    )
    picture = models.ImageField(
        blank=True,
        upload_to=FOLDER,
        help_text="JPEG, PNG or WebP, at most 8 MB, each side at least 200 pixels. Customers see it where they choose.",
    )
    van_items = models.PositiveIntegerField("room in a van", default=5, help_text="Items' room that one takes.")
    specialty_places = models.PositiveIntegerField(
        default=1, help_text="Specialty places of a van that one takes.", validators=[MinValueValidator(1)]
    )

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(name="specialty_places_positive", condition=Q(specialty_places__gt=0)),
        ]


class Route(SellableItem):
    """An airport route; a third airport is two more rows."""

    class End(models.TextChoices):
        PICKUP = "pickup", "Pickup"
        DROPOFF = "dropoff", "Drop-off"

    city_zone = models.ForeignKey(
        "catalog.Zone", on_delete=models.PROTECT, related_name="+", help_text="Where the other end must lie."
    )
    airport_zone = models.ForeignKey("catalog.Zone", on_delete=models.PROTECT, related_name="+")
    airport_end = models.CharField(max_length=10, choices=End.choices)
    airport_zip = models.CharField("airport's ZIP", max_length=5, validators=[five_digits])
    included_bags = models.PositiveIntegerField(
        default=2, help_text="Bags in the price; further ones cost extra.", validators=[MinValueValidator(1)]
    )
    van_items_per_bag = models.PositiveIntegerField("room a bag", default=3, help_text="Items' room that a bag takes.")

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(name="route_end_known", condition=Q(airport_end__in=["pickup", "dropoff"])),
            models.CheckConstraint(name="route_bags_positive", condition=Q(included_bags__gt=0)),
        ]


__all__ = ["AddOn", "Package", "Route", "SellableItem", "Service", "SpecialtyItem", "short_code"]
