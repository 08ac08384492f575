"""What this room does when it is due: by the clock process, and by the worker."""

from datetime import datetime

from django_tasks import task

from learning.records.actions import send_report_letters

# The clock process has other work too: it sends for so long at a time.
CLOCK_SENDS_FOR = 10  # seconds
WORKER_SENDS_FOR = 600


def send_some_letters(at: datetime) -> None:
    """Fill core.slots.due_in_steps: send what waits, so that it goes even where no worker runs."""
    send_report_letters(seconds=CLOCK_SENDS_FOR)


@task(backend="goldthread")
def send_letters() -> None:
    """Send the letters about learning done elsewhere. Several at once do no harm: each letter is one process's."""
    send_report_letters(seconds=WORKER_SENDS_FOR)
