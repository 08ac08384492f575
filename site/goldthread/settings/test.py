"""Settings for the tests: quick, quiet, and as strict as production where it matters."""

import os
import tempfile
from pathlib import Path

from goldthread.settings.base import *  # noqa: F403
from goldthread.settings.base import DATABASES, LOGGING, STORAGES

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["*"]
DEMO_SIGN_INS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"goldthread-test-media-{os.getuid()}"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}
if DATABASES["default"].get("OPTIONS", {}).get("prepare_threshold"):
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 1  # soon: few tests ask anything five times
if "DATABASE_URL" not in os.environ:
    DATABASES["default"]["NAME"] = ":memory:"
