from django.apps import AppConfig


class StaffAdminConfig(AppConfig):
    name = "foundation.staffadmin"
    label = "staffadmin"
    verbose_name = "Staff admin"
