"""What a user marks in the code book: favourites, private notes, the codes seen last."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

REMEMBERED = 200
"""Codes of a user that were seen last; older ones are forgotten."""
LONGEST = 5000
"""Characters of a private note."""


class _OfCode(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    system = models.CharField(max_length=12)
    code = models.CharField(max_length=12)

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(fields=("owner", "system", "code"), name="%(class)s_once"),
        )

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"


class Favourite(_OfCode):
    made = models.DateTimeField(default=timezone.now)


class CodeNote(_OfCode):
    text = models.TextField(max_length=LONGEST)
    changed = models.DateTimeField(default=timezone.now)


class Visits(models.Manager["Visit"]):
    def remember(self, owner: object, system: str, code: str) -> None:
        """Puts the code first among those seen, and forgets what is beyond REMEMBERED."""
        of = {"owner": owner, "system": system, "code": code}
        if self.filter(**of).update(seen=timezone.now()):
            return
        try:
            with transaction.atomic():
                self.create(**of)
        except IntegrityError:  # the same page, opened twice at once
            return
        self.forget(owner)

    def forget(self, owner: object) -> None:
        mine = self.filter(owner=owner).order_by("-seen", "-pk")
        beyond = list(mine.values_list("pk", flat=True)[REMEMBERED:])
        if beyond:
            self.filter(pk__in=beyond).delete()


class Visit(_OfCode):
    """A code page that was opened; `seen` last."""

    seen = models.DateTimeField(default=timezone.now)
    objects: ClassVar[Visits] = Visits()  # type: ignore[assignment]
