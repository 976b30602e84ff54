from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from foundation.accounts import sign_ins
        from foundation.audit import verbs

        sign_ins.connect()
        verbs.register("user.signed_in", "Signed in")
        verbs.register("user.signed_out", "Signed out")
        verbs.register("user.sign_in_refused", "Was refused at sign-in")
        verbs.register("user.unlocked", "Unlocked the login")
        verbs.register("user.staff_created", "Created the staff login")
        verbs.register("user.customer_created", "Created the customer login")
