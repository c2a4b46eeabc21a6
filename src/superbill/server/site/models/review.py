"""What a reviewer said of a knowledge card."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy


class CardReview(models.Model):
    """A verdict on the card of a code, as the card stood on `of`, the date of review written in it.

    The card itself is mended in its YAML file; this says which ones, and why. It outlives the
    reviewer's account, without the name.
    """

    class Verdict(models.TextChoices):
        GOOD = "good", gettext_lazy("good as it is")
        MEND = "mend", gettext_lazy("to be mended")
        RETIRE = "retire", gettext_lazy("to be retired")

    # The card's code with its system, as the card writes it: cpt:58565.
    card = models.CharField(max_length=20, db_index=True)
    of = models.DateField("the card's own date of review")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    words = models.TextField(max_length=2000, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made",)

    def __str__(self) -> str:
        return f"{self.card}: {self.verdict}"
