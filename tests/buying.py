"""A customer without a browser: walks the whole booking flow over HTTP, as a page without JavaScript would, and pays.

Free of Django, so that many of them run in processes of their own against a real server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

STEPS = ("service", "details", "addresses", "date", "contact", "review")


class Inputs(HTMLParser):
    """The hidden inputs of a page, and the attributes of the form that pays."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.pay: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "input" and found.get("type") == "hidden" and "name" in found:
            self.hidden.setdefault(found["name"], found.get("value", ""))
        if tag == "form" and found.get("id") == "pay":
            self.pay = found


@dataclass
class Buyer:
    """One visitor. `outcome` is `held`, `approval`, `refused`, `declined` or `paid`; `url` is the page at hand."""

    site: str
    stripe: str = ""
    name: str = "Claire Whitcomb"
    email: str = "claire.whitcomb@example.com"
    session: requests.Session = field(default_factory=requests.Session)
    url: str = ""
    html: str = ""
    outcome: str = ""

    def get(self, path: str) -> requests.Response:
        return self._arrived(self.session.get(urljoin(self.site, path), timeout=120))

    def post(self, fields: dict[str, str], url: str = "") -> requests.Response:
        """Send the form of the page at hand, with its hidden inputs, as a browser would."""
        data = {**Inputs(self.html).hidden, **fields}
        return self._arrived(self.session.post(url or self.url, data=data, headers={"Referer": self.url}, timeout=120))

    def _arrived(self, response: requests.Response) -> requests.Response:
        assert response.status_code < 500, f"{response.status_code} at {response.url}: {response.text[:2000]}"
        self.url, self.html = response.url, response.text
        return response

    @property
    def step(self) -> str:
        """The step of the flow that the page at hand is, or an empty text."""
        found = re.search(r"/book/[0-9a-f-]{36}/(\w+)/", self.url)
        return found.group(1) if found else ""

    def walk_to_review(
        self,
        day: date,
        *,
        package: str = "standard",
        pickup: tuple[str, str, str] = ("214 West 82nd Street", "New York", "10024"),
        dropoff: tuple[str, str, str] = ("27 Hedges Lane", "Sagaponack", "11962"),
        window: str = "morning",
    ) -> bool:
        """Answer every step. False where the day was refused on the way."""
        self.get(f"/book/?service=mini_move&package={package}")
        answers = {
            "service": {"service": "mini_move"},
            "details": {"package": package, "item_count": "12", "weights_attested": "on"},
            "addresses": {**_address("pickup", pickup), **_address("dropoff", dropoff)},
            "date": {"date": day.isoformat(), "window": window},
            "contact": {"name": self.name, "email": self.email, "phone": "(212) 555-0136"},
        }
        for _ in range(len(STEPS) + 2):
            step = self.step
            if step == "review":
                return True
            self.post(answers[step])
            if self.step == step == "date":
                self.outcome = "refused"
                return False
            assert self.step != step, f"{step} was not taken: {problems(self.html)}"
        raise AssertionError(f"The walk did not reach the end: {self.url}")

    def place(self) -> str:
        """Post "check your answers"."""
        self.post({})
        if "/book/pay/" in self.url:
            self.outcome = "held"
        elif "/track/" in self.url:
            self.outcome = "approval"
        else:
            self.outcome = "refused"
        return self.outcome

    def pay(self, card: str = "4242424242424242") -> requests.Response:
        """Confirm the intent as Stripe's script does, then come back to the return page."""
        form = Inputs(self.html).pay
        secret = form["data-secret"]
        intent = secret.split("_secret_")[0]
        key, back = (form["data-key"], ""), urljoin(self.site, form["data-back"])
        typed = {"type": "card", "card[number]": card, "card[exp_month]": "12", "card[exp_year]": "2034"}
        method = requests.post(
            f"{self.stripe}/v1/payment_methods", data={**typed, "card[cvc]": "123"}, auth=key, timeout=120
        ).json()
        answer = requests.post(
            f"{self.stripe}/v1/payment_intents/{intent}/confirm",
            data={"payment_method": method["id"], "client_secret": secret, "return_url": back},
            auth=key,
            timeout=120,
        )
        if answer.status_code != 200:
            self.outcome = "declined"
            return answer
        page = self.get(f"{form['data-back']}?payment_intent={intent}&redirect_status=succeeded")
        if "/track/" in self.url:
            self.outcome = "paid"
        return page


def _address(end: str, typed: tuple[str, str, str]) -> dict[str, str]:
    line1, city, zip5 = typed
    return {f"{end}-line1": line1, f"{end}-city": city, f"{end}-state": "NY", f"{end}-zip": zip5}


def problems(html: str) -> list[str]:
    """The sentences of a page's error summary."""
    found = re.search(r'class="esum".*?</div>', html, re.S)
    return re.findall(r">([^<>]+)</a>", found.group(0)) if found else []


def next_weekday(weekday: int, *, at_least: int = 3, today: date | None = None) -> date:
    """The first such weekday (Monday 0) that is `at_least` days ahead."""
    start = (today or date.today()) + timedelta(days=at_least)
    return start + timedelta(days=(weekday - start.weekday()) % 7)
