"""The worker's part in the quizzes room: taking large files of questions into the bank."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks import task

from core import clock
from learning.quizzes.actions.question_files import take_file, weigh_file
from learning.quizzes.actions.taking import ask_to_take, is_large, take_asked, take_what_is_left
from learning.quizzes.models import QuestionFile


@task(backend="goldthread")
def take_in_background(key: str) -> None:
    """Take a file that somebody asked for. Twice does no harm: one takes it."""
    take_asked(key=key, at=clock.now())


def take_files_left(at: datetime) -> None:
    """Fill core.slots.due_in_steps: take what no worker has taken, so that it is taken where none runs."""
    take_what_is_left(at=at)


def start_taking(*, file: QuestionFile, shown: str, leave_out: bool, publish: bool, by: Any) -> int | None:
    """Take a small file now and return how many questions that were; leave a larger one to the worker, and return None.
    Raises FileChanged and ValidationError as taking it does."""
    if file.taken is not None or not is_large(weigh_file(file)):
        return take_file(file=file, shown=shown, leave_out=leave_out, publish=publish, by=by)
    if ask_to_take(file=file, shown=shown, leave_out=leave_out, publish=publish, at=clock.now()):
        transaction.on_commit(lambda: take_in_background.enqueue(str(file.pk)))
    return None
