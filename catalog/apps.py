from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    label = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        # SQLite rebuilds tables in migrations and refuses while a trigger names a table that is away: they rest
        # meanwhile.
        pre_migrate.connect(_drop_stamps, sender=self, dispatch_uid="catalog.stamps.drop")
        post_migrate.connect(_install_stamps, sender=self, dispatch_uid="catalog.stamps.install")


def _drop_stamps(*, using: str, **kwargs: Any) -> None:
    from catalog.stamps import drop_triggers

    drop_triggers(using)


def _install_stamps(*, using: str, **kwargs: Any) -> None:
    from catalog.stamps import install_triggers

    install_triggers(using)
