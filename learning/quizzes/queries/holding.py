"""An answer with its attempt, held for writing, or read to be shown.

The statements are written out: answering is what everybody does at once on the busiest day, and having them put
together anew each time took longer than all that the database does. `python -m bench attempts` measures it.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from core.kept import Kept
from learning.quizzes.models import Answer, Attempt, QuestionVersion

LAST_POSITION = 32_767  # the column holds no more
ATTEMPT = ("id", "quiz_id", "person_id", "state", "terms", "started_at")
ANSWER = (
    "id", "question_id", "version_id", "position", "option_order", "response", "revision", "answered_at", "shown_at",
    "seconds",
)  # fmt: skip
JSON = {"terms", "option_order", "response"}
MOMENTS = {"started_at", "answered_at", "shown_at"}
HOLD = f"SELECT {', '.join(ATTEMPT)} FROM {Attempt._meta.db_table} WHERE id = %s"  # noqa: S608 - our own names
READ = f"""
    SELECT {", ".join(f"answer.{name}" for name in ANSWER)}, version.type,
        (SELECT MAX(other.answered_at) FROM {Answer._meta.db_table} AS other WHERE other.attempt_id = answer.attempt_id)
    FROM {Answer._meta.db_table} AS answer JOIN {QuestionVersion._meta.db_table} AS version
        ON version.id = answer.version_id
    WHERE answer.attempt_id = %s AND answer.position = %s
"""  # noqa: S608 - our own names
SHOWN = (*ATTEMPT, "return_to")
SHOW = f"""
    SELECT {", ".join(f"attempt.{name}" for name in SHOWN)}, {", ".join(f"answer.{name}" for name in ANSWER)}
    FROM {Attempt._meta.db_table} AS attempt JOIN {Answer._meta.db_table} AS answer ON answer.attempt_id = attempt.id
    WHERE attempt.id = %s AND attempt.person_id = %s AND answer.position = %s
"""  # noqa: S608 - our own names
_versions: Kept[QuestionVersion] = Kept()


def question_in(key: UUID, position: int, *, person: Any) -> Answer:
    """Return question `position` of a person's own attempt, with its attempt, and its version with its picture.

    Raises Answer.DoesNotExist, for anybody else's attempt too. What isn't read here is read when it is asked for.
    """
    row = None
    if position <= LAST_POSITION:
        with connection.cursor() as cursor:
            cursor.execute(SHOW, [Attempt._meta.pk.get_db_prep_value(key, connection), person.pk, position])
            row = cursor.fetchone()
    if row is None:
        raise Answer.DoesNotExist(f"no answer {position}")
    attempt = _as(Attempt, dict(zip(SHOWN, row, strict=False)) | {"id": key})
    answer: Answer = _as(Answer, dict(zip(ANSWER, row[len(SHOWN) :], strict=True)) | {"attempt_id": key})
    answer.attempt, answer.version = attempt, _version(answer.version_id)
    return answer


def _version(key: int) -> QuestionVersion:
    """Return a version with its picture. It never changes, so a process keeps it; a picture's file may, so with one
    it is read each time."""

    def make() -> QuestionVersion | None:
        return QuestionVersion.objects.filter(pk=key, image=None).first()

    return _versions.get(key, make, stamp=0) or QuestionVersion.objects.select_related("image").get(pk=key)


def hold(key: UUID, position: int) -> tuple[Attempt, Answer, str, datetime | None]:
    """Return an attempt, its answer to question `position`, the question's type, and the last saving in the attempt.

    Called inside a transaction; the attempt's row is taken first, so that whoever else writes to it waits. What isn't
    read here is read when it is asked for. Raises Attempt.DoesNotExist and Answer.DoesNotExist.
    """
    stored_key = Attempt._meta.pk.get_db_prep_value(key, connection)
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(HOLD + lock, [stored_key])
        row = cursor.fetchone()
        if row is None:
            raise Attempt.DoesNotExist(f"no attempt {key}")
        attempt = _as(Attempt, dict(zip(ATTEMPT, row, strict=True)) | {"id": key})
        if position <= LAST_POSITION:
            cursor.execute(READ, [stored_key, position])
            row = cursor.fetchone()
        if position > LAST_POSITION or row is None:
            raise Answer.DoesNotExist(f"no answer {position}")
    answer = _as(Answer, dict(zip(ANSWER, row, strict=False)) | {"attempt_id": key})
    answer.attempt = attempt
    return attempt, answer, row[-2], _moment(row[-1])


def _as(model: Any, row: dict[str, Any]) -> Any:
    """Return a row as its model, its other fields to be read when they are asked for."""
    for name in JSON & row.keys():
        row[name] = _json(row[name])
    for name in MOMENTS & row.keys():
        row[name] = _moment(row[name])
    names = [field.attname for field in model._meta.concrete_fields if field.attname in row]
    return model.from_db(connection.alias, names, [row[name] for name in names])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _moment(value: Any) -> datetime | None:
    """Return a moment as the database gives it; SQLite keeps them as text, in UTC, and doesn't say so."""
    moment: datetime | None = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
