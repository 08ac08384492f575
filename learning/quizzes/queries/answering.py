"""An answer with its attempt, to be given or to be shown.

Answering is what everybody does at once on the busiest day, so these reads are put together once.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Subquery, UUIDField

from core.statements import Given, Statement
from learning.quizzes.models import Answer
from learning.quizzes.queries.versions import versions_of

LAST_POSITION = 32_767  # the column holds no more
ATTEMPT = ("person_id", "state", "terms")
ANSWER = ("attempt_id", "version_id", "position", "option_order", "response", "revision", "shown_at")
# Whoever stores an answer asks besides what has been stored of the time it took.
TIMED = ("quiz_id", "started_at"), ("question_id", "answered_at", "seconds")
SHOWN: Statement[Answer] = Statement(
    lambda: (
        Answer.objects.select_related("attempt")
        .only(*ANSWER, *(f"attempt__{name}" for name in (*ATTEMPT, "return_to")))
        .filter(attempt=Given("key", UUIDField()), attempt__person=Given("person"), position=Given("position"))
        .order_by()
    )
)


def _given_to() -> Any:
    saved = Answer.objects.filter(attempt=OuterRef("attempt")).order_by().values("attempt")
    return (
        Answer.objects.select_related("attempt")
        .only(*ANSWER, *TIMED[1], *(f"attempt__{name}" for name in (*ATTEMPT, *TIMED[0])))
        .annotate(kind=F("version__type"), last_saved=Subquery(saved.values(last=Max("answered_at"))))
        .filter(attempt=Given("key", UUIDField()), attempt__person=Given("person"), position=Given("position"))
        .order_by()
    )


GIVEN_TO: Statement[Any] = Statement(_given_to)


def question_in(key: UUID, position: int, *, person: Any) -> Answer:
    """Return question `position` of a person's own attempt, with its attempt, and its version with its picture.

    Raises Answer.DoesNotExist, for anybody else's attempt too. What isn't read here is read when it is asked for.
    """
    answer = _first(SHOWN, key, position, person)
    answer.version = versions_of([answer.version_id])[answer.version_id]
    return answer


def answer_to(key: UUID, position: int, *, person: Any) -> tuple[Answer, str, datetime | None]:
    """Return the answer to question `position` of a person's own attempt, with its attempt, as both are stored now;
    the question's type; and when an answer was last saved in the attempt.

    Nothing is held: whoever writes must ask for what was read here to be so still. Raises as `question_in` does.
    """
    answer = _first(GIVEN_TO, key, position, person)
    return answer, answer.kind, answer.last_saved


def _first(statement: Statement[Any], key: UUID, position: int, person: Any) -> Any:
    answer = statement.first(key=key, person=person.pk, position=position) if position <= LAST_POSITION else None
    if answer is None:
        raise Answer.DoesNotExist(f"no answer {position}")
    return answer
