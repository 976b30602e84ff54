"""Seeds are sown once: what staff edited or deleted afterwards stays as they left it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from foundation.clock import utc_now
from foundation.seeding.models import SeededKey
from foundation.seeding.operations import BadSeed, load_rows, seed_rows

pytestmark = pytest.mark.django_db


def sow(*names: str) -> int:
    return seed_rows("test.group", names, key=str, create=lambda name: Group.objects.create(name=name), at=utc_now())


def test_a_second_seed_adds_only_what_is_new() -> None:
    assert sow("a", "b") == 2
    assert sow("a", "b", "c") == 1
    assert sorted(Group.objects.values_list("name", flat=True)) == ["a", "b", "c"]


def test_edits_and_deletions_survive() -> None:
    sow("a", "b")
    Group.objects.filter(name="a").update(name="renamed by staff")
    Group.objects.filter(name="b").delete()
    assert sow("a", "b") == 0
    assert list(Group.objects.values_list("name", flat=True)) == ["renamed by staff"]


def test_kinds_do_not_share_keys() -> None:
    sow("a")
    made: list[str] = []
    assert seed_rows("test.other", ["a"], key=str, create=made.append, at=utc_now()) == 1
    assert made == ["a"]


def test_a_seed_that_fails_leaves_nothing_behind() -> None:
    def create(name: str) -> None:
        if name == "b":
            raise RuntimeError("no")
        Group.objects.create(name=name)

    with pytest.raises(RuntimeError):
        seed_rows("test.group", ["a", "b"], key=str, create=create, at=utc_now())
    assert not Group.objects.exists()
    assert not SeededKey.objects.exists()


def test_a_key_named_twice_is_refused() -> None:
    with pytest.raises(BadSeed, match=r"test\.group names 'a' twice"):
        sow("a", "a")


@pytest.mark.parametrize(
    ("content", "words"),
    [("a: 1", "must be a list of mappings"), ("- a", "must be a list of mappings"), ("- [", "cannot be read")],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "zones.yaml"
    path.write_text(content)
    with pytest.raises(BadSeed, match=f"zones.yaml {words}"):
        load_rows(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSeed, match=r"nowhere\.yaml cannot be read"):
        load_rows(tmp_path / "nowhere.yaml")
