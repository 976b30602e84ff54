"""Questions that staff add to the booking form."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models.codes import CODE_HELP, short_code
from catalog.models.selling import POSITION_HELP, Service


class Question(models.Model):
    """A question; its answer is stored with the booking and, unless it is a text, a fact for rules."""

    class Kind(models.TextChoices):
        YES_NO = "yes_no", "Yes or no"
        NUMBER = "number", "Number"
        CHOICE = "choice", "Choice"
        TEXT = "text", "Text"

    class End(models.TextChoices):
        PICKUP = "pickup", "At the pickup"
        DROPOFF = "dropoff", "At the drop-off"
        BOOKING = "booking", "Once for the booking"

    code = models.CharField(max_length=40, validators=[short_code], help_text=CODE_HELP)
    label = models.CharField("question", max_length=200, help_text="As customers read it.")
    help = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    services = models.ManyToManyField(Service, related_name="questions", help_text="Where it is asked.")
    end = models.CharField("asked", max_length=10, choices=End.choices, default=End.BOOKING)
    required = models.BooleanField(default=False)
    shown_to_driver = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=1000, help_text=POSITION_HELP)
    active = models.BooleanField(default=True, help_text="Switched off, it is asked no more; answers given are kept.")

    history = HistoricalRecords(m2m_fields=[services])

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="question_code_once",
                violation_error_message="Another question has this code already.",
            ),
            models.CheckConstraint(
                name="question_kind_known", condition=Q(kind__in=["yes_no", "number", "choice", "text"])
            ),
            models.CheckConstraint(name="question_end_known", condition=Q(end__in=["pickup", "dropoff", "booking"])),
        ]

    def __str__(self) -> str:
        return self.label


class QuestionChoice(models.Model):
    """An answer to choose, of a question of that kind."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    code = models.CharField(max_length=40, validators=[short_code], help_text=CODE_HELP)
    label = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=1000, help_text=POSITION_HELP)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = "choice"
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"],
                name="question_choice_once",
                violation_error_message="This question has a choice with this code already.",
            )
        ]

    def __str__(self) -> str:
        return self.label
