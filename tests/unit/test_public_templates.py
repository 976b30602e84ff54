"""A strict content policy needs templates without inline styles and scripts; budgets keep files small."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLIC = sorted(
    [
        ROOT / "templates/base.html",
        *(ROOT / "templates/web").rglob("*.html"),
        *(ROOT / "templates/components").rglob("*.html"),
    ]
)
STATIC = ROOT / "site/web/static/web"


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert "<style" not in text
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_foreign_address(path: Path) -> None:
    assert not re.findall(r'(?:src|href|action)="https?://', path.read_text())


def test_scripts_stay_under_thirty_kilobytes() -> None:
    assert sum(path.stat().st_size for path in (STATIC / "js").glob("*.js")) <= 30_000


def test_a_first_visit_stays_under_its_budget() -> None:
    """Styles, scripts and fonts of the heaviest page, as sent; pages themselves are some 20 KB more."""
    styles = sum(len(gzip.compress((STATIC / "css" / name).read_bytes())) for name in ("site.css", "flow.css"))
    scripts = sum(len(gzip.compress(path.read_bytes())) for path in (STATIC / "js").glob("*.js"))
    fonts = sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))
    assert styles + scripts + fonts <= 100_000
