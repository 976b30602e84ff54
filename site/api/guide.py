"""The text above the calls on the documentation page: what holds for all of them."""

GUIDE = """
Prices, availability and bookings for partners. Four calls make a booking:

1. `GET /api/v1/catalogue/` lists the codes and prices of everything on sale.
2. `GET /api/v1/availability/` shows a month: which dates can be had, and what each costs.
3. `POST /api/v1/quotes/` prices one request, explains each line, and keeps the price for 24 hours.
4. `POST /api/v1/bookings/` books a quote. `GET /api/v1/bookings/{token}/` then says how it stands.

**Form.** JSON in UTF-8, at most 64 KB, with `Content-Type: application/json`. Money is integer US cents in keys named
`…_cents`. Dates and windows are New York's; timestamps carry their offset. No key, cookie or sign-in is needed.
Addresses end with a slash.

**Errors** always have one shape, and tell every fault at once:

```json
{"errors": [{"field": "pickup.zip", "code": "not_served", "message": "We do not serve Boston, MA yet. …"}]}
```

`field` is the path of the value (empty for the call as a whole), `code` is for programs, `message` for people.

| status | codes |
|---|---|
| 400 | `malformed`: the body is not JSON, names a key twice, holds NaN, or is nested without end |
| 404 | `not_found`: no such address, or no booking behind this token |
| 405, 413, 415 | `method_not_allowed`, `too_large`, `media_type` |
| 409 | `idempotency_conflict`, `sold_out`, `quote_expired`, `coi_required`, `unavailable`: not possible now |
| 422 | `required`, `unknown`, `type`, `choice`, `range`, `combination`, `not_served`, `inactive`, `limit`: correct it |
| 429 | `too_many_requests`: wait as many seconds as `Retry-After` says |
| 503 | `rule_failed`: no price can be given online at the moment; our staff know |

**Limits** for one address and minute: 60 quotes, 60 months of availability, 60 catalogues, 10 bookings, 10 look-ups.

**Paying.** A booking waits for its payment as long as its place is held (30 minutes). `payment` holds what Stripe's
Payment Element needs: give `publishable_key` to `Stripe(…)` and `client_secret` to `elements(…)`, or send the customer
to `tracking_url`, which leads to our own pay page.
""".strip()
