"""What every environment shares. Secure by default; `dev` and `test` loosen it by name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from config import env
from config.unfold import UNFOLD as UNFOLD

ROOT: Path = env.ROOT
VAR = ROOT / "var"

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # the default one would replace our own admin site
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "foundation.seeding",
    "foundation.audit",
    "foundation.staffadmin",
    "foundation.outbox",
    "foundation.notifications",
    "foundation.accounts",
    "catalog",
    "pricing_rules",
    "bookings.customers",
    "bookings",
    "bookings.payments",
    "bookings.leads",
    "dispatch",
    "web",
    "api",
    "ninja",  # its documentation page serves its files itself
    "backoffice",
    "backoffice.apps.BackofficeAdminConfig",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "simple_history",
    "import_export",
    "django_q",
    "config",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; their length is blurred against guessing (BREACH)
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "django_ratelimit.middleware.RatelimitMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": env.database("sqlite:///var/totetaxi.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("locmemcache://")}

# People and sign-in (7-staff.md)
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "foundation.accounts.lockout.username"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # thirty minutes, not thirty after the last knock
AXES_LOCKOUT_TEMPLATE = "backoffice/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# Time and language: stored in UTC, lived in New York (1-product.md)
USE_TZ = True
TIME_ZONE = "America/New_York"
LANGUAGE_CODE = "en-us"
USE_I18N = False

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Background work: one function drains the outbox; the broker is the database unless QUEUE_URL names Redis
QUEUE_URL = env.text("QUEUE_URL", "")
Q_CLUSTER = {
    "name": "totetaxi",
    "workers": 2,
    "timeout": 90,
    "retry": 120,
    "max_attempts": 5,
    "ack_failures": False,
    "catch_up": False,
    "poll": 0.5,
    "save_limit": 1000,
    **({"redis": QUEUE_URL} if QUEUE_URL else {"orm": "default"}),
}

# Mail
vars().update(env.mail("consolemail://"))
EMAIL_TIMEOUT = 20  # seconds; a silent mail server must not hold a worker until the queue kills it
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "ToteTaxi <hello@totetaxi.example>")

# Stripe: one code path; without keys the base address is the stand-in's (set by dev and test)
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = env.text("STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRET = env.names("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_JS_URL = env.text("STRIPE_JS_URL", "https://js.stripe.com/v3/")
STRIPE_TIMEOUT_SECONDS = env.number("STRIPE_TIMEOUT_SECONDS", 12)

BOOKING_NUMBER_PREFIX = env.text("BOOKING_NUMBER_PREFIX", "TT")
PERSONAL_PRICING_NOTICE = env.text(
    "PERSONAL_PRICING_NOTICE", "THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA."
)
CONTACT_PHONE = env.text("CONTACT_PHONE", "")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "hello@totetaxi.example")

# Wagtail
WAGTAIL_SITE_NAME = "ToteTaxi"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "admin:login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Headers: strict on public paths; /admin/ and /cms/ get what Unfold and Wagtail need (config.middleware)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
_js, _api = urlsplit(STRIPE_JS_URL), urlsplit(STRIPE_API_BASE)
STRIPE_ORIGINS = {
    "script-src": [f"{_js.scheme}://{_js.netloc}"],
    "frame-src": [f"{_js.scheme}://{_js.netloc}", "https://hooks.stripe.com"],
    "connect-src": [f"{_api.scheme}://{_api.netloc}", f"{_js.scheme}://{_js.netloc}"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
# How many proxies of ours stand before the web process; each adds one address to X-Forwarded-For
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
RATELIMIT_ENABLE = env.flag("RATELIMIT_ENABLE", True)
RATELIMIT_VIEW = "web.errors.too_many_requests"
CSRF_FAILURE_VIEW = "web.errors.csrf_refused"

LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(levelname).1s %(name)s: %(message)s"},
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {name: {"level": "WARNING"} for name in ("stripe", "django-q", "axes", "django_tasks", "wagtail")},
}
