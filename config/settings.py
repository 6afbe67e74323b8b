"""Settings: one module, every switch a typed environment variable with its meaning beside it."""

import json
from importlib.util import find_spec
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # also reads NAME_FILE, for secrets mounted as files

# --- Where we are -----------------------------------------------------------------------------
# DEBUG never in production: the deploy check refuses it.
DEBUG: bool = env.bool("DEBUG", default=False)
# DEMO shows the demo accounts on the sign-in page; only bin/run sets it.
DEMO: bool = env.bool("DEMO", default=False)
DEMO_ACCOUNTS = "config.demo_accounts.demo_accounts"  # the function that lists them, read in demo mode only
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# --- Secrets ----------------------------------------------------------------------------------
# No defaults: bin/run makes them once under var/, production names its own.
SECRET_KEY: str = env.str("SECRET_KEY")
# Two separate keys, so that leaking one does not give the other: DATA_KEYS encrypt stored files and
# personal values (the first encrypts, all decrypt: that is how a key is rotated); MATCH_KEY keys the
# hashes that identity numbers and phones are matched by.
DATA_KEYS: list[str] = env.list("DATA_KEYS")
MATCH_KEY: str = env.str("MATCH_KEY")

# --- Database ---------------------------------------------------------------------------------
# "app" is bound by row-level security; "owner" (BYPASSRLS) migrates, imports and dumps. See core/scope.py.
DATABASE_ROLE: str = env.str("DATABASE_ROLE", default="app")
DATABASES = {
    "default": {
        **env.db_url("DATABASE_OWNER_URL" if DATABASE_ROLE == "owner" else "DATABASE_URL"),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,  # ends before a TemplateResponse renders; core.scope wraps the whole response
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache -------------------------------------------------------------------------
REDIS_URL: str = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # results and progress live in core.Job rows
CELERY_TASK_ACKS_LATE = True  # a killed worker's task is delivered again; every task may run twice
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1500  # below the broker's visibility timeout, so that nothing runs twice at once
CELERY_TASK_SOFT_TIME_LIMIT = 1400
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1800}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

# --- Applications, floor by floor (docs/architecture.md) -----------------------------------------
INSTALLED_APPS = [
    "config",
    "reports",
    "donors",
    "quotas",
    "campaigns",
    "notices",
    "committees",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tables2",
    "django_filters",
    "django_htmx",
    # where the tools of development are installed: two migrations of one number are refused
    *(["django_linear_migrations"] if find_spec("django_linear_migrations") else []),
]
MIDDLEWARE = [
    "core.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.headers.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.requests.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.requests.FieldLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "notices.inbox.UnreadMiddleware",
    "committees.middleware.ScopeMiddleware",  # innermost: opens transaction and scope around view and rendering
    "committees.signing_in.SecondStepMiddleware",  # a check before the view, inside that scope
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.face",
            ],
            "builtins": ["core.templatetags.vn"],
        },
    }
]
FORM_RENDERER = "config.forms.FaceRenderer"
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# --- People and sign-in -------------------------------------------------------------------------
AUTH_USER_MODEL = "committees.User"
AUTHENTICATION_BACKENDS = ["committees.signing_in.PhoneOrEmailBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "committees.signing_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ACCOUNT_FORMS = {"login": "committees.forms.SignInForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Giọt Hồng"
MFA_ADAPTER = "committees.signing_in.SecondStepAdapter"

# --- Language, dates, numbers -------------------------------------------------------------------
# Our msgids are Vietnamese; the English catalogue is complete (a test holds it).
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # one formatter for numbers: core.text.numbers

# --- Static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist"),
    ("be-vietnam-pro", BASE_DIR / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files are rows: core.files
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- Uploads ------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
MAX_STORED_FILE_BYTES = 40 * 1024 * 1024

# --- Transport and cookies ----------------------------------------------------------------------
HTTPS: bool = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
# One reverse proxy of ours stands in front: it tells the scheme and, last in its list, the visitor's address.
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.expired_form"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Mail ---------------------------------------------------------------------------------------
# EMAIL_URL names an SMTP server (smtp+tls://user:password@host:587); or EMAIL_BACKEND a provider that anymail knows
# (anymail.backends.mailgun.EmailBackend) and ANYMAIL its settings as JSON. Without either no mail is made, and messages
# stand in the inbox alone.
EMAIL_URL: str = env.str("EMAIL_URL", default="")
vars().update(env.email_url_config(EMAIL_URL or "consolemail://"))
EMAIL_BACKEND: str = env.str("EMAIL_BACKEND", default="") or vars()["EMAIL_BACKEND"]
HAS_MAIL: bool = bool(EMAIL_URL) or EMAIL_BACKEND.startswith("anymail.")
EMAIL_TIMEOUT = 10  # seconds a step: a server that hangs never holds a worker
# With a WEBHOOK_SECRET ("user:password") in ANYMAIL the provider tells of bounces at /thu-tra-lai/NAME/tracking/.
ANYMAIL: dict[str, object] = {
    "REQUESTS_TIMEOUT": EMAIL_TIMEOUT,
    **json.loads(env.str("ANYMAIL", default="") or "{}"),
}
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="") or "giot-hong@localhost"

# --- Log: structured, never personal data -------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"tokens": {"()": "core.requests.HideTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
