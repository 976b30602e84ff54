"""Checks and coerces form parameters by the SDK's own TypedDicts: what Stripe's definitions do not know is refused."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

from stripe._request_options import RequestOptions
from stripe._stripe_context import StripeContext
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from standins.stripe.errors import Refusal
from standins.stripe.forms import bracketed

# The SDK mixes the client's own options (api_key, idempotency_key …) into every call's parameters: not on the wire.
_CLIENT_OPTIONS = frozenset(RequestOptions.__annotations__)


@dataclass(frozen=True)
class Field:
    """One parameter: its possible types and whether the call fails without it."""

    choices: tuple[Any, ...]
    required: bool


@cache
def fields(shape: type) -> Mapping[str, Field]:
    """The parameters of one TypedDict, by name, without the client's options."""
    hints = get_type_hints(shape, localns={"StripeContext": StripeContext, "Mapping": Mapping}, include_extras=True)
    result: dict[str, Field] = {}
    for name, hint in hints.items():
        if name in _CLIENT_OPTIONS:
            continue
        required = get_origin(hint) is not NotRequired
        if get_origin(hint) in (NotRequired, Required):
            hint = get_args(hint)[0]
        result[name] = Field(tuple(_flat(hint)), required)
    return result


def _flat(hint: Any) -> list[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        return [choice for arg in get_args(hint) for choice in _flat(arg)]
    return [hint]


def check(shape: type, raw: Mapping[str, Any], path: tuple[str, ...] = ()) -> dict[str, Any]:
    """The parameters as Python values. Raises Refusal naming the first one that is unknown, missing or malformed."""
    known = fields(shape)
    for name in raw:
        if name not in known:
            where = bracketed((*path, name))
            raise Refusal(f"Received unknown parameter: {where}", code="parameter_unknown", param=where)
    for name, field in known.items():
        if field.required and name not in raw:
            where = bracketed((*path, name))
            raise Refusal(f"Missing required param: {where}.", code="parameter_missing", param=where)
    return {name: _coerce(value, known[name].choices, (*path, name)) for name, value in raw.items()}


def _coerce(value: Any, choices: tuple[Any, ...], path: tuple[str, ...]) -> Any:
    return _hash(value, choices, path) if isinstance(value, dict) else _scalar(value, choices, path)


def _hash(value: dict[str, Any], choices: tuple[Any, ...], path: tuple[str, ...]) -> Any:
    for choice in choices:
        origin = get_origin(choice)
        if origin is list and all(key.isdigit() for key in value):
            inner = tuple(_flat(get_args(choice)[0]))
            return [_coerce(value[key], inner, (*path, key)) for key in sorted(value, key=int)]
        if is_typeddict(choice):
            return check(choice, value, path)
        if origin is dict:
            inner = tuple(_flat(get_args(choice)[1]))
            # An empty value takes the key out (metadata), so it passes although the type is a plain string.
            return {key: "" if item == "" else _coerce(item, inner, (*path, key)) for key, item in value.items()}
        if origin is UntypedStripeObject:
            return value
    where = bracketed(path)
    wanted = "array" if any(get_origin(choice) is list for choice in choices) else "string"
    raise Refusal(f"Invalid {wanted}: {where} was given a hash.", code=f"parameter_invalid_{wanted}", param=where)


def _scalar(value: str, choices: tuple[Any, ...], path: tuple[str, ...]) -> Any:
    where = bracketed(path)
    literals = [word for choice in choices if get_origin(choice) is Literal for word in get_args(choice)]
    if value in literals:
        return value
    if value == "" and (str in choices or literals):
        raise Refusal(
            f"You passed an empty string for '{where}'. We assume empty values are an attempt to unset a "
            f"parameter; however '{where}' cannot be unset. You should remove '{where}' from your request or "
            "supply a non-empty value.",
            code="parameter_invalid_empty",
            param=where,
        )
    if int in choices:
        if value.lstrip("-").isdigit():
            return int(value)
        if str not in choices:
            raise Refusal(f"Invalid integer: {value}", code="parameter_invalid_integer", param=where)
    if bool in choices:
        if value in ("true", "false"):
            return value == "true"
        raise Refusal(f"Invalid boolean: {value}", code="parameter_invalid_boolean", param=where)
    words = [word for word in literals if word != ""]
    if words:  # the SDK writes open enumerations as `Literal[…] | str`; Stripe's API refuses other words all the same
        listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, or {words[-1]}"
        raise Refusal(f"Invalid {where}: must be one of {listed}", param=where)
    if str in choices:
        return value
    if any(get_origin(choice) is list for choice in choices):
        raise Refusal(f"Invalid array: {where}", code="parameter_invalid_array", param=where)
    if any(is_typeddict(choice) or get_origin(choice) is dict for choice in choices):
        raise Refusal(f"Invalid object: {where} must be a hash.", code="parameter_invalid_object", param=where)
    try:
        return float(value)
    except ValueError:
        raise Refusal(f"Invalid decimal: {value}", code="parameter_invalid_decimal", param=where) from None
