"""Large files of questions: asked for by somebody, taken by the worker, begun anew if that was stopped.

As small ones are, all of what was shown or nothing, in one transaction: what a worker leaves that is killed is nothing.
Source: docs/decisions/0031.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from learning.quizzes.actions.question_files import (
    FileChanged,
    OutOfHand,
    fingerprint,
    reading_of,
    take_file,
    weigh_file,
)
from learning.quizzes.models import QuestionFile
from learning.quizzes.queries.weighing import Weighed

logger = logging.getLogger(__name__)
FEW = 500  # questions that are taken while who brings them waits: a second or two where nothing else is done
AS_A_PICTURE = 10  # questions without one take as long: each is a file to be stored, looked at and found
PATIENCE = timedelta(minutes=2)  # what no worker has begun by then the clock process takes
GIVEN_UP_AFTER = timedelta(minutes=20)  # the largest file takes far less. Who lives after all does nothing twice
MOST_RESTARTS = 2
CHANGED = "What can be taken isn't what you were shown. This is how it stands now."
NO_LONGER = "Whoever asked for it may not bring in questions, or publish them, any more."
FAULT = "Something went wrong on our side. Try it again, and tell whoever runs this site if that fails too."
STOPPED = "It stopped every time that it was begun. Split the file, or tell whoever runs this site."


def is_large(weighed: Weighed) -> bool:
    """Return whether taking what is new of a file is long work, for the worker to do."""
    return sum(AS_A_PICTURE if draft.image else 1 for draft in weighed.new) > FEW


@transaction.atomic
def ask_to_take(*, file: QuestionFile, shown: str, leave_out: bool, publish: bool, at: datetime) -> bool:
    """Keep the word to take a file as it was `shown`, and return whether there is anything for the worker to do: not if
    it was taken or asked for before. Raises FileChanged as taking it would."""
    held = QuestionFile.objects.select_for_update().get(pk=file.pk)
    if held.taken is not None or held.asked_at:
        return False
    weighed = weigh_file(held)
    if fingerprint(weighed) != shown or not weighed.new or (weighed.problems and not leave_out):
        raise FileChanged
    held.asked_at, held.restarts, held.problem = at, 0, ""
    held.shown, held.leave_out, held.publish = shown, leave_out, publish
    held.save(update_fields=["asked_at", "restarts", "problem", "shown", "leave_out", "publish"])
    return True


def take_asked(*, key: Any, at: datetime) -> None:
    """Take a file that waits for it. What two workers are given, one takes; what can't be taken is shown again, with a
    word that says why."""
    if not _waiting().filter(pk=key).update(begun_at=at):
        return
    file = QuestionFile.objects.select_related("uploaded_by").get(pk=key)
    try:
        if not may_take(file):
            _give_back(file, NO_LONGER)
            return
        reading_of(file.format, bytes(file.content))  # before the transaction, in which others may have to wait
        take_file(
            file=file, shown=file.shown, leave_out=file.leave_out, publish=file.publish, by=file.uploaded_by
        )  # fmt: skip
    except OutOfHand:
        return
    except (FileChanged, ValidationError):
        _give_back(file, CHANGED)
    except Exception:
        logger.exception("A file of questions could not be taken: %s", key)
        _give_back(file, FAULT)


def may_take(file: QuestionFile) -> bool:
    """Return whether who asked for a file to be taken may still do so: it may have waited."""
    needed = ["quizzes.add_question", *(["quizzes.publish_question"] if file.publish else [])]
    return bool(file.uploaded_by.is_active and file.uploaded_by.has_perms(needed))


def take_what_is_left(*, at: datetime) -> None:
    """Take what no worker has begun, and begin anew what one began that is gone: nothing of it was done."""
    gone = QuestionFile.objects.filter(begun_at__lt=at - GIVEN_UP_AFTER)
    for file in gone.filter(restarts__gte=MOST_RESTARTS):
        if _give_back(file, STOPPED):
            logger.error("Taking the file of questions %s stopped whoever did it, and is given up.", file.pk)
    gone.update(begun_at=None, restarts=F("restarts") + 1)
    left = _waiting().filter(Q(asked_at__lt=at - PATIENCE) | Q(restarts__gt=0))
    for key in left.order_by("asked_at").values_list("pk", flat=True):
        take_asked(key=key, at=at)


def _waiting() -> QuerySet[QuestionFile]:
    return QuestionFile.objects.filter(asked_at__isnull=False, begun_at=None)


def _give_back(file: QuestionFile, problem: str) -> bool:
    """Have a file looked over again, unless somebody else has it in hand by now."""
    ours = QuestionFile.objects.filter(pk=file.pk, taken=None, asked_at=file.asked_at, begun_at=file.begun_at)
    return bool(ours.update(asked_at=None, begun_at=None, problem=problem))
