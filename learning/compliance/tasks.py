"""What this room does when it is due: by the clock process, and by the worker."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from learning.compliance.actions.packs import make_pack, make_waiting_packs
from learning.compliance.actions.quarters import count_quarters
from learning.compliance.actions.reminder_rounds import write_round
from learning.compliance.actions.reminder_sending import send_letters

# The clock process has other work too: it sends for so long at a time, the worker as long as a day's letters take.
CLOCK_SENDS_FOR = 20  # seconds
WORKER_SENDS_FOR = 1800


def count_past_quarters(at: datetime) -> None:
    """Fill core.slots.due: count the quarters that trends are drawn from, once a day."""
    count_quarters(on=timezone.localdate(at), at=at)


def write_reminders(at: datetime) -> None:
    """Fill core.slots.due: write the day's reminders, and wake a worker to send them."""
    if write_round(at=at) is not None:
        transaction.on_commit(lambda: send_reminders.enqueue())


def send_some_reminders(at: datetime) -> None:
    """Fill core.slots.due_in_steps: send what waits, so that it goes even where no worker runs."""
    send_letters(seconds=CLOCK_SENDS_FOR)


@task(backend="goldthread")
def send_reminders() -> None:
    """Send what waits. Several at once do no harm: each letter is one process's."""
    send_letters(seconds=WORKER_SENDS_FOR)


@task(backend="goldthread")
def make_inspection_pack(key: int) -> None:
    """Make an inspection pack. Twice does no harm: one makes it."""
    make_pack(key=key, at=timezone.now())


def make_packs_left(at: datetime) -> None:
    """Fill core.slots.due_in_steps: make a pack that no worker has taken, so that it is made where none runs."""
    make_waiting_packs(at=at)
