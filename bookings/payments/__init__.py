"""Money in and out through Stripe, and the ledger of it. Knows bookings' rows, not what a payment means to them."""
