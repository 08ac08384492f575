"""How people answered each version, counted by the database: one statement, however many attempts there are.

Each person counts once for a version, by the first attempt with an outcome that asked it. A person's later attempts
follow upon having seen what was right, so they would say of the question what its feedback did.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db import connection

from core.kept import Kept
from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion, RegradedAttempt
from learning.quizzes.rules.analysis import LOWER, MIDDLE, UPPER, Tally

# Of people who did equally well some fall into one third and some into the next, by the key of their attempt: at
# random, and each time the same. An essay is told by its marks, so that no more is read of it than that.
STATEMENT = f"""
WITH met AS (
    SELECT answer.version_id, answer.seconds, attempt.id AS attempt_id,
        attempt.marks * 1.0 / attempt.marks_possible AS score,
        CASE WHEN version.type = %s AND answer.response IS NOT NULL THEN 1 ELSE 0 END AS is_essay,
        CASE WHEN version.type = %s AND answer.response IS NOT NULL
            THEN CAST(answer.marks * 1.0 / answer.marks_possible AS text)
            ELSE CAST(answer.response AS text) END AS given,
        ROW_NUMBER() OVER (
            PARTITION BY answer.version_id, attempt.person_id ORDER BY attempt.submitted_at, attempt.id
        ) AS time
    FROM {Answer._meta.db_table} AS answer
    JOIN {Attempt._meta.db_table} AS attempt ON attempt.id = answer.attempt_id
    JOIN {QuestionVersion._meta.db_table} AS version ON version.id = answer.version_id
    WHERE attempt.state IN (%s, %s) {{only}}
), placed AS (
    SELECT version_id, seconds, is_essay, given,
        ROW_NUMBER() OVER (PARTITION BY version_id ORDER BY score, attempt_id) AS place,
        COUNT(*) OVER (PARTITION BY version_id) AS people
    FROM met WHERE time = 1
), parted AS (
    SELECT version_id, seconds, is_essay, given,
        CASE WHEN place <= people / 3 THEN {LOWER} WHEN place > people - people / 3 THEN {UPPER} ELSE {MIDDLE} END
            AS third
    FROM placed
)
SELECT version_id, 0 AS is_time, third, is_essay, given, COUNT(*) FROM parted
    GROUP BY version_id, third, is_essay, given
UNION ALL
SELECT version_id, 1, 0, 0, CAST(seconds AS text), COUNT(*) FROM parted WHERE seconds IS NOT NULL
    GROUP BY version_id, seconds
"""  # noqa: S608 - the names of our own tables


kept: Kept[dict[int, "Answered"]] = Kept()


@dataclass
class Answered:
    """What was answered to a version: tallies of answers, and of people by the whole seconds that they took."""

    tallies: list[Tally] = field(default_factory=list)
    times: dict[int, int] = field(default_factory=dict)


def answered(*, quiz: int | None = None, versions: Collection[int] | None = None) -> dict[int, Answered]:
    """Return what was answered to each version that was asked, by its key; in one quiz, or of some versions alone.

    A third is of those who were asked the version, in that quiz if one is given. A process keeps what it counted
    until more attempts have their outcome (as many as `uncounted` says) or any was regraded: two short queries then,
    and one statement else, which takes a second for every 100,000 answers.
    """
    if versions is not None:
        return _count(quiz, versions)
    return kept.get(quiz, lambda: _count(quiz, None), stamp=_stamp()) or {}


def uncounted(finished: int) -> int:
    """Return how many of so many finished attempts may not be counted yet: none of the first thousand, and between one
    in a hundred and one in a thousand of more. On the day that everybody takes a quiz there is another every second.
    """
    return int(10 ** max(0, len(str(finished)) - 3)) - 1


def finished_attempts() -> int:
    """Return how many attempts have their outcome. One query."""
    return Attempt.objects.filter(state__in=[rules.PASSED, rules.FAILED]).count()


def _stamp() -> int:
    """Return a number that differs whenever there is enough else to count: neither of its parts ever falls."""
    finished = finished_attempts()
    step = uncounted(finished) + 1
    return RegradedAttempt.objects.count() * 10**12 + finished // step * step


def _count(quiz: int | None, versions: Collection[int] | None) -> dict[int, Answered]:
    only, parameters = _only(quiz, versions)
    found: dict[int, Answered] = defaultdict(Answered)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(only=only), [rules.ESSAY, rules.ESSAY, rules.PASSED, rules.FAILED, *parameters])
        for version, is_time, third, is_essay, given, count in cursor.fetchall():
            if is_time:
                found[version].times[int(given)] = count
            else:
                found[version].tallies.append(_tally(third, bool(is_essay), given, count))
    return dict(found)


def _only(quiz: int | None, versions: Collection[int] | None) -> tuple[str, Sequence[Any]]:
    words, parameters = "", []
    if quiz is not None:
        words += " AND attempt.quiz_id = %s"
        parameters.append(quiz)
    if versions is not None:
        keys = list(versions) or [0]
        words += f" AND answer.version_id IN ({', '.join(['%s'] * len(keys))})"
        parameters += keys
    return words, parameters


def _tally(third: int, is_essay: bool, given: str | None, count: int) -> Tally:
    if is_essay:
        return Tally(third, ("written",), count, Fraction(given or 0).limit_denominator(10_000))
    return Tally(third, tuple(json.loads(given)) if given else (), count)
