"""The fields of a typed request as they are drawn: what the chosen service asks, each with its refusal beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from catalog.snapshot import Catalogue, QuestionInfo
from pricing_rules.admin.trying_values import PERSON, PREFIX, Values
from pricing_rules.quoting import keys
from pricing_rules.quoting.errors import FieldError

Kind = Literal["select", "text", "number", "date", "moment", "check"]


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `name` is its name and id in HTML; `problem` a refusal in words, empty where there is none."""

    name: str
    label: str
    kind: Kind
    value: str
    problem: str = ""
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def checked(self) -> bool:
        return self.kind == "check" and bool(self.value)


@dataclass(frozen=True, slots=True)
class Fields:
    """All inputs of a request. `main` and `flags` by the service; `further` are counted things and questions; `person`
    who asks and when; `carried` what another service asks, kept so that changing the service loses nothing;
    `problems` what belongs to no field shown."""

    main: tuple[Field, ...]
    flags: tuple[Field, ...]
    further: tuple[Field, ...]
    person: tuple[Field, ...]
    carried: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]

    @property
    def open_further(self) -> bool:
        """Whether the further fields hold or refuse anything."""
        return any(field.value or field.problem for field in self.further)

    @property
    def open_person(self) -> bool:
        return any(field.value or field.problem for field in self.person)


def fields_of(values: Values, catalogue: Catalogue, errors: Sequence[FieldError] = ()) -> Fields:
    """The fields of the service that `values` name, filled in, with the parser's refusals at their places."""
    maker = _Maker(values, catalogue, {**_by_field(errors), **_no_such_town(values, errors)})
    service = values.get("service", "")
    main = tuple(maker.main(service))
    flags = tuple(maker.flags(service))
    further = tuple(maker.further(service))
    person = tuple(maker.person())
    shown = {field.name.removeprefix(PREFIX) for field in (*main, *flags, *further, *person)}
    return Fields(
        main=main,
        flags=flags,
        further=further,
        person=person,
        carried=tuple(
            (f"{PREFIX}{name}", text) for name, text in values.items() if text and maker.carries(name, shown)
        ),
        problems=tuple(text for name, text in maker.problems.items() if name not in shown),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    values: Values
    catalogue: Catalogue
    problems: Mapping[str, str]

    def main(self, service: str) -> Iterator[Field]:
        """What the service asks first."""
        catalogue = self.catalogue
        yield self._choice("service", "Service", self._offered("service", catalogue.services))
        if keys.asks(service, "package"):
            yield self._choice("package", "Size", self._offered("package", catalogue.packages))
        if keys.asks(service, "route"):
            yield self._choice("route", "Route", self._offered("route", catalogue.routes))
        if keys.asks(service, "item_count"):
            yield self._field("item_count", "Items", "number")
        if keys.asks(service, "bag_count"):
            yield self._field("bag_count", "Bags", "number")
        airport = "Leave the airport empty." if service == keys.BLADE else ""
        if keys.asks(service, "pickup"):
            yield self._field("pickup", "From", "text", help=airport or "ZIP or town.")
        if keys.asks(service, "dropoff"):
            yield self._field("dropoff", "To", "text", help=airport or "ZIP or town.")
        if keys.asks(service, "pickup_date"):
            yield self._field("pickup_date", "Pickup date", "date")
        if keys.asks(service, "window"):
            yield self._choice("window", "Window", self._offered("window", catalogue.windows))

    def flags(self, service: str) -> Iterator[Field]:
        """Add-ons and the like."""
        for name, label in _FLAG_LABELS.items():
            if keys.asks(service, name):
                yield self._field(name, label, "check")

    def further(self, service: str) -> Iterator[Field]:
        """Specialty items, hours, and the questions of the service that have a fact."""
        if keys.asks(service, "specialty_items"):
            for code, item in self.catalogue.specialty_items.items():
                if item.active or self.values.get(f"specialty-{code}"):
                    yield self._field(f"specialty-{code}", item.label, "number")
        yield self._field("estimated_hours", "Hours", "number", help="2 unless you say otherwise.")
        for question in self.catalogue.questions.values():
            if question.active and question.fact and service in question.services:
                yield self._question(question)

    def person(self) -> Iterator[Field]:
        """Who asks, and when."""
        for name in PERSON:
            yield self._field(name, _PERSON_LABELS[name], "check")
        yield self._field("completed_bookings", "Completed bookings", "number")
        yield self._field("quoted_at", "Quoted at", "moment", help="New York time. Now, if left empty.")

    def carries(self, name: str, shown: set[str]) -> bool:
        """Whether a value that is not shown belongs to another service and is worth keeping."""
        known = keys.ALL_KEYS | {"completed_bookings"}
        return name not in shown and (name in known or name.startswith(("specialty-", "answer-")))

    def _offered(self, name: str, rows: Mapping[str, Any]) -> dict[str, str]:
        """What is on offer, and what was chosen although it no longer is: the parser then says so."""
        chosen = self.values.get(name)
        return {code: row.label for code, row in rows.items() if row.active or code == chosen}

    def _question(self, question: QuestionInfo) -> Field:
        name = f"answer-{question.code}"
        if question.kind == "yes_no":
            return self._choice(name, question.label, {"yes": "Yes", "no": "No"}, empty="Not answered")
        if question.kind == "choice":
            return self._choice(name, question.label, dict(question.choices), empty="Not answered")
        return self._field(name, question.label, "number")

    def _choice(self, name: str, label: str, options: Mapping[str, str], *, empty: str = "") -> Field:
        first = (("", empty or "Choose"),) if empty or self.values.get(name, "") not in options else ()
        return self._field(name, label, "select", options=(*first, *options.items()))

    def _field(
        self, name: str, label: str, kind: Kind, *, help: str = "", options: tuple[tuple[str, str], ...] = ()
    ) -> Field:
        value, problem = self.values.get(name, ""), self.problems.get(name, "")
        return Field(f"{PREFIX}{name}", label, kind, value, problem, help, options)


_FLAG_LABELS = {
    "packing": "Packing",
    "unpacking": "Unpacking",
    "same_day": "Same day",
    "expedited": "Expedited",
    "coi_requested": "COI requested",
}
_PERSON_LABELS = {"is_guest": "Books as a guest", "is_vip": "Is a VIP"}


def _by_field(errors: Iterable[FieldError]) -> dict[str, str]:
    """The refusals by the name of the field they belong to, sentences of one field together."""
    found: dict[str, str] = {}
    for error in errors:
        name = _field_name(error.field)
        found[name] = " ".join(filter(None, (found.get(name), f"{error.message}.")))
    return found


def _field_name(path: str) -> str:
    head, _, rest = path.partition(".")
    match head:
        case "pickup" | "dropoff":
            return head
        case "specialty_items":
            return f"specialty-{rest}" if rest else "specialty_items"
        case "answers":
            return f"answer-{rest}"
        case "customer":
            return rest or head
        case _:
            return path


def _no_such_town(values: Values, errors: Iterable[FieldError]) -> dict[str, str]:
    """Who typed a name is told that no place has it: what the parser says of ZIP codes would not help."""
    return {
        end: f"No town we serve is called “{values[end]}”. Enter its ZIP code."
        for end in ("pickup", "dropoff")
        if values.get(end, "")[:1].isalpha() and any(error.field == f"{end}.zip" for error in errors)
    }
