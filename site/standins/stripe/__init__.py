"""A strict, stateful local stand-in for Stripe: development and tests only (5-payments.md).

It speaks Stripe's HTTP API for the calls this product makes, refuses whatever the SDK's own typed definitions
(`stripe.params`) do not know, signs and sends webhooks, and serves a script in place of `js.stripe.com/v3`.
It imports nothing of ours and knows no Django. `README.md` beside this file lists cards, controls and field names.

Amounts are in cents, times are Unix seconds (UTC), as on Stripe's wire.
"""
