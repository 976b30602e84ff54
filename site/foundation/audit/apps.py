from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "foundation.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="audit.append_only")


def _install_triggers(*, using: str, **kwargs: Any) -> None:
    from foundation.audit.append_only import install_triggers

    install_triggers(using)
