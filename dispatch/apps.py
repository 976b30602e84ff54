from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "dispatch"
    label = "dispatch"
    verbose_name = "Dispatch"

    def ready(self) -> None:
        from dispatch import effects
        from dispatch.admin.slots import fill_slots

        effects.register()
        fill_slots()
