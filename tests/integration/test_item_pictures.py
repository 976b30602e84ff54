"""A manager adds a thing with its picture and price on one page; a minute later it is on sale with all of it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog import models
from catalog.operations import seed_catalogue
from catalog.pictures import PictureRefused, prepared
from catalog.queries import catalogue
from foundation.accounts.operations import seed_roles
from foundation.clock import new_york_day, utc_now
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of, errors_of, form_data, page_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
ADD = "/admin/catalog/specialtyitem/add/"


@pytest.fixture(autouse=True)
def _seeded(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)


@pytest.fixture
def manager() -> Client:
    return client_of("Manager", now=NOW)


def drawn(kind: str = "JPEG", size: tuple[int, int] = (1600, 1000), **more: Any) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "#7a4b2a").save(kept, kind, **more)
    return kept.getvalue()


def piano(manager: Client, picture: bytes | None, name: str = "piano.jpg", **changes: Any) -> Any:
    values = {
        "short_code": "upright_piano",
        "label": "Upright piano",
        "unit": "piano",
        "category": "furniture",
        "max_weight_lb": 900,
        "max_length_in": 62,
        "max_height_in": 54,
        "handling_notes": "Lid locked, two ramps.",
        "van_items": 12,
        "new_price-0-amount_cents": "$900",
        **changes,
    }
    data = form_data(manager.get(ADD), **values)
    if picture is not None:
        data["picture"] = SimpleUploadedFile(name, picture, "image/jpeg")
    return manager.post(ADD, data)


def test_an_upright_piano_is_added_on_one_page_with_its_picture_and_price(manager: Client, client: Client) -> None:
    response = piano(manager, drawn(exif=b"Exif\x00\x00GPS-HOME-OF-THE-PHOTOGRAPHER"))
    assert response.status_code == 302, errors_of(response)
    now = catalogue(at=utc_now())
    item = now.specialty_items["upright_piano"]
    assert now.price(item.item_code) == 90000
    assert item.limits == ("up to 900 lb", "up to 62 in long", "up to 54 in high")
    shown = client.get("/api/v1/catalogue/").json()["specialty_items"][-1]
    assert (shown["code"], shown["price_cents"], shown["max_weight_lb"]) == ("upright_piano", 90000, 900)
    assert shown["handling_notes"] == "Lid locked, two ramps."
    picture = client.get(shown["picture_url"].removeprefix("http://testserver"))
    data = picture.getvalue()
    assert (picture.headers["Content-Type"], picture.headers["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in picture.headers["Cache-Control"]
    assert Image.open(io.BytesIO(data)).size == (1200, 750)
    assert b"PHOTOGRAPHER" not in data


def test_a_new_things_page_asks_for_its_price_from_today(manager: Client) -> None:
    page = manager.get(ADD)
    rows = page.context["inline_admin_formsets"][-1].formset.forms
    assert [row["effective_from"].value() for row in rows] == [new_york_day(utc_now())]
    response = piano(manager, None, **{"new_price-0-amount_cents": ""})
    assert response.status_code == 302, errors_of(response)
    item = models.SpecialtyItem.objects.get(code="specialty.upright_piano")
    assert not item.prices.exists()
    told = manager.get(page_of(item)).content.decode()
    assert "has no price yet" in told
    assert catalogue(at=utc_now()).specialty_items["upright_piano"].picture == ""


def test_saving_a_page_again_keeps_its_picture_and_enters_no_price(manager: Client) -> None:
    piano(manager, drawn())
    item = models.SpecialtyItem.objects.get(code="specialty.upright_piano")
    kept = item.picture.name
    response = manager.post(page_of(item), form_data(manager.get(page_of(item)), label="Piano", picture=""))
    assert response.status_code == 302, errors_of(response)
    item = models.SpecialtyItem.objects.get(pk=item.pk)
    assert (item.label, item.picture.name, item.prices.count()) == ("Piano", kept, 1)
    manager.post(page_of(item), {**form_data(manager.get(page_of(item)), picture=""), "picture-clear": "on"})
    assert catalogue(at=utc_now()).specialty_items["upright_piano"].picture == ""
    assert item.history.filter(picture=kept).exists()


NO_PICTURES: tuple[tuple[str, bytes, str], ...] = (
    (
        "a drawing with a script",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "no picture",
    ),
    ("a page called .jpg", b"<html><script>alert(1)</script>", "no picture"),
    ("a GIF", drawn("GIF", (300, 300)), "JPEG, PNG or WebP"),
    ("half a picture", drawn()[:2000], "no picture"),
    ("too small", drawn("PNG", (300, 100)), "each side needs at least 200"),
    ("too many pixels", drawn("PNG", (8000, 6000)), "more than 40 million pixels"),
    ("too large", drawn("BMP", (2000, 1500)), "at most 8 MB"),
)


@pytest.mark.parametrize(("data", "words"), [each[1:] for each in NO_PICTURES], ids=[each[0] for each in NO_PICTURES])
def test_what_is_no_picture_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        prepared(data)
    assert words in str(refused.value)


def test_the_page_says_what_is_wrong_with_a_picture(manager: Client) -> None:
    for name, data, words in (
        ("piano.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "choose a JPEG, PNG or WebP file"),
        ("piano.jpg", drawn("PNG", (300, 100)), "each side needs at least 200"),
    ):
        assert words in errors_of(piano(manager, data, name))
    assert not models.SpecialtyItem.objects.filter(code="specialty.upright_piano").exists()


def test_a_picture_is_upright_and_keeps_what_shines_through() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side
    _, content = prepared(drawn(size=(800, 400), exif=exif))
    assert Image.open(io.BytesIO(content)).size == (400, 800)
    kept = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(kept, "PNG")
    _, content = prepared(kept.getvalue())
    assert Image.open(io.BytesIO(content)).mode == "RGBA"


@pytest.mark.parametrize("name", ["none.webp", "..%2Fsecret.webp", "a.png", "x.webp.exe"])
def test_only_pictures_are_given_out(client: Client, name: str) -> None:
    assert client.get(f"/pictures/{name}").status_code == 404
    assert client.post(reverse("web:picture", args=["none.webp"])).status_code == 405


def test_next_mondays_price_counts_by_the_day_of_the_quote(manager: Client) -> None:
    petite = models.Package.objects.get(code="mini_move.petite")
    monday = new_york_day(utc_now()) + timedelta(days=7 - new_york_day(utc_now()).weekday())
    form = form_data(
        manager.get(page_of(petite)),
        **{"new_price-0-amount_cents": "$1,050", "new_price-0-effective_from": monday.isoformat()},
    )
    response = manager.post(page_of(petite), form)
    assert response.status_code == 302, errors_of(response)
    noon = datetime(monday.year, monday.month, monday.day, 17, tzinfo=UTC)
    assert catalogue(at=noon - timedelta(days=1)).price("mini_move.petite") == 99500
    assert catalogue(at=noon).price("mini_move.petite") == 105000
    shown = manager.get("/admin/catalog/package/").content.decode()
    assert "$995" in shown and f"$1,050 from {monday:%b} {monday.day}" in shown


def test_the_piano_is_quoted_a_minute_later_and_refused_once_it_is_off(manager: Client, client: Client) -> None:
    seed_rules(now=NOW)
    piano(manager, None)
    monday = new_york_day(utc_now()) + timedelta(days=14 - new_york_day(utc_now()).weekday())
    while not is_plain_weekday(monday):
        monday += timedelta(days=1)
    asked = {
        "service": "specialty_item",
        "specialty_items": {"upright_piano": 1},
        "pickup": {"zip": "10024"},
        "dropoff": {"zip": "10065"},
        "pickup_date": monday.isoformat(),
    }
    priced = client.post("/api/v1/quotes/", asked, content_type="application/json").json()
    assert (priced["total_cents"], priced["lines"][0]["label"]) == (90000, "Upright piano")
    models.SpecialtyItem.objects.filter(code="specialty.upright_piano").update(active=False)
    refused = client.post("/api/v1/quotes/", asked, content_type="application/json").json()
    assert [(error["field"], error["code"]) for error in refused["errors"]] == [
        ("specialty_items.upright_piano", "inactive")
    ]


def is_plain_weekday(day: date) -> bool:
    """No weekend and no holiday, which cost more."""
    return day.weekday() < 5 and catalogue(at=utc_now()).holiday_on(day) is None
