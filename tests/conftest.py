"""Fixtures that several kinds of tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

import catalog.operations
import pricing_rules.operations.seed
from foundation.audit.append_only import drop_triggers, install_triggers
from tests.house import Database, House, running
from tests.seeded_once import once

catalog.operations.seed_catalogue = once(catalog.operations.seed_catalogue)
pricing_rules.operations.seed.seed_rules = once(pricing_rules.operations.seed.seed_rules)

# The suite asks the same examples each time, so that a failure is the change's; `exploring` looks for new ones.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, derandomize=True
)
settings.register_profile("exploring", settings.get_profile("suite"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_flushed() -> Iterator[None]:
    """Append-only triggers refuse the flush that ends a transactional test: they rest while it runs."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        drop_triggers()
        flush(self)
        install_triggers()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session")
def house_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("databases"))
    yield database
    database.drop()


@pytest.fixture(scope="session")
def house(house_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole product, running over its own copy of the seeded database."""
    with running(house_database, tmp_path_factory.mktemp("house")) as house:
        yield house


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """The folder says what kind of test it is."""
    for item in items:
        folder = Path(str(item.fspath)).parent.name
        if folder == "journeys":
            item.add_marker(pytest.mark.journey)
        if folder == "races":
            item.add_marker(pytest.mark.race)
