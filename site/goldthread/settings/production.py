"""Settings for a deployment. Refuses to start insecurely, and says what to set."""

import os

from django.core.exceptions import ImproperlyConfigured

from goldthread.settings.base import *  # noqa: F403
from goldthread.settings.base import ALLAUTH_TRUSTED_PROXY_COUNT, ALLOWED_HOSTS, BASE_URL, SECRET_KEY, flag

MUST_SET = {
    "SECRET_KEY": "a long random text: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
    "ALLOWED_HOSTS": "the names this site answers to, split by commas, such as learning.example.org",
    "BASE_URL": "the public address, starting with https://",
    "DATABASE_URL": "the PostgreSQL database, such as postgres://user:password@host:5432/goldthread",
    "DEFAULT_FROM_EMAIL": "the address that mail comes from",
}
missing = [f"  {name}: {why}" for name, why in MUST_SET.items() if not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured("Goldthread can't start. Set these in the environment:\n" + "\n".join(missing))
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: use at least 50 random characters.")
if len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith(("only-for-", "django-insecure-")):
    raise ImproperlyConfigured("SECRET_KEY is too easy to guess: make a random one of your own.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name hosts; * answers to any name an attacker chooses.")
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL must start with https://; records of people travel over it.")
BEHIND_PROXY = flag("BEHIND_PROXY", default=True)
if BEHIND_PROXY and ALLAUTH_TRUSTED_PROXY_COUNT < 1:
    raise ImproperlyConfigured(
        "Set TRUSTED_PROXY_COUNT to how many proxies stand in front of this site (1 for one nginx), or BEHIND_PROXY=no "
        "if none does. Without it everybody counts as one address, and one person's wrong passwords keep everybody out."
    )

SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", str(365 * 24 * 3600)))
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = flag("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
# The admin shows a page's preview in a frame of its own site, and no other site may.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
