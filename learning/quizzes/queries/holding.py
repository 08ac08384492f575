"""An answer with its attempt, held for writing, or read to be shown.

Answering is what everybody does at once on the busiest day, so these reads are put together once.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Subquery, UUIDField

from core.statements import Given, Statement
from learning.quizzes.models import Answer, Attempt
from learning.quizzes.queries.versions import versions_of

LAST_POSITION = 32_767  # the column holds no more
ATTEMPT = ("quiz_id", "person_id", "state", "terms", "started_at")
ANSWER = (
    "attempt_id", "question_id", "version_id", "position", "option_order", "response", "revision", "answered_at",
    "shown_at", "seconds",
)  # fmt: skip
SHOWN: Statement[Answer] = Statement(
    lambda: (
        Answer.objects.select_related("attempt")
        .only(*ANSWER, *(f"attempt__{name}" for name in (*ATTEMPT, "return_to")))
        .filter(attempt=Given("key", UUIDField()), attempt__person=Given("person"), position=Given("position"))
        .order_by()
    )
)
ATTEMPT_HELD: Statement[Attempt] = Statement(
    lambda: Attempt.objects.select_for_update().only(*ATTEMPT).filter(pk=Given("key", UUIDField())).order_by()
)


def _answers_held() -> Any:
    saved = Answer.objects.filter(attempt=OuterRef("attempt")).order_by().values("attempt")
    return (
        Answer.objects.only(*ANSWER)
        .annotate(kind=F("version__type"), last_saved=Subquery(saved.values(last=Max("answered_at"))))
        .filter(attempt=Given("key", UUIDField()), position=Given("position"))
        .order_by()
    )


ANSWER_HELD: Statement[Any] = Statement(_answers_held)


def question_in(key: UUID, position: int, *, person: Any) -> Answer:
    """Return question `position` of a person's own attempt, with its attempt, and its version with its picture.

    Raises Answer.DoesNotExist, for anybody else's attempt too. What isn't read here is read when it is asked for.
    """
    answer = SHOWN.first(key=key, person=person.pk, position=position) if position <= LAST_POSITION else None
    if answer is None:
        raise Answer.DoesNotExist(f"no answer {position}")
    answer.version = versions_of([answer.version_id])[answer.version_id]
    return answer


def hold(key: UUID, position: int) -> tuple[Attempt, Answer, str, datetime | None]:
    """Return an attempt, its answer to question `position`, the question's type, and the last saving in the attempt.

    Called inside a transaction; the attempt's row is taken first, by a statement of its own, so that whoever else
    writes to it waits, and the answer is read as it is then. What isn't read here is read when it is asked for.
    Raises Attempt.DoesNotExist and Answer.DoesNotExist.
    """
    attempt = ATTEMPT_HELD.first(key=key)
    if attempt is None:
        raise Attempt.DoesNotExist(f"no attempt {key}")
    answer = ANSWER_HELD.first(key=key, position=position) if position <= LAST_POSITION else None
    if answer is None:
        raise Answer.DoesNotExist(f"no answer {position}")
    answer.attempt = attempt
    return attempt, answer, answer.kind, answer.last_saved
