"""Every message of the flow, each from a broken answer (brief 2.1): summary and field say it, nothing typed is lost."""

from __future__ import annotations

from django.test import TestCase

from foundation.clock import utc_now
from tests.booking_making import seed_business
from tests.web_walking import CONTACT, DROPOFF, PICKUP, Walker, free_day
from web.seed import seed_site

LONG = "A" * 10_000


class Messages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_site(now=utc_now())
        cls.tuesday = free_day(1)

    def wrong(self, walker: Walker, step: str, message: str, **fields: str) -> None:
        """Post a step with something wrong: the step comes back with the message in summary, field and title."""
        answer = walker.answer(step, **fields)
        assert walker.step == step and answer.status_code == 200
        assert message in walker.problems, walker.problems
        assert walker.title.startswith("Error: Step ")
        assert walker.html.count(message.replace("'", "&#x27;")) >= 2

    def test_details(self) -> None:
        walker = Walker().begin("?service=mini_move")
        for message, fields in (
            ("Choose a size", {}),
            ("Choose a size", {"package": "gigantic"}),
            ("Number of pieces must be a whole number", {"package": "petite", "item_count": "a few"}),
            ("Number of pieces must be a whole number", {"package": "petite", "item_count": "1.5"}),
            ("Number of pieces must be a whole number", {"package": "petite", "item_count": "-3"}),
            ("Number of pieces must be a whole number", {"package": "petite", "item_count": "🚐"}),
            ("Number of pieces must be a whole number", {"package": "petite", "item_count": LONG}),
            (
                "Petite takes up to 15 pieces. Choose Standard, or enter 15 or fewer",
                {"package": "petite", "item_count": "16"},
            ),
            (
                "Petite takes up to 15 pieces. Choose Full, or enter 15 or fewer",
                {"package": "petite", "item_count": "200"},
            ),
            ("Number of surfboards must be 0 or more", {"package": "petite", "specialty-surfboard": "-1"}),
            ("Number of wardrobe boxes must be 0 or more", {"package": "petite", "specialty-wardrobe_box": "x"}),
            ("We take at most 5 specialty items a booking", {"package": "petite", "specialty-crib": "6"}),
        ):
            with self.subTest(fields=str(fields)[:60]):
                self.wrong(walker, "details", message, **fields)
        assert 'value="6"' in walker.html  # what was typed is still there

    def test_addresses(self) -> None:
        walker = Walker().to_addresses()
        for message, changes in (
            ("Enter the street address to collect from", {"pickup-line1": ""}),
            ("Enter the street address to deliver to", {"dropoff-line1": "  "}),
            ("Enter the city", {"pickup-city": ""}),
            ("State must be 2 letters, like NY", {"pickup-state": "New York"}),
            ("Enter the ZIP code", {"dropoff-zip": ""}),
            ("ZIP code must be 5 digits, like 11217", {"pickup-zip": "1121"}),
            ("ZIP code must be 5 digits, like 11217", {"pickup-zip": "１１２１７"}),
            ("There is no ZIP code 00001 in the United States postal list", {"pickup-zip": "00001"}),
            ("ZIP code 10024 is in NY. Check the ZIP code or the state", {"pickup-state": "CT"}),
            ("Our vans cannot reach a PO box. Enter the street address", {"dropoff-line1": "PO Box 12"}),
            ("Shorten the street address to 120 characters", {"pickup-line1": LONG}),
            ("Shorten the instructions to 500 characters", {"pickup-instructions": LONG}),
            (
                "Both addresses are the same. Enter a different address to deliver to",
                {
                    "dropoff-line1": "214 W. 82nd St",
                    "dropoff-line2": "3R",
                    "dropoff-zip": "10024",
                    "dropoff-city": "New York",
                },
            ),
        ):
            with self.subTest(message=message):
                self.wrong(walker, "addresses", message, **{**PICKUP, **DROPOFF, **changes})
                assert next(iter(changes.values())).strip()[:40] in walker.html

    def test_out_of_area_is_a_page_with_a_way_forward(self) -> None:
        walker = Walker().to_addresses()
        far = {"dropoff-line1": "1 Main Street", "dropoff-city": "Miami", "dropoff-state": "FL", "dropoff-zip": "33101"}
        walker.answer("addresses", **PICKUP, **far)
        assert "We do not deliver to 33101 yet." in walker.html and "Change the address" in walker.html
        walker.look("addresses")
        assert 'value="33101"' in walker.html and "214 West 82nd Street" in walker.html
        assert walker.look("date").status_code == 302  # the step is not answered

    def test_a_move_within_the_hamptons_asks_for_hours(self) -> None:
        walker = Walker().to_addresses()
        start = {**PICKUP, "pickup-line1": "1 Main Street", "pickup-city": "East Hampton", "pickup-zip": "11937"}
        self.wrong(walker, "addresses", "Choose how many hours the move takes", **start, **DROPOFF)
        walker.answer("addresses", **start, **DROPOFF, estimated_hours="3")
        assert walker.step == "date"
        assert "Further hours in the Hamptons" in walker.html and walker.total == "$2,075.00"

    def test_date(self) -> None:
        walker = Walker().to_date()
        self.wrong(walker, "date", "Choose a collection date", window="morning")
        self.wrong(walker, "date", "Choose a collection date", window="morning", date="2027-02-30")
        self.wrong(walker, "date", "Choose a collection window", window="midnight", date=self.tuesday.isoformat())
        walker.answer("date", date="2020-01-01", window="morning")
        assert walker.problems == ["Wednesday, January 1, 2020 has passed. Choose a date ahead"]

    def test_contact(self) -> None:
        walker = Walker().to_contact(self.tuesday)
        digits = "Mobile number must have 10 digits, or start with + and a country code"
        for message, changes in (
            ("Enter your full name", {"name": ""}),
            ("Shorten your name to 120 characters", {"name": LONG}),
            ("Enter your email address", {"email": ""}),
            ("Email address must include an @ sign", {"email": "claire.example.com"}),
            ("Enter a mobile number, so the crew can reach you on the day", {"phone": ""}),
            (digits, {"phone": "12"}),
            (digits, {"phone": "+99"}),
            ("Shorten the note to 2,000 characters", {"notes": LONG}),
        ):
            with self.subTest(message=message):
                self.wrong(walker, "contact", message, **{**CONTACT, **changes})
        self.wrong(walker, "contact", "Enter your full name", name="", email="x", phone="12")
        assert len(walker.problems) == 3  # all at once

    def test_a_long_name_comes_back_whole(self) -> None:
        walker = Walker().to_contact(self.tuesday)
        walker.answer("contact", **{**CONTACT, "name": LONG})
        assert LONG in walker.html

    def test_control_characters_are_refused_in_words(self) -> None:
        walker = Walker().to_contact(self.tuesday)
        walker.answer("contact", **{**CONTACT, "name": "Cl\x00aire"})
        assert walker.problems == ["Remove the characters that cannot be printed"]
