from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"
    label = "web"
    verbose_name = "Website"

    def ready(self) -> None:
        from web import messages

        messages.register()
