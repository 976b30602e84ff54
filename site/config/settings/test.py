"""The tests: fast hashing, mail in memory, no network, no limits unless a test switches them on."""

from config import env

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, STORAGES, VAR

DEBUG = False
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
SECRET_KEY = "tests-only-key-that-guards-nothing-of-value-at-all-0123456789"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = env.text("SITE_URL", "http://testserver").rstrip("/")
DATABASES = {"default": {**env.database("sqlite:///var/test.sqlite3"), "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 0)}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
vars().update(env.mail("memorymail://"))
MEDIA_ROOT = VAR / "test-media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
RATELIMIT_ENABLE = env.flag("RATELIMIT_ENABLE", False)
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "sk_test_standin")
STRIPE_PUBLISHABLE_KEY = env.text("STRIPE_PUBLISHABLE_KEY", "pk_test_standin")
STRIPE_WEBHOOK_SECRET = env.names("STRIPE_WEBHOOK_SECRET", ["whsec_standin"])
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "http://127.0.0.1:9")  # nothing listens: a test starts the stand-in
STRIPE_JS_URL = env.text("STRIPE_JS_URL", f"{STRIPE_API_BASE}/v3/")
STRIPE_ORIGINS = {
    "script-src": [STRIPE_API_BASE],
    "frame-src": [STRIPE_API_BASE],
    "connect-src": [STRIPE_API_BASE],
}
STRIPE_TIMEOUT_SECONDS = 3
STANDIN_STRIPE_STATE = env.text("STANDIN_STRIPE_STATE", str(VAR / "test-standin-stripe.sqlite3"))
