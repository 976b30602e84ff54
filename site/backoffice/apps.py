from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class BackofficeConfig(AppConfig):
    name = "backoffice"
    label = "backoffice"
    verbose_name = "Back office"
    default = True


class BackofficeAdminConfig(admin_apps.AdminConfig):
    """Stands in for `django.contrib.admin`, so that `admin.site` is ours everywhere."""

    default = False
    default_site = "backoffice.site.BackofficeAdminSite"

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin

        from backoffice.registry import keep_only_our_pages

        keep_only_our_pages(admin.site)
