"""What people see: the overview, an object, the bank's challenge; and the script with its card frame."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from standins.stripe import confirming, setup_intents
from standins.stripe.api import Api, Request
from standins.stripe.calls import Call
from standins.stripe.cards import CARDS
from standins.stripe.store import Object, public

STATIC = Path(__file__).parent / "static"
FILES = {
    "/v3": ("v3.js", "text/javascript"),
    "/v3/frame": ("frame.html", "text/html"),
    "/v3/frame.js": ("frame.js", "text/javascript"),
    "/v3/frame.css": ("frame.css", "text/css"),
    "/page.css": ("page.css", "text/css"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src http: https:; "
    "img-src 'self' data:; base-uri 'none'"
)


@dataclass
class Page:
    """A page's answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def handle(api: Api, request: Request) -> Page:
    """Anything that is neither the API nor a control."""
    path = request.path.rstrip("/") or "/"
    if path in FILES and request.method == "GET":
        name, kind = FILES[path]
        # Any page may use the script, and only pages of this machine can reach it.
        return _page(200, (STATIC / name).read_bytes(), kind, {"Access-Control-Allow-Origin": "*"})
    if path == "/" and request.method == "GET":
        return _html(_overview(api))
    if path == "/favicon.ico":
        return Page(204, b"")
    kind, _, identifier = path.strip("/").partition("/")
    if kind == "objects" and request.method == "GET":
        with api.store.lock:
            found = api.store.find(identifier)
            if found is not None and not found["object"].startswith("_"):
                return _html(_object(found))
    if kind == "challenge":
        return _challenge(api, request, identifier)
    return _html(_layout("Not found", "<h1>Not found</h1><p>The Stripe stand-in has no such page.</p>"), 404)


def _page(status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> Page:
    headers = {
        "Content-Type": f"{kind}; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Page(status, body, headers | (more or {}))


def _html(text: str, status: int = 200) -> Page:
    return _page(status, text.encode(), "text/html")


def _layout(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | Stripe stand-in</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css">'
        f"</head><body><main>{body}</main></body></html>"
    )


def _money(amount: int, currency: str) -> str:
    return f"{'−' if amount < 0 else ''}{'$' if currency == 'usd' else currency.upper() + ' '}{abs(amount) / 100:,.2f}"


def _when(at: int) -> str:
    iso = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    return f'<time datetime="{iso}">{iso[5:10]} {iso[11:19]}</time>'


def _table(caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Cells are HTML already."""
    if not rows:
        return f"<h2>{caption}</h2><p>None yet.</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<h2 id="{caption.split()[0].lower()}">{caption}</h2><div class="scroll" role="region" tabindex="0" '
        f'aria-label="{caption}"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _link(identifier: str) -> str:
    return f'<a href="/objects/{escape(identifier)}"><code>{escape(identifier)}</code></a>'


def _wide(text: str) -> str:
    return f'<span class="wide">{escape(text)}</span>' if text else ""


def _overview(api: Api) -> str:
    with api.store.lock:
        intents = [
            (
                _link(item["id"]),
                f'<span class="plain">{_money(item["amount"], item["currency"])}</span>',
                f'<span class="state {escape(item["status"])}">{escape(item["status"].replace("_", " "))}</span>',
                _wide(str((item["last_payment_error"] or {}).get("message", ""))),
                _wide(", ".join(f"{key} {value}" for key, value in item["metadata"].items())),
                _when(item["created"]),
            )
            for item in list(api.store.newest("payment_intent"))[:25]
        ]
        refunds = [
            (
                _link(item["id"]),
                f'<span class="plain">{_money(item["amount"], item["currency"])}</span>',
                f'<span class="state {escape(item["status"])}">{escape(item["status"])}</span>',
                _link(item["charge"]),
                _when(item["created"]),
            )
            for item in list(api.store.newest("refund"))[:25]
        ]
        events = [
            (
                _link(item["id"]),
                f'<span class="plain">{escape(item["type"])}</span>',
                _link(item["data"]["object"].get("id", "")),
                "waiting" if item["pending_webhooks"] else "delivered",
                _when(item["created"]),
            )
            for item in list(api.store.newest("event"))[:40]
        ]
    cards = [(f"<code>{card.pretty}</code>", escape(card.does)) for card in CARDS]
    target = api.webhooks.url or "nowhere (started without --webhook-url)"
    return _layout(
        "Overview",
        "<h1>Stripe stand-in</h1><p>For development and tests only: no money moves here. "
        f"Webhooks go to <code>{escape(target)}</code>, mode <strong>{escape(api.webhooks.policy.mode)}</strong>.</p>"
        '<p><a href="#payments">Payments</a> · <a href="#refunds">Refunds</a> · <a href="#events">Events</a> · '
        '<a href="#test">Test cards</a></p>'
        + _table("Payments", ("PaymentIntent", "Amount", "State", "Last error", "Metadata", "Created (UTC)"), intents)
        + _table("Refunds", ("Refund", "Amount", "State", "Charge", "Created (UTC)"), refunds)
        + _table("Events", ("Event", "Type", "Object", "Webhook", "Created (UTC)"), events)
        + _table("Test cards", ("Number", "What happens"), cards)
        + "<p>Any future date, any security code (four digits for American Express), any ZIP code.</p>",
    )


def _object(item: Object) -> str:
    text = json.dumps(public(item), indent=2)
    return _layout(
        item["id"],
        f'<p><a href="/">Overview</a></p><h1>{escape(item["object"].replace("_", " ").capitalize())}</h1>'
        f'<pre tabindex="0" role="region" aria-label="JSON">{escape(text)}</pre>',
    )


def _challenge(api: Api, request: Request, identifier: str) -> Page:
    """The bank's page of a 3-D Secure challenge; its two buttons send the customer back to return_url."""
    given = parse_qs(request.query if request.method == "GET" else request.body.decode("utf-8", "replace"))
    key = given.get("key", [""])[0]
    with api.store.lock:
        intent = api.store.find(identifier)
        if (
            intent is None
            or intent["object"] not in ("payment_intent", "setup_intent")
            or intent["status"] != "requires_action"
            or not secrets.compare_digest(key.encode(), str(intent.get("_challenge")).encode())
        ):
            return _html(_layout("Your bank", _over(intent)), 410)
        if request.method == "POST":
            return _finished(api, request, intent, passed=given.get("outcome") == ["complete"])
        what = (
            f"a payment of <strong>{_money(intent['amount'], intent['currency'])}</strong>"
            if intent["object"] == "payment_intent"
            else "saving your card"
        )
    return _html(
        _layout(
            "Your bank",
            f'<section class="bank"><p class="eyebrow">3-D Secure test page</p><h1>Your bank asks: is it you?</h1>'
            f"<p>Confirm {what} to ToteTaxi. Your real bank would ask for a code or its app here.</p>"
            f'<form method="post" action="/challenge/{escape(identifier)}">'
            f'<input type="hidden" name="key" value="{escape(key)}">'
            '<button name="outcome" value="complete" id="challenge-complete">Complete</button>'
            '<button name="outcome" value="fail" id="challenge-fail" class="quiet">Fail</button></form></section>',
        )
    )


def _over(intent: Object | None) -> str:
    back = str((intent or {}).get("_return_url") or "")
    link = f' <a href="{escape(back)}">Go back to the shop</a>' if back.startswith(("http://", "https://")) else ""
    return f"<h1>This confirmation is over</h1><p>It was answered already, or the payment was cancelled.{link}</p>"


def _finished(api: Api, request: Request, intent: Object, *, passed: bool) -> Page:
    call = Call(api.store, int(time.time()), request.base_url, browser=True, settle_seconds=api.options.settle_seconds)
    finish = confirming.finish_challenge if intent["object"] == "payment_intent" else setup_intents.finish_challenge
    status = finish(call, intent, passed=passed)
    api.commit(call)
    name = intent["object"]
    back = urlsplit(intent["_return_url"])
    query = [
        *parse_qsl(back.query, keep_blank_values=True),
        (name, intent["id"]),
        (f"{name}_client_secret", intent["client_secret"]),
        ("redirect_status", status),
    ]
    return _page(303, b"", "text/html", {"Location": urlunsplit(back._replace(query=urlencode(query)))})
