"""SetupIntents: saving a card without charging it."""

from __future__ import annotations

import secrets

from stripe import params as p

from standins.stripe import confirming, limits, payment_methods
from standins.stripe.calls import Call, new_id, only, route
from standins.stripe.errors import Refusal
from standins.stripe.lists import listing
from standins.stripe.store import Object, public

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
BROWSER_SEES = (
    "id object automatic_payment_methods cancellation_reason client_secret created description last_setup_error "
    "livemode next_action payment_method payment_method_types status usage"
)


def create(call: Call) -> Object:
    """A new setup; with `confirm` it is done in the same call."""
    given = call.params
    if "customer" in given:
        call.store.get("customer", given["customer"], param="customer")
    method = payment_methods.resolve(call, given["payment_method"]) if "payment_method" in given else None
    identifier = new_id("seti")
    setup: Object = {
        "id": identifier,
        "object": "setup_intent",
        "allowed_payment_method_types": None,
        "application": None,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True}
        | (given.get("automatic_payment_methods") or {}),
        "cancellation_reason": None,
        "client_secret": f"{identifier}_secret_{secrets.token_hex(16)}",
        "created": call.now,
        "customer": given.get("customer"),
        "customer_account": None,
        "description": given.get("description"),
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": limits.merged({}, given.get("metadata")),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": method["id"] if method else None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
        },
        "payment_method_types": ["card"],
        "single_use_mandate": None,
        "status": "requires_confirmation" if method else "requires_payment_method",
        "usage": given.get("usage", "off_session"),
    }
    confirmed_with = confirming.check(call, setup, "SetupIntent") if given.get("confirm") else None
    call.store.put(setup)
    call.emit("setup_intent.created", setup)
    return _apply(call, setup, confirmed_with) if confirmed_with else setup


def reach(call: Call) -> Object:
    """The setup of the path; a browser must know its client secret."""
    setup = call.store.get("setup_intent", call.ids[0], param="intent", status=404)
    if call.browser and not secrets.compare_digest(
        (call.client_secret or "").encode(), setup["client_secret"].encode()
    ):
        raise Refusal(
            "The client_secret provided does not match the client_secret associated with the SetupIntent.",
            code="setup_intent_invalid_parameter",
            param="client_secret",
        )
    return setup


def _shown(call: Call, setup: Object) -> Object:
    return only(setup, BROWSER_SEES) if call.browser else setup


def retrieve(call: Call) -> Object:
    """One setup."""
    return _shown(call, reach(call))


def confirm(call: Call) -> Object:
    """Saves the card (or asks for 3-D Secure)."""
    try:
        return _shown(call, confirm_setup(call, reach(call)))
    except Refusal as refusal:
        if "setup_intent" in refusal.extra:
            refusal.extra["setup_intent"] = _shown(call, refusal.extra["setup_intent"])
        raise


def _open_only(setup: Object, verb: str) -> None:
    if setup["status"] not in OPEN:
        raise Refusal(
            f"You cannot {verb} this SetupIntent because it has a status of {setup['status']}.",
            code="setup_intent_unexpected_state",
            setup_intent=setup,
        )


def confirm_setup(call: Call, setup: Object) -> Object:
    """succeeded, or requires_action; a refused card raises the card error."""
    _open_only(setup, "confirm")
    return _apply(call, setup, confirming.check(call, setup, "SetupIntent"))


def _apply(call: Call, setup: Object, method: Object) -> Object:
    if "return_url" in call.params:
        setup["_return_url"] = call.params["return_url"]
    setup["payment_method"] = method["id"]
    if payment_methods.card_of(method).authenticate:
        confirming.ask_for_authentication(call, setup)
        call.emit("setup_intent.requires_action", setup)
        return call.store.put(setup)
    return _save(call, setup, method)


def _save(call: Call, setup: Object, method: Object) -> Object:
    try:
        payment_methods.decline_if_unattachable(method)
    except Refusal as refusal:
        _failed(call, setup, method, refusal)
        raise
    method["_set_up"] = True
    if setup["customer"]:
        payment_methods.save_for(call, method, setup["customer"])
    setup.update(status="succeeded", next_action=None, last_setup_error=None, payment_method=method["id"])
    call.emit("setup_intent.succeeded", setup)
    return call.store.put(setup)


def _failed(call: Call, setup: Object, method: Object, refusal: Refusal) -> None:
    error = refusal.body()["error"] | {"payment_method": public(method)}
    setup.update(status="requires_payment_method", payment_method=None, next_action=None, last_setup_error=error)
    refusal.extra["setup_intent"] = setup
    call.emit("setup_intent.setup_failed", setup)
    call.store.put(setup)


def finish_challenge(call: Call, setup: Object, *, passed: bool) -> str:
    """The customer came through the bank's page. Returns Stripe's redirect_status."""
    method = call.store.get("payment_method", setup["payment_method"])
    setup["_challenge"] = None
    if not passed:
        refusal = Refusal(confirming.NOT_AUTHENTICATED, status=402, code="setup_intent_authentication_failure")
        _failed(call, setup, method, refusal)
        return "failed"
    try:
        _save(call, setup, method)
    except Refusal:
        return "failed"
    return "succeeded"


def update(call: Call) -> Object:
    """Changes a setup that is not done yet."""
    setup, given = reach(call), call.params
    _open_only(setup, "update")
    for name in ("customer", "description"):
        if name in given:
            setup[name] = given[name] or None
    if "payment_method" in given:
        setup["payment_method"] = payment_methods.resolve(call, given["payment_method"])["id"]
        setup["status"] = "requires_confirmation"
    setup["metadata"] = limits.merged(setup["metadata"], given.get("metadata"))
    return call.store.put(setup)


def cancel(call: Call) -> Object:
    """Ends a setup that is not done yet."""
    setup = reach(call)
    _open_only(setup, "cancel")
    setup.update(status="canceled", cancellation_reason=call.params.get("cancellation_reason"), next_action=None)
    call.emit("setup_intent.canceled", setup)
    return call.store.put(setup)


def page(call: Call) -> Object:
    """Setups, newest first."""
    return listing(call, "setup_intent", equal=("customer", "payment_method"))


KEPT = "customer description metadata payment_method"
CONFIRM = "payment_method return_url use_stripe_sdk"
ROUTES = (
    route(
        "POST",
        "/v1/setup_intents",
        p.SetupIntentCreateParams,
        create,
        f"automatic_payment_methods confirm return_url usage use_stripe_sdk {KEPT}",
    ),
    route(
        "GET",
        "/v1/setup_intents",
        p.SetupIntentListParams,
        page,
        "created customer ending_before limit payment_method starting_after",
    ),
    route("GET", "/v1/setup_intents/{id}", p.SetupIntentRetrieveParams, retrieve, "client_secret", browser=True),
    route("POST", "/v1/setup_intents/{id}", p.SetupIntentUpdateParams, update, KEPT),
    route("POST", "/v1/setup_intents/{id}/confirm", p.SetupIntentConfirmParams, confirm, CONFIRM, browser=True),
    route("POST", "/v1/setup_intents/{id}/cancel", p.SetupIntentCancelParams, cancel, "cancellation_reason"),
)
