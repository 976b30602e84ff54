"""Customers and their saved cards."""

from __future__ import annotations

from typing import Any

from stripe import params as p

from standins.stripe import limits, payment_methods
from standins.stripe.calls import Call, new_id, route
from standins.stripe.errors import Refusal
from standins.stripe.lists import listing
from standins.stripe.store import Object

SIMPLE = ("description", "email", "name", "phone", "address", "shipping", "preferred_locales", "tax_exempt")
TAKES = f"{' '.join(SIMPLE)} invoice_settings metadata"


def create(call: Call) -> Object:
    """A new customer; `payment_method` is attached at once."""
    prefix = new_id("x", 8)[2:].upper()
    customer: Object = {
        "id": new_id("cus", 14),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": call.now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": prefix,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    if "payment_method" in call.params:
        method = payment_methods.resolve(call, call.params["payment_method"])
        payment_methods.decline_if_unattachable(method)
        payment_methods.save_for(call, method, customer["id"])
    call.store.put(customer)
    _change(call, customer)
    call.emit("customer.created", customer)
    return customer


def _change(call: Call, customer: Object) -> None:
    limits.check_email(call.params, "email")
    for name in SIMPLE:
        if name in call.params:
            customer[name] = call.params[name] if call.params[name] != "" else None
    settings: dict[str, Any] = call.params.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        method = settings["default_payment_method"]
        param = "invoice_settings[default_payment_method]"
        if method and call.store.get("payment_method", method, param=param)["customer"] != customer["id"]:
            raise Refusal(
                f"The customer does not have a payment method with the ID {method}. The payment method must be "
                "attached to the customer.",
                code="resource_missing",
                param=param,
            )
    customer["invoice_settings"].update({name: value or None for name, value in settings.items()})
    customer["metadata"] = limits.merged(customer["metadata"], call.params.get("metadata"))
    call.store.put(customer)


def retrieve(call: Call) -> Object:
    """One customer; a deleted one answers `{id, object, deleted: true}`."""
    found = call.store.find(call.ids[0])
    if found is not None and found["object"] == "customer" and found.get("deleted"):
        return found
    return call.store.get("customer", call.ids[0], status=404)


def update(call: Call) -> Object:
    """Changes a customer."""
    customer = call.store.get("customer", call.ids[0], status=404)
    _change(call, customer)
    call.emit("customer.updated", customer)
    return customer


def delete(call: Call) -> Object:
    """Deletes for good; saved cards are detached."""
    customer = call.store.get("customer", call.ids[0], status=404)
    for method in call.store.newest("payment_method"):
        if method["customer"] == customer["id"]:
            method["customer"] = None
            call.store.put(method)
    call.emit("customer.deleted", customer)
    return call.store.put({"id": customer["id"], "object": "customer", "created": customer["created"], "deleted": True})


def page(call: Call) -> Object:
    """Customers, newest first."""
    return listing(call, "customer", equal=("email",))


def methods(call: Call) -> Object:
    """One customer's saved cards."""
    customer = call.store.get("customer", call.ids[0], param="customer", status=404)
    return listing(call, "payment_method", equal=("type",), where={"customer": customer["id"]})


def method(call: Call) -> Object:
    """One saved card of one customer."""
    found = call.store.get("payment_method", call.ids[1], param="payment_method", status=404)
    if found["customer"] != call.ids[0]:
        raise Refusal(
            f"No such PaymentMethod: '{call.ids[1]}' for customer '{call.ids[0]}'",
            status=404,
            code="resource_missing",
            param="payment_method",
        )
    return found


def all_methods(call: Call) -> Object:
    """The older list of saved cards, by customer."""
    if "customer" in call.params:
        call.store.get("customer", call.params["customer"], param="customer")
    return listing(call, "payment_method", equal=("customer", "type"))


LIST = "ending_before limit starting_after"
ROUTES = (
    route("POST", "/v1/customers", p.CustomerCreateParams, create, f"{TAKES} payment_method"),
    route("GET", "/v1/customers", p.CustomerListParams, page, f"created email {LIST}"),
    route("GET", "/v1/customers/{id}", p.CustomerRetrieveParams, retrieve),
    route("POST", "/v1/customers/{id}", p.CustomerUpdateParams, update, TAKES),
    route("DELETE", "/v1/customers/{id}", p.CustomerDeleteParams, delete),
    route("GET", "/v1/customers/{id}/payment_methods", p.CustomerPaymentMethodListParams, methods, f"type {LIST}"),
    route("GET", "/v1/customers/{id}/payment_methods/{id}", p.CustomerPaymentMethodRetrieveParams, method),
    route("GET", "/v1/payment_methods", p.PaymentMethodListParams, all_methods, f"customer type {LIST}"),
)
