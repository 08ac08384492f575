"""Settings for a machine of one's own: `make run`."""

from goldthread.settings.base import *  # noqa: F403
from goldthread.settings.base import STORAGES, VAR_DIR, flag

# Off under `make run`, so that a visitor meets the site's own error pages; on under `make dev`.
DEBUG = flag("GOLDTHREAD_DEBUG", default=True)
SECRET_KEY = "only-for-development-" + "x" * 40
ALLOWED_HOSTS = ["*"]
DEMO_SIGN_INS = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
VAR_DIR.mkdir(parents=True, exist_ok=True)
