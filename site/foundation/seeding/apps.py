from django.apps import AppConfig


class SeedingConfig(AppConfig):
    name = "foundation.seeding"
    label = "seeding"
    verbose_name = "Seeding"
