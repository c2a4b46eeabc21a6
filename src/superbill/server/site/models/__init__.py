"""What the site keeps. One module a thing; nothing here holds a code's text."""

from superbill.server.site.models.account import Account
from superbill.server.site.models.case import Case
from superbill.server.site.models.marks import CodeNote, Favourite, Visit
from superbill.server.site.models.review import CardReview

__all__ = ["Account", "CardReview", "Case", "CodeNote", "Favourite", "Visit"]
