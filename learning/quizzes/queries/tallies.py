"""How people answered each version, counted by the database: one statement, however many attempts there are.

Each person counts once for a version, by the first attempt with an outcome that asked it. A person's later attempts
follow upon having seen what was right, so they would say of the question what its feedback did.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db import connection

from core.kept import Kept
from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion, RegradedAnswer, RegradedAttempt
from learning.quizzes.rules.analysis import LOWER, MIDDLE, UPPER, Tally

# Of people who did equally well some fall into one third and some into the next, by the key of their attempt: at
# random, and each time the same. An essay is told by its marks, so that no more is read of it than that.
#
# Attempts are put in order once, and their answers then by whole numbers; only of those who finished several must it be
# asked which came first. Sizes are the last places, since counting beside numbering takes as long again.
#
# An essay counts with the marks that a person gave it last, whatever everybody was given since.
STATEMENT = f"""
WITH took AS (
    SELECT attempt.id, attempt.person_id,
        ROW_NUMBER() OVER (ORDER BY attempt.marks * 1.0 / attempt.marks_possible, attempt.id) AS standing,
        ROW_NUMBER() OVER (PARTITION BY attempt.person_id ORDER BY attempt.submitted_at, attempt.id) AS go,
        COUNT(*) OVER (PARTITION BY attempt.person_id) AS goes
    FROM {Attempt._meta.db_table} AS attempt
    WHERE attempt.state IN (%s, %s) {{attempts}}
), met AS (
    SELECT answer.version_id, answer.seconds, took.person_id, took.standing, took.go, took.goes,
        CASE WHEN version.type = %s AND answer.response IS NOT NULL THEN 1 ELSE 0 END AS is_essay,
        CASE WHEN version.type = %s AND answer.response IS NOT NULL
            THEN CAST(COALESCE((
                SELECT again.marks_after FROM {RegradedAnswer._meta.db_table} AS again
                WHERE again.answer_id = answer.id AND again.comment IS NOT NULL
                    AND again.marks_after <> again.marks_before
                ORDER BY again.id DESC LIMIT 1
            ), answer.marks) * 1.0 / answer.marks_possible AS text)
            ELSE CAST(answer.response AS text) END AS given
    FROM took
    JOIN {Answer._meta.db_table} AS answer ON answer.attempt_id = took.id
    JOIN {QuestionVersion._meta.db_table} AS version ON version.id = answer.version_id
    WHERE 1 = 1 {{answers}}
), firsts AS (
    SELECT version_id, seconds, is_essay, given, standing FROM met WHERE goes = 1
    UNION ALL
    SELECT version_id, seconds, is_essay, given, standing FROM (
        SELECT version_id, seconds, is_essay, given, standing,
            ROW_NUMBER() OVER (PARTITION BY version_id, person_id ORDER BY go) AS time
        FROM met WHERE goes > 1
    ) AS again WHERE time = 1
), placed AS (
    SELECT version_id, seconds, is_essay, given,
        ROW_NUMBER() OVER (PARTITION BY version_id ORDER BY standing) AS place
    FROM firsts
), sizes AS (
    SELECT version_id, MAX(place) AS people FROM placed GROUP BY version_id
), parted AS (
    SELECT placed.version_id, seconds, is_essay, given,
        CASE WHEN place <= people / 3 THEN {LOWER} WHEN place > people - people / 3 THEN {UPPER} ELSE {MIDDLE} END
            AS third
    FROM placed JOIN sizes ON sizes.version_id = placed.version_id
), counted AS (
    SELECT version_id, third, is_essay, given, seconds, COUNT(*) AS people FROM parted
    GROUP BY version_id, third, is_essay, given, seconds
)
SELECT version_id, 0 AS is_time, third, is_essay, given, CAST(SUM(people) AS integer) FROM counted
    GROUP BY version_id, third, is_essay, given
UNION ALL
SELECT version_id, 1, 0, 0, CAST(seconds AS text), CAST(SUM(people) AS integer) FROM counted WHERE seconds IS NOT NULL
    GROUP BY version_id, seconds
"""  # noqa: S608 - the names of our own tables


kept: Kept[dict[int, "Answered"]] = Kept()


@dataclass
class Answered:
    """What was answered to a version: tallies of answers, and of people by the whole seconds that they took."""

    tallies: list[Tally] = field(default_factory=list)
    times: dict[int, int] = field(default_factory=dict)


def answered(
    *, quiz: int | None = None, versions: Collection[int] | None = None, finished: int | None = None
) -> dict[int, Answered]:
    """Return what was answered to each version that was asked, by its key; in one quiz, or of some versions alone.

    A third is of those who were asked the version, in that quiz if one is given. A process keeps what it counted
    until more attempts have their outcome (as many as `uncounted` says) or any was regraded: two short queries then,
    and one statement else, which takes half a second for every 100,000 answers. `finished` is how many have their
    outcome, for whoever has just counted them.
    """
    if versions is not None:
        return _count(quiz, versions)
    stamp = _stamp(finished_attempts() if finished is None else finished)
    return kept.get(quiz, lambda: _count(quiz, None), stamp=stamp) or {}


def uncounted(finished: int) -> int:
    """Return how many of so many finished attempts may not be counted yet: none of the first thousand, and between one
    in a hundred and one in a thousand of more. On the day that everybody takes a quiz there is another every second.
    """
    return int(10 ** max(0, len(str(finished)) - 3)) - 1


def finished_attempts() -> int:
    """Return how many attempts have their outcome. One query."""
    return Attempt.objects.filter(state__in=[rules.PASSED, rules.FAILED]).count()


def _stamp(finished: int) -> int:
    """Return a number that differs whenever there is enough else to count: neither of its parts ever falls."""
    step = uncounted(finished) + 1
    return RegradedAttempt.objects.count() * 10**12 + finished // step * step


def _count(quiz: int | None, versions: Collection[int] | None) -> dict[int, Answered]:
    found: dict[int, Answered] = defaultdict(Answered)
    statement, parameters = _statement(quiz, None if versions is None else list(versions) or [0])
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for version, is_time, third, is_essay, given, count in cursor.fetchall():
            if is_time:
                found[version].times[int(given)] = count
            else:
                found[version].tallies.append(_tally(third, bool(is_essay), given, count))
    return dict(found)


def _statement(quiz: int | None, versions: list[int] | None) -> tuple[str, list[Any]]:
    """Return the statement for one quiz or all, and some versions or all, and its parameters."""
    attempts, quizzes = ("", []) if quiz is None else (" AND attempt.quiz_id = %s", [quiz])
    answers, keys = "", versions or []
    if keys:
        answers = f" AND answer.version_id IN ({', '.join(['%s'] * len(keys))})"
        asked = f"SELECT answer.attempt_id FROM {Answer._meta.db_table} AS answer WHERE 1 = 1{answers}"  # noqa: S608
        attempts += f" AND attempt.id IN ({asked})"
    given = [rules.PASSED, rules.FAILED, *quizzes, *keys, rules.ESSAY, rules.ESSAY, *keys]
    return STATEMENT.format(attempts=attempts, answers=answers), given


def _tally(third: int, is_essay: bool, given: str | None, count: int) -> Tally:
    if is_essay:
        return Tally(third, ("written",), count, Fraction(given or 0).limit_denominator(10_000))
    return Tally(third, tuple(json.loads(given)) if given else (), count)
