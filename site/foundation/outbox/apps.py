from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "foundation.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from foundation.audit import verbs

        verbs.register("effect.retried", "Tried an outside act again")
