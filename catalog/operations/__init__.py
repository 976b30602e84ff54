"""Changing the catalogue: one verb a function, each with its audit entry."""

from catalog.operations.prices import enter_price, enter_prices, replace_price, withdraw_price
from catalog.operations.seed import seed_catalogue
from catalog.operations.windows import make_default_window

__all__ = ["enter_price", "enter_prices", "make_default_window", "replace_price", "seed_catalogue", "withdraw_price"]
