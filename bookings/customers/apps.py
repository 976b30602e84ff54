from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "bookings.customers"
    label = "customers"
    verbose_name = "Customers"
