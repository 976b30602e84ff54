from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "bookings.leads"
    label = "leads"
    verbose_name = "Requests"

    def ready(self) -> None:
        from bookings.leads.message_kinds import register_kinds
        from bookings.leads.verbs import register_verbs

        register_verbs()
        register_kinds()
