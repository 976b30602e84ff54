"""The website of a new installation: complete, well written, and the editors' own from then on (8-website.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from foundation.seeding.operations import seed_rows
from web.models import BookingPage, HomePage, ServiceIndexPage, ServicePage, SiteSettings, StandardPage

CONTENT = Path(__file__).parent / "seed_content"
EDITORS = "Marketing"


@transaction.atomic
def seed_site(*, now: datetime) -> int:
    """Make what was never made before; gives how many pages and settings. What editors changed or deleted stays so.

    now: UTC. Idempotent.
    """
    if not Locale.objects.exists():
        Locale.objects.create(language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE))
    makers: list[tuple[str, Callable[[], object]]] = [
        ("home", _home),
        ("services", lambda: _child(HomePage, ServiceIndexPage(**_page("services")))),
        ("mini-move", lambda: _child(ServiceIndexPage, ServicePage(**_page("mini_move")))),
        *((f"service-{row['slug']}", _service(row)) for row in _read("service_pages")),
        ("book", lambda: _child(HomePage, BookingPage(**_page("booking")))),
        *((f"policy-{row['slug']}", _policy(row)) for row in _read("policies")),
        ("settings", _settings),
        ("editors", _editors),
    ]
    return seed_rows("web.site", makers, key=lambda maker: maker[0], create=lambda maker: maker[1](), at=now)


def _read(name: str) -> Any:
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


def _page(name: str) -> dict[str, Any]:
    """The fields of the page that stands alone in its file."""
    return _fields(_read(name))


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """A page's fields; its body as the JSON a StreamField keeps."""
    fields = dict(row)
    if "body" in fields:
        fields["body"] = json.dumps(fields["body"])
    return fields


def _service(row: Mapping[str, Any]) -> Callable[[], None]:
    """A service's page, unless the editors made one of their own meanwhile: a service has one."""

    def make() -> None:
        if not ServicePage.objects.filter(service=row["service"]).exists():
            _child(ServiceIndexPage, ServicePage(**_fields(row)))

    return make


def _home() -> None:
    """The home page in place of Wagtail's own welcome page, and the site on it."""
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root"))
    for welcome in root.get_children().filter(slug="home").exclude(pk__in=HomePage.objects.values("pk")):
        welcome.slug = "welcome"
        welcome.save(update_fields=["slug"])
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(slug="home", **_page("home")))
    home.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={**_address(settings.SITE_URL), "root_page": home, "site_name": "ToteTaxi"},
    )
    Page.objects.filter(slug="welcome", depth=2).delete()


def _address(url: str) -> dict[str, Any]:
    """Host and port of the site's own address, which canonical links use."""
    parts = urlsplit(url)
    return {"hostname": parts.hostname, "port": parts.port or (443 if parts.scheme == "https" else 80)}


def _child(parent: type[Page], page: Page) -> None:
    """A published page below the one page of a kind; nothing where the editors removed that one."""
    above = parent.objects.first()
    if above is None:
        return
    page.show_in_menus = True
    above.add_child(instance=page)
    page.save_revision().publish()


def _policy(row: Mapping[str, Any]) -> Callable[[], None]:
    fields = dict(row)
    fields["body"] = json.dumps([{"type": "prose", "value": {"body": row["body"]}}])
    return lambda: _child(HomePage, StandardPage(**fields))


def _settings() -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or SiteSettings.objects.filter(site=site).exists():
        return
    pages = {page.slug: page for page in Page.objects.filter(depth__gte=3)}
    home = HomePage.objects.first()

    def link(label: str, page: Page | None, anchor: str = "") -> dict[str, Any]:
        return {
            "type": "item",
            "value": {"label": label, "place": "", "page": page.pk if page else None, "anchor": anchor},
        }

    SiteSettings.objects.create(
        site=site,
        phone=settings.CONTACT_PHONE,
        email=settings.CONTACT_EMAIL,
        footer_text="Door to door between New York City and the Hamptons.",
        main_menu=json.dumps(
            [
                link("Services", pages.get("services")),
                link("Mini moves", pages.get("mini-move")),
                link("Delivery", pages.get("standard-delivery")),
                link("Where we go", home, "where"),
                link("For business", pages.get("business")),
            ]
        ),
        footer_menu=json.dumps(
            [
                link(title, pages.get(slug))
                for title, slug in (
                    ("How prices work", "how-prices-work"),
                    ("Changing and cancelling", "cancelling"),
                    ("Terms", "terms"),
                    ("Privacy", "privacy"),
                    ("Accessibility", "accessibility"),
                )
            ]
        ),
    )


def _editors() -> None:
    """What the role of marketing editors may do with pages, pictures and documents."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    root = Page.get_first_root_node()
    for codename in ("add_page", "change_page", "publish_page", "lock_page"):
        permission = _permission("wagtailcore", codename)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for app, codename in (
        ("wagtailimages", "add_image"),
        ("wagtailimages", "change_image"),
        ("wagtailimages", "choose_image"),
        ("wagtaildocs", "add_document"),
        ("wagtaildocs", "change_document"),
        ("wagtaildocs", "choose_document"),
    ):
        permission = _permission(app, codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permission(app: str, codename: str) -> Any:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
