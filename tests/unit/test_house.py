"""The house's own rules: what may never stand in the repository."""

from __future__ import annotations

import ast
import importlib.util
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("site", "bookings", "catalog", "pricing_rules", "dispatch")
SOURCES = sorted(path for room in OURS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
REQUIRED_TOP_LEVEL = (
    *("site", "bookings", "catalog", "pricing_rules", "dispatch", "templates"),
    *("manage.py", "requirements.txt", "Dockerfile", "README.md"),
)


def test_the_required_top_level_stands() -> None:
    assert [name for name in REQUIRED_TOP_LEVEL if not (ROOT / name).exists()] == []


def test_site_is_a_source_root_and_never_a_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_our_packages_shadow_no_installed_ones() -> None:
    ours = {path.name for path in (ROOT / "site").iterdir() if path.is_dir()} | set(OURS) - {"site"}
    assert ours & set(packages_distributions()) == set()


def test_no_script_in_the_root_shadows_a_package() -> None:
    assert [path.name for path in ROOT.glob("*.py")] == ["manage.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_source_keeps_the_habits(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = {keyword.arg for keyword in node.keywords}
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            # QuerySet.update() goes around django-fsm's protection; re-reading flips it for other threads
            if "bookings" in path.parts:
                assert not (node.func.attr == "update" and "state" in names and is_booking(node)), where
                assert node.func.attr != "refresh_from_db", where


def is_booking(node: ast.Call) -> bool:
    return "Booking.objects" in ast.unparse(node)


def test_every_environment_variable_is_listed() -> None:
    asked = re.compile(r"env\.(?:text|flag|number|names|database|cache|mail)\(\s*\"([A-Z_]+)\"")
    listed = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    used = {name for path in (ROOT / "site" / "config").rglob("*.py") for name in asked.findall(path.read_text())}
    assert used - listed == set()


def test_source_root_is_importable_from_anywhere() -> None:
    assert importlib.util.find_spec("foundation") is not None
    assert importlib.util.find_spec("config") is not None
