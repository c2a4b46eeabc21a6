"""Where e-mail goes: an SMTP server named by one address, else the console."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from superbill.errors import WrongUsage

_sender = ThreadPoolExecutor(1, thread_name_prefix="mail")
_log = logging.getLogger("django.mail")


class Later(BaseEmailBackend):
    """Sends by SENT_BY after the page has been answered. How long an answer takes then doesn't
    tell how many letters it caused, and a mail server that is down breaks no page."""

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        letters = list(email_messages)
        _sender.submit(_send, letters)
        return len(letters)


def _send(messages: list[EmailMessage]) -> None:
    """A fault is logged by its kind: its words may hold an address."""
    try:
        get_connection(settings.SENT_BY).send_messages(messages)
    except Exception as fault:
        _log.error("e-mail could not be sent: %s", type(fault).__name__)


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings for `smtp://user:password@host:port` (STARTTLS where it names a user) or
    `smtps://` (TLS from the first byte); the console for an empty one. Raises WrongUsage for any
    other, without the password.

    >>> mail_settings("smtps://post.example:465")["EMAIL_HOST"]
    'post.example'
    >>> mail_settings("smtp://coder:p%40ss@post.example")["EMAIL_HOST_PASSWORD"]
    'p@ss'
    >>> mail_settings("")["SENT_BY"]
    'django.core.mail.backends.console.EmailBackend'
    """
    later = {"EMAIL_BACKEND": "superbill.server.site.mail.Later"}
    if not url:
        return {**later, "SENT_BY": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise WrongUsage("EMAIL_URL is not smtp://user:password@host:port.")
    return {
        **later,
        "SENT_BY": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_TIMEOUT": 20,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }
