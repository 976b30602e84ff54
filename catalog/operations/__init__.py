"""Changing the catalogue: one verb a function, each with its audit entry."""

from catalog.operations.prices import enter_price, replace_price, withdraw_price
from catalog.operations.seed import seed_catalogue

__all__ = ["enter_price", "replace_price", "seed_catalogue", "withdraw_price"]
