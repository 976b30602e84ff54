"""Environment settings, each listed in `.env.example`. A wrong or missing one stops the start in a sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent

_env = environ.Env()
_dotenv = ROOT / ".env"
if _dotenv.exists() and os.environ.get("DJANGO_SETTINGS_MODULE") != "config.settings.test":
    environ.Env.read_env(str(_dotenv))

_REQUIRED = object()


def _refuse(name: str, why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The environment variable {name} {why}. See .env.example for what it means.")


def text(name: str, default: Any = _REQUIRED) -> str:
    value = os.environ.get(name, "")
    if value:
        return value
    if default is _REQUIRED:
        raise _refuse(name, "is missing")
    return str(default)


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise _refuse(name, f"must be true or false, not {value!r}")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise _refuse(name, f"must be a whole number, not {value!r}") from None


def names(name: str, default: list[str] | None = None) -> list[str]:
    value = text(name, ",".join(default or []))
    return [part.strip() for part in value.split(",") if part.strip()]


def database(default: str) -> dict[str, Any]:
    """`DATABASE_URL` as a Django database: SQLite (WAL, immediate transactions) or PostgreSQL."""
    url = text("DATABASE_URL", default)
    try:
        config = dict(_env.db_url_config(url))
    except Exception as error:
        raise _refuse("DATABASE_URL", "is not a database address such as sqlite:///var/totetaxi.sqlite3") from error
    engine = str(config.get("ENGINE") or "")
    if "://" not in url:
        raise _refuse("DATABASE_URL", "is not a database address such as sqlite:///var/totetaxi.sqlite3")
    if engine.endswith("sqlite3"):
        name = str(config["NAME"])
        if name != ":memory:" and not Path(name).is_absolute():
            config["NAME"] = str(ROOT / name)
        if name != ":memory:":
            Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        }
    elif engine.endswith("postgresql"):
        config["CONN_MAX_AGE"] = number("CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise _refuse("DATABASE_URL", "must name SQLite or PostgreSQL")
    return config


def cache(default: str) -> dict[str, Any]:
    url = text("CACHE_URL", default)
    try:
        return dict(_env.cache_url_config(url))
    except Exception as error:
        raise _refuse("CACHE_URL", "is not a cache address such as redis://127.0.0.1:6379/1") from error


def mail(default: str) -> dict[str, Any]:
    url = text("EMAIL_URL", default)
    try:
        return dict(_env.email_url_config(url))
    except Exception as error:
        raise _refuse("EMAIL_URL", "is not a mail address such as smtp+tls://user:password@host:587") from error
