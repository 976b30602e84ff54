"""Staff logins and roles in the staff admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from foundation.accounts.forms import StaffChangeForm, StaffCreationForm
from foundation.accounts.lockout import locked_addresses
from foundation.accounts.models import StaffRecord, User
from foundation.accounts.operations import create_staff, unlock
from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin, StaffStackedInline

ABOUT = (None, {"fields": ("email", "full_name", "is_active", "lockout", "last_login")})
RIGHTS = ("Rights", {"fields": ("groups",)})
ALL_RIGHTS = ("Rights", {"fields": ("groups", "is_superuser")})


class StaffRecordInline(StaffStackedInline):
    """What the business keeps about this person."""

    model = StaffRecord
    max_num = 1
    can_delete = False


@admin.register(User)
class StaffLoginAdmin(UserAdmin, StaffModelAdmin):  # type: ignore[misc]
    """Staff logins. Customers' logins are not shown here and cannot be reached."""

    form = StaffChangeForm
    add_form = StaffCreationForm
    add_form_template = None
    change_password_form = AdminPasswordChangeForm
    list_display = ("full_name", "email", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = ("full_name", "email", "staff_record__employee_number")
    ordering = ("full_name", "email")
    add_fieldsets = ((None, {"fields": ("email", "full_name", "groups", "usable_password", "password1", "password2")}),)
    readonly_fields = ("lockout", "last_login")
    filter_horizontal = ()
    inlines = (StaffRecordInline,)
    revertible = False
    actions_detail = ("unlock",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).filter(kind=User.Kind.STAFF).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        return (ABOUT, ALL_RIGHTS if request.user.is_superuser else RIGHTS)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles are few: boxes to tick, all in sight."""
        field = super().formfield_for_manytomany(
            db_field, request, **{**kwargs, "widget": UnfoldAdminCheckboxSelectMultipleWidget}
        )
        field.label, field.help_text = "Roles", "A person may hold several; their rights add up."
        return field

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody below a superuser changes one, its password included."""
        beyond = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not beyond and bool(super().has_change_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        password = form.cleaned_data["password1"] if form.cleaned_data["set_usable_password"] else None
        created = create_staff(
            email=obj.email,
            full_name=obj.full_name,
            roles=[group.name for group in form.cleaned_data["groups"]],
            password=password,
            actor=self.actor(request),
            now=utc_now(),
        )
        obj.pk = created.pk
        obj._state.adding = False

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """The operation wrote the audit entry already."""
        return DjangoModelAdmin.log_addition(self, request, obj, message)

    @display(description="Roles")
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return "Everything" if user.is_superuser else ", ".join(names) or "None yet"

    @display(description="Sign-in")
    def lockout(self, user: User) -> str:
        locked = locked_addresses([user.email], now=utc_now())
        return "Locked after failed sign-ins" if locked else "Not locked"

    def has_unlock_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Only a login that is locked now, and only by those who hold the right."""
        if not object_id or not request.user.has_perm("accounts.unlock_user"):
            return False
        user = self.get_queryset(request).filter(pk=object_id).first()
        return user is not None and bool(locked_addresses([user.email], now=utc_now()))

    @action(
        description="Unlock",
        permissions=["unlock"],
        icon="lock_open",
        dialog={
            "title": "Unlock this login?",
            "description": "The failed sign-ins are forgotten and the person can try again at once.",
            "form_class": None,
            "form_submit_text": "Unlock",
        },
    )
    def unlock(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        user = self.get_queryset(request).get(pk=object_id)
        unlock(user=user, actor=self.actor(request), now=utc_now())
        messages.success(request, f"{user} can sign in again.")
        return HttpResponse(headers={"HX-Redirect": reverse("admin:accounts_user_change", args=[object_id])})


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin, StaffModelAdmin):  # type: ignore[misc]
    """Roles and their permissions. Whoever held a deleted role keeps their other ones."""

    deletable = True
    list_display = ("name",)
