"""Writing to people about their attempts. What is written stands on the attempt's own page too."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django_tasks import task

from learning.quizzes.models import Attempt

logger = logging.getLogger(__name__)
# As many letters as one job of the worker sends, over one connection.
BATCH = 100


def tell(attempts: Sequence[Attempt], *, subject: str, words: str) -> None:
    """Have the worker write to each attempt's person; `words` go before the address of the result.

    The job is of the caller's transaction: what doesn't stand is told to nobody.
    """
    keys = [str(one.pk) for one in attempts]
    for start in range(0, len(keys), BATCH):
        write_letters.enqueue(keys[start : start + BATCH], subject, words)


@task(backend="goldthread")
def write_letters(attempts: list[str], subject: str, words: str) -> None:
    """Write to the people of these attempts. Somebody without an email address, or who left, isn't written to.

    Mail that can't be sent is logged and undoes nothing: the result says the same.
    """
    asked = Attempt.objects.filter(pk__in=attempts, person__is_active=True).exclude(person__email=None)
    letters = [
        EmailMessage(
            subject=f"{subject}: {attempt.terms['title']}",
            body=f"Dear {attempt.person.get_short_name()},\n\n{words}\n\n{address_of(attempt)}\n",
            to=[attempt.person.email],
        )
        for attempt in asked.select_related("person")
        if attempt.person.email
    ]
    try:
        with get_connection() as connection:
            connection.send_messages(letters)
    except OSError:
        logger.exception("results of attempts could not be written to %s people", len(letters))


def address_of(attempt: Attempt) -> str:
    return f"{settings.BASE_URL}{attempt.get_absolute_url()}"
