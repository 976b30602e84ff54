"""A developer's or newcomer's machine: SQLite, mail on the console, the stand-ins for Stripe."""

from config import env

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, STORAGES, VAR

INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
DEBUG = env.flag("DEBUG", True)
SECRET_KEY = env.text("SECRET_KEY", "development-only-key-that-guards-nothing-of-value-at-all")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

PORT = env.number("PORT", 8000)
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL

STANDIN_STRIPE = f"http://127.0.0.1:{PORT + 1}"
STANDIN_STRIPE_STATE = str(VAR / "standin-stripe.sqlite3")
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "sk_test_standin")
STRIPE_PUBLISHABLE_KEY = env.text("STRIPE_PUBLISHABLE_KEY", "pk_test_standin")
STRIPE_WEBHOOK_SECRET = env.names("STRIPE_WEBHOOK_SECRET", ["whsec_standin"])
STRIPE_API_BASE = env.text("STRIPE_API_BASE", STANDIN_STRIPE)
STRIPE_JS_URL = env.text("STRIPE_JS_URL", f"{STANDIN_STRIPE}/v3/")
STRIPE_ORIGINS = {"script-src": [STANDIN_STRIPE], "frame-src": [STANDIN_STRIPE], "connect-src": [STANDIN_STRIPE]}

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]  # one web process here
