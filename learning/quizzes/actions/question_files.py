"""Question files that somebody looks over before they are taken."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from core.kept import Kept
from learning.quizzes.actions.importing import import_questions
from learning.quizzes.formats.drafts import Reading
from learning.quizzes.formats.registry import FORMATS
from learning.quizzes.models import Category, QuestionFile
from learning.quizzes.queries.weighing import Weighed, weigh

KEPT = timedelta(days=1)
# The file that was read last: it is looked over right after its upload, and taken after that.
READ: Kept[Reading] = Kept(most=1)


class FileChanged(Exception):
    """What can be taken of the file isn't what was shown: the bank has changed since. Show it again."""


class OutOfHand(Exception):
    """Somebody else has the file in hand by now: there is nothing more to do for who is told this."""


def keep_file(
    *, name: str, format: str, content: bytes, category: Category | None, by: Any, at: datetime
) -> QuestionFile:
    """Keep an uploaded file until it is taken, for a day at most. Raises UnreadableFile if it can't be read."""
    reading_of(format, content)
    with transaction.atomic():
        # What is being taken, or waits for it, is done first.
        QuestionFile.objects.filter(uploaded_at__lt=at - KEPT, asked_at=None).delete()
        file: QuestionFile = QuestionFile.objects.create(
            name=name[-255:], format=format, content=content, category=category, uploaded_by=by, uploaded_at=at
        )
    return file


def reading_of(format: str, content: bytes) -> Reading:
    """Return what a file says, read once by a process that is asked again. Raises UnreadableFile."""
    key = (format, sha256(content).digest())
    reading = READ.look_up(key, stamp=0)
    if reading is None:
        reading = FORMATS[format].read(content)
        READ.keep(key, reading, stamp=0)
    return reading


def file_under(*, file: QuestionFile, category: Category) -> None:
    """Put the questions of a kept file for which it names no category under `category`."""
    file.category = category
    file.save(update_fields=["category"])


def weigh_file(file: QuestionFile) -> Weighed:
    """Return what of a kept file can be taken now."""
    return weigh(reading_of(file.format, bytes(file.content)), default=file.category)


def fingerprint(weighed: Weighed) -> str:
    """Return what tells one weighing of a file from another: how many there are of each sort."""
    return f"{len(weighed.new)}-{len(weighed.there)}-{len(weighed.problems)}"


def take_file(*, file: QuestionFile, shown: str, leave_out: bool, publish: bool, by: Any) -> int:
    """Take a kept file's questions into the bank, all that were `shown` as new or none, and return how many.

    A file is taken once: whoever presses again, or twice, is told what the first press did. With problems in it nothing
    is taken unless `leave_out` says to take the others. Raises FileChanged, also if somebody else gave a question one
    of its codes at that very moment; OutOfHand if `file` isn't any more in the hands that it was read in.
    """
    try:
        taken = _take(file, shown=shown, leave_out=leave_out, publish=publish, by=by)
    except IntegrityError as error:
        raise FileChanged from error
    READ.forget()
    return taken


@transaction.atomic
def _take(file: QuestionFile, *, shown: str, leave_out: bool, publish: bool, by: Any) -> int:
    held = QuestionFile.objects.select_for_update().get(pk=file.pk)
    if held.taken is not None:
        return held.taken
    if (held.asked_at, held.begun_at) != (file.asked_at, file.begun_at):
        raise OutOfHand
    weighed = weigh_file(held)
    if fingerprint(weighed) != shown or not weighed.new or (weighed.problems and not leave_out):
        raise FileChanged
    made = import_questions(drafts=weighed.new, default=held.category, publish=publish, source=held.name, by=by)
    held.content, held.taken = b"", len(made)
    held.asked_at = held.begun_at = None
    held.save(update_fields=["content", "taken", "asked_at", "begun_at"])
    return len(made)
