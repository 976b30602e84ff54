"""What the heat map is asked for: a service as it is typically booked, the end that varies, the cap, the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from catalog.places import find
from catalog.snapshot import Catalogue
from pricing_rules.operations.heat_map import Asked
from pricing_rules.quoting import keys

HOME_ZIP = "10024"
ENDS = (("dropoff", "Drop-off"), ("pickup", "Pickup"))
RULES = (("live", "In force"), ("draft", "Draft"))


class HeatMapForm(forms.Form):
    """By GET, so that a map has an address; what the service does not ask is not asked here either."""

    service = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    package = forms.ChoiceField(label="Size", widget=UnfoldAdminSelectWidget, required=False)
    route = forms.ChoiceField(widget=UnfoldAdminSelectWidget, required=False)
    window = forms.ChoiceField(label="Pickup window", widget=UnfoldAdminSelectWidget, required=False)
    varies = forms.ChoiceField(
        label="Zones are those of the", choices=ENDS, widget=UnfoldAdminSelectWidget, required=False
    )
    other = forms.CharField(
        label="ZIP of the other end", max_length=5, required=False, widget=UnfoldAdminTextInputWidget
    )
    cap = forms.IntegerField(
        label="Warn above, in dollars",
        min_value=1,
        max_value=100_000,
        widget=UnfoldAdminIntegerFieldWidget,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Give whole dollars from 1 to 100,000, like 500."
        ),
    )
    rules = forms.ChoiceField(choices=RULES, widget=UnfoldAdminSelectWidget)

    def __init__(self, data: Mapping[str, Any], catalogue: Catalogue, *, cap_cents: int) -> None:
        self.catalogue = catalogue
        self.kept_cap = cap_cents // 100
        offered = {
            code: row.label
            for code, row in catalogue.services.items()
            if row.active and keys.asks(code, "pickup_date") and code in keys.KEYS
        }
        usual = self._usual(offered)
        super().__init__({**usual, **{key: value for key, value in data.items() if value != ""}}, auto_id="hm-%s")
        self._offer("service", offered)
        self._offer("package", {code: row.label for code, row in catalogue.packages.items() if row.active})
        self._offer("route", {code: row.label for code, row in catalogue.routes.items() if row.active})
        self._offer("window", {code: row.label for code, row in catalogue.windows.items() if row.active})
        service = str(self.data.get("service", ""))
        if not keys.asks(service, "dropoff") or service == keys.BLADE:
            del self.fields["varies"], self.fields["other"]
        for key in ("package", "route", "window"):
            if not keys.asks(service, key):
                del self.fields[key]

    def _usual(self, offered: Mapping[str, str]) -> dict[str, Any]:
        """What the page shows before anybody chooses."""
        catalogue = self.catalogue
        packages = [code for code, row in catalogue.packages.items() if row.active]
        popular = next((code for code in packages if catalogue.packages[code].is_popular), next(iter(packages), ""))
        window = catalogue.default_window
        return {
            "service": keys.MINI_MOVE if keys.MINI_MOVE in offered else next(iter(offered), ""),
            "package": popular,
            "route": next((code for code, row in catalogue.routes.items() if row.active), ""),
            "window": window.code if window else next(iter(catalogue.windows), ""),
            "varies": "dropoff",
            "other": HOME_ZIP,
            "cap": self.kept_cap,
            "rules": "live",
        }

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices.items())

    def clean_other(self) -> str:
        zip_code = str(self.cleaned_data["other"] or HOME_ZIP).strip()
        place = find(zip_code)
        if place is None or not self.catalogue.is_served(place):
            raise forms.ValidationError("Give a ZIP code that we serve, like 10024.")
        return zip_code

    def asked(self) -> Asked:
        """The typical request, once the form is valid."""
        chosen = self.cleaned_data
        service = chosen["service"]
        return Asked(
            job={"service": service, **self._job(service)},
            window=chosen.get("window", ""),
            varies=self._varies(service),
            other_zip=chosen.get("other", ""),
        )

    def _varies(self, service: str) -> str | None:
        if service == keys.BLADE:
            return self.catalogue.routes[self.cleaned_data["route"]].city_end
        if not keys.asks(service, "pickup"):
            return None
        return str(self.cleaned_data.get("varies", "pickup"))

    def _job(self, service: str) -> dict[str, Any]:
        match service:
            case keys.MINI_MOVE:
                return {"package": self.cleaned_data["package"]}
            case keys.ORGANIZING:
                return {"package": self.cleaned_data["package"], "packing": True}
            case keys.DELIVERY:
                return {"item_count": 3}
            case keys.SPECIALTY:
                items = [code for code, row in self.catalogue.specialty_items.items() if row.active]
                return {"specialty_items": dict.fromkeys(items[:1], 1)}
            case keys.BLADE:
                return {"route": self.cleaned_data["route"], "bag_count": 2}
            case _:
                return {}
