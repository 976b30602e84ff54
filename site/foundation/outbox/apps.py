from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "foundation.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from foundation.audit import verbs
        from foundation.outbox import checks  # noqa: F401 - registers the system check

        verbs.register("effect.retried", "Tried an outside act again")
