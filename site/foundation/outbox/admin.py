"""The outbox and the task queue in the staff admin: to be read, and to be tried again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_q import admin as django_q_admin
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.decorators import action, display

from foundation.clock import utc_now
from foundation.outbox.models import Effect
from foundation.outbox.operations import NotRetryable, retry
from foundation.staffadmin.admin import StaffModelAdmin

STATE_COLOURS = {
    Effect.State.WAITING: "info",
    Effect.State.RUNNING: "info",
    Effect.State.DONE: "success",
    Effect.State.FAILED: "danger",
    Effect.State.UNCLEAR: "warning",
}


@admin.register(Effect)
class EffectAdmin(StaffModelAdmin):
    """Outside acts: what waits, what failed, what is unclear."""

    read_only = True
    list_display = ("key", "handler", "state_label", "attempts", "created_at", "settled_at")
    list_filter = ("state", "handler")
    search_fields = ("key",)
    ordering = ("-created_at", "-id")
    fields = (
        "key",
        "handler",
        "payload",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "due_at",
        "settled_at",
    )
    readonly_fields = fields
    actions_detail = ("try_again",)

    @display(description="State", ordering="state", label=STATE_COLOURS)
    def state_label(self, effect: Effect) -> tuple[str, str]:
        return effect.state, effect.get_state_display()

    def has_try_again_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Only what failed or is unclear, and only by those who hold the right."""
        troubled = Effect.objects.filter(pk=object_id, state__in=[Effect.State.FAILED, Effect.State.UNCLEAR])
        return bool(object_id) and request.user.has_perm("outbox.retry_effect") and troubled.exists()

    @action(
        description="Try again",
        permissions=["try_again"],
        icon="replay",
        dialog={
            "title": "Try this again?",
            "description": "It will be done at once, even if it happened before: find out first whether it did.",
            "form_class": None,
            "form_submit_text": "Try again",
        },
    )
    def try_again(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        try:
            retry(effect_id=int(object_id), actor=self.actor(request), now=utc_now())
        except NotRetryable as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "It is being tried again.")
        return HttpResponse(headers={"HX-Redirect": reverse("admin:outbox_effect_change", args=[object_id])})


# django-q2 registers pages of its own when its admin module is imported; ours replace them.
for model in (Schedule, Success, Failure, OrmQ):
    if django_q_admin.admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(Schedule)
class ScheduleAdmin(StaffModelAdmin):
    """What runs by the clock. Only its pace may be changed: what runs is decided in code."""

    list_display = ("name", "func", "schedule_type", "minutes", "next_run")
    search_fields = ("name", "func")
    fields = ("name", "func", "schedule_type", "minutes", "next_run", "repeats")
    readonly_fields = ("name", "func", "repeats")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


class TaskAdmin(StaffModelAdmin):
    """What the task queue did."""

    read_only = True
    list_display = ("name", "func", "started", "stopped")
    search_fields = ("name", "func")
    fields = ("name", "func", "started", "stopped", "attempt_count", "result")
    readonly_fields = fields


admin.site.register((Success, Failure), TaskAdmin)


@admin.register(OrmQ)
class QueueAdmin(StaffModelAdmin):
    """What waits in the task queue, where the database carries it."""

    read_only = True
    list_display = ("task_id", "name", "func", "lock")
    fields = ("key", "task_id", "name", "func", "lock")
    readonly_fields = fields
