"""Who calls: the secret key of a server or the publishable key of a browser."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

from standins.stripe.errors import Refusal
from standins.stripe.options import Options


def authenticate(options: Options, headers: Mapping[str, str]) -> bool:
    """True for the publishable key, False for the secret one. Raises Stripe's 401."""
    given = headers.get("authorization", "")
    scheme, _, token = given.partition(" ")
    if scheme.lower() == "basic":
        try:
            token = base64.b64decode(token, validate=True).decode().partition(":")[0]
        except ValueError:
            token = ""
    if not token:
        raise Refusal(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
            "https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
            status=401,
        )
    for key, browser in ((options.secret_key, False), (options.publishable_key, True)):
        if secrets.compare_digest(token.encode(), key.encode()):
            return browser
    shown = token[:8] + "*" * max(0, len(token) - 12) + token[-4:] if len(token) > 12 else "****"
    raise Refusal(f"Invalid API Key provided: {shown}", status=401)
