"""Settings of the site. All that an installation may set comes from the environment:

SUPERBILL_HOME       the data home
SUPERBILL_SITE       the folder of the site's own files; left out: `site` in the data home
SUPERBILL_ACCESS     accounts (guests see the first blocks of a code page) or open
SUPERBILL_HOSTS      names under which the site is reached, divided by commas
SUPERBILL_HTTPS      1 where a proxy in front speaks TLS: secure cookies, HSTS
SUPERBILL_GUEST_QUESTIONS, SUPERBILL_ACCOUNT_QUESTIONS
                     questions a day to the assistant, of a guest's address and of an account
DATABASE_URL         PostgreSQL or other; left out: SQLite in the data home
EMAIL_URL            smtp://user:password@host:port; left out: e-mail goes to the console
EMAIL_FROM           the sender of e-mail; left out: superbill@localhost
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from superbill.codesets.location import default_home
from superbill.errors import WrongUsage
from superbill.server.bounds import LARGEST
from superbill.server.site.mail import mail_settings

SITE = Path(__file__).parent
HOME = Path(os.environ.get("SUPERBILL_SITE") or default_home() / "site")
HOME.mkdir(parents=True, exist_ok=True)
HOME.chmod(0o700)  # accounts, notes and cases: for the eyes of whoever runs the site alone


def _secret() -> str:
    """The key that signs sessions: made once, kept where only the owner reads it."""
    path = HOME / "secret"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret()
DEBUG = False
ACCESS = os.environ.get("SUPERBILL_ACCESS", "accounts")
HTTPS = os.environ.get("SUPERBILL_HTTPS") == "1"


def _questions(name: str, otherwise: int) -> int:
    written = os.environ.get(name) or str(otherwise)
    if not (written.isascii() and written.isdigit()):
        raise WrongUsage(f"{name} is {written[:20]!r}, not a number of questions a day.")
    return int(written)


GUEST_QUESTIONS = _questions("SUPERBILL_GUEST_QUESTIONS", 20)
ACCOUNT_QUESTIONS = _questions("SUPERBILL_ACCOUNT_QUESTIONS", 500)
_HOSTS = [h for h in os.environ.get("SUPERBILL_HOSTS", "").split(",") if h]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_HOSTS]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in _HOSTS]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "superbill.server.site",
]
MIDDLEWARE = [
    "superbill.server.site.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "superbill.server.site.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "superbill.server.site.frame.frame",
            ],
            "builtins": ["superbill.server.site.templatetags.codes"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{HOME / 'site.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"].get("ENGINE", "").endswith("sqlite3"):
    # Readers and one writer at a time, without `database is locked` at the first meeting.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # What is deleted is overwritten: a note may be among it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA secure_delete=ON;",
    }
# Tries are counted here, so it is one for all workers. It is never emptied by filling it.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "site.Account"
AUTHENTICATION_BACKENDS = ["superbill.server.site.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email",)}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "superbill.server.site.adapter.Adapter"
ACCOUNT_USER_DISPLAY = "superbill.server.site.adapter.shown"
ACCOUNT_FORMS = {
    "signup": "superbill.server.site.forms.SignUp",
    "add_email": "superbill.server.site.forms.ChangeEmail",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None  # a random number, which nobody sees
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "superbill: "
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "superbill"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # names that no other host, and no page without TLS, can set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "superbill.server.site.pages.faults.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""Bytes. An upload stays in memory: a note must not be left in a folder for temporary files."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [SITE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

# Note text is never logged: no request bodies, no local variables of errors.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "superbill.server.site.logs.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
globals().update(mail_settings(os.environ.get("EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("EMAIL_FROM") or "superbill@localhost"
