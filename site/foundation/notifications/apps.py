from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "foundation.notifications"
    label = "notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        from foundation.audit import verbs
        from foundation.notifications.operations import SEND_EMAIL
        from foundation.notifications.sending import send_email
        from foundation.outbox import handlers

        handlers.register(SEND_EMAIL, send_email, repeat="never")
        verbs.register("message.resent", "Sent a message again")
