"""The one cast of people: the demo's logins and customers, and the tests' too. All invented; phones from 555-01."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "totetaxi.example"


@dataclass(frozen=True, slots=True)
class StaffLogin:
    """A staff login: `name@totetaxi.example`, in a role of 7-staff.md."""

    login: str
    full_name: str
    role: str
    employee_number: str
    department: str

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


STAFF = (
    StaffLogin("admin", "Adele Marsh", "Administrator", "E-001", "Office"),
    StaffLogin("manager", "Marcus Bell", "Manager", "E-002", "Office"),
    StaffLogin("operations", "Olivia Chen", "Operations", "E-003", "Operations"),
    StaffLogin("service", "Sam Rivera", "Customer service", "E-004", "Customer service"),
    StaffLogin("finance", "Fiona Grant", "Finance", "E-005", "Finance"),
    StaffLogin("marketing", "Maya Holt", "Marketing", "E-006", "Marketing"),
    StaffLogin("viewer", "Victor Lane", "Viewer", "E-007", "Office"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A customer and the two ends of what they move; `home` in the city, `house` out east."""

    name: str
    email: str
    phone: str
    home: tuple[str, str, str]  # line1, line2, ZIP
    house: tuple[str, str, str]


CLAIRE = Person(
    "Claire Whitcomb",
    "claire.whitcomb@example.com",
    "+12125550136",
    ("214 West 82nd Street", "Apt 3R", "10024"),
    ("27 Hedges Lane", "", "11962"),
)
HENRY = Person(
    "Henry Adeyemi",
    "henry.adeyemi@example.com",
    "+19175550118",
    ("88 Berkeley Place", "", "11217"),
    ("5 Captains Row", "", "11963"),
)
ROSA = Person(
    "Rosa Lindqvist",
    "rosa.lindqvist@example.com",
    "+16465550171",
    ("401 East 60th Street", "Apt 18C", "10022"),
    ("112 Old Montauk Highway", "", "11954"),
)
PRIYA = Person(
    "Priya Raman",
    "priya.raman@example.com",
    "+12125550107",
    ("15 Hudson Yards", "Apt 52B", "10001"),
    ("9 Mill Pond Lane", "", "11976"),
)
THEO = Person(
    "Theo Brandt",
    "theo.brandt@example.com",
    "+12035550149",
    ("31 Round Hill Road", "", "06831"),
    ("64 Further Lane", "", "11937"),
)
GUESTS = (CLAIRE, HENRY, ROSA, PRIYA, THEO)
CUSTOMER_LOGIN = Person(
    "Clara Osei",
    f"customer@{DOMAIN}",
    "+12125550160",
    ("330 Riverside Drive", "Apt 7A", "10025"),
    ("18 Gin Lane", "", "11968"),
)
