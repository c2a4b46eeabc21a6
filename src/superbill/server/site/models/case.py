"""A case that its user saved: a note, its codes and what the user decided of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Case(models.Model):
    """Seen by its owner alone. `work` is the workbench's own value, as JSON."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cases")
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    on = models.DateField("date of service")
    setting = models.CharField(max_length=16)
    payer = models.CharField(max_length=16)
    work: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    made = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-changed",)

    def __str__(self) -> str:
        return self.name
