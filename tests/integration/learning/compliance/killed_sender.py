"""A process that sends letters until it is killed: `python -m` this, with the settings in the environment."""

import os
import sys

import django


def main() -> None:
    """Send what waits in the database that DATABASE_URL names, through the mail server on the port that is given."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.settings.test")
    django.setup()
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", int(sys.argv[1]), 5
    from django.db import connections

    from learning.compliance.actions.reminder_sending import send_letters

    # A process that starts takes seconds; one that is forked starts at once. The parent never opens the database.
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        child = os.fork()
        if child == 0:
            connections.close_all()
            send_letters(seconds=600)
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
