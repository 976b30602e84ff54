from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "bookings"
    label = "bookings"
    verbose_name = "Bookings"

    def ready(self) -> None:
        from bookings.effects import register_effects
        from bookings.message_kinds import register_kinds
        from bookings.pricing_sources import register_sources
        from bookings.verbs import register_verbs

        register_verbs()
        register_kinds()
        register_effects()
        register_sources()
