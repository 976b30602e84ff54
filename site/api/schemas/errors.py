"""The one shape of every error."""

from __future__ import annotations

from ninja import Field, Schema


class Error(Schema):
    """One thing that is wrong."""

    field: str = Field(description="Path of the value at fault, like `pickup.zip`; empty for the call as a whole.")
    code: str = Field(description="What kind of fault; made for programs.", examples=["not_served"])
    message: str = Field(description="A sentence for people that says what to do.")


class Errors(Schema):
    """Every answer that is not a success."""

    errors: list[Error]


REFUSALS = {400: Errors, 413: Errors, 415: Errors, 422: Errors, 429: Errors, 503: Errors}
"""What any call with a body may be answered besides its own statuses."""
