"""The WSGI application: `gunicorn --pythonpath site goldthread.wsgi`."""

import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

# What has been imported stays: the garbage collector needn't look through it again, nor workers copy it by looking.
gc.collect()
gc.freeze()
# Nor need it look whenever 700 things have been made, as it would: a file of questions or a regrade makes a million.
gc.set_threshold(10_000, 10, 10)
