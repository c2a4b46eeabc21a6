"""The exceptions of superbill, all of them, and the one shape they take on the wire.

SuperbillError
  WrongUsage        exit 2  a code, date, option or file that can't be read
  NotLoaded         exit 3  the table that would answer isn't loaded; names how to load it
  ReleaseRefused    exit 2  a publisher's file that is not what it should be
    CardRefused     exit 2  a knowledge card or lexicon file that is not what it should be
  StoreDamaged      exit 2  a release on disk that is not what its manifest says
"""

from __future__ import annotations


class SuperbillError(Exception):
    """What was wrong, where, and what to do about it.

    `where` names the file and line, or the input, that is at fault; `remedy` is what the user
    can do, as a sentence or a command.
    """

    exit_status = 2

    def __init__(self, message: str, *, where: str | None = None, remedy: str | None = None):
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} {self.remedy}" if self.remedy else text

    def as_dict(self) -> dict[str, str | None]:
        """The error as every surface sends it."""
        return {
            "type": type(self).__name__,
            "message": self.message,
            "where": self.where,
            "remedy": self.remedy,
        }


class WrongUsage(SuperbillError):
    """The question can't be read: no such date, no such form of code, no such file."""


class NotLoaded(SuperbillError):
    """The question is good, and the table that answers it isn't loaded."""

    exit_status = 3


class ReleaseRefused(SuperbillError):
    """A publisher's file that is not what it should be. Nothing was changed."""


class CardRefused(ReleaseRefused):
    """A file of the project's own knowledge that is not what it should be."""


class StoreDamaged(SuperbillError):
    """A release on disk that differs from its manifest."""
