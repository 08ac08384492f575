"""How long it takes to say how every question does its work, from 20,000 attempts at ten questions each.

The rows are made inside a transaction that is rolled back, so the database is left as it was.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from bench.load import counted
from core import clock
from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion, Quiz
from learning.quizzes.queries.analysis import analysed, analysis_of
from people.models import Person

ATTEMPTS = 20_000
QUESTIONS = 10
AT_MOST = 15  # times as long as the database takes to read the same rows once
ONCE = (
    "SELECT COUNT(*), SUM(LENGTH(CAST(answer.response AS text))), SUM(attempt.marks) FROM quizzes_answer AS answer "
    "JOIN quizzes_attempt AS attempt ON attempt.id = answer.attempt_id"
)


def main() -> bool:
    """Print the time of the list of all versions and of one of them. Return whether the list is in its bounds."""
    with transaction.atomic():
        few = queries(lambda: fill(200, "few"))
        fill(ATTEMPTS - 200, "many")
        many = queries(lambda: None)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        times, once = took(analysed), took(read_once)
        version = analysed()[0].version
        alone = took(lambda: analysis_of(version))
        rows = Answer.objects.count()
        transaction.set_rollback(True)
    ratio = times / once
    same = few == many
    print(
        f"{'all questions analysed':<40}{times:>7.2f} s for {rows:,} answers, {ratio:.1f} times a reading of the rows "
        f"(at most {AT_MOST}), {many} queries{'' if same else f', GROWS from {few}'}"
        f"{'' if ratio <= AT_MOST else '  BELOW TARGET'}"
    )
    print(f"{'one of them':<40}{alone:>7.2f} s")
    return ratio <= AT_MOST and same


def took(act: Callable[[], Any]) -> float:
    """Return the median seconds of five."""
    times = []
    for _ in range(5):
        started = perf_counter()
        act()
        times.append(perf_counter() - started)
    return median(times)


def read_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONCE)
        cursor.fetchall()


def queries(make: Callable[[], None]) -> int:
    make()
    with counted():
        analysed()
        return len(connection.queries)


def fill(number: int, name: str) -> None:
    """Add finished attempts, each by a person of its own, at ten questions drawn from all that are published."""
    quiz = Quiz.objects.order_by("pk").first()
    assert quiz is not None
    rng, now = Random(f"bench:{name}"), clock.now()
    versions = list(QuestionVersion.objects.exclude(type=rules.ESSAY).order_by("pk"))
    people = Person.objects.bulk_create(
        (Person(email=f"bench-{name}-{n}@example.org", first_name="B", last_name=f"{n}") for n in range(number)),
        batch_size=2000,
    )
    for start in range(0, number, 1000):
        attempts, answers = [], []
        for place, person in enumerate(people[start : start + 1000], start=start):
            attempt = Attempt(
                id=UUID(int=rng.getrandbits(128)), quiz=quiz, person=person, terms={}, state=rules.PASSED,
                started_at=now - timedelta(minutes=place + 20), submitted_at=now - timedelta(minutes=place),
                marks_possible=QUESTIONS,
            )  # fmt: skip
            rows = list(answered_by(attempt, rng.sample(versions, QUESTIONS), rng))
            attempt.marks = sum(row.marks for row in rows)
            attempts.append(attempt)
            answers += rows
        Attempt.objects.bulk_create(attempts)
        Answer.objects.bulk_create(answers)


def answered_by(attempt: Attempt, asked: list[QuestionVersion], rng: Random) -> Iterator[Answer]:
    able = rng.gauss(0.75, 0.15)
    for position, version in enumerate(asked, start=1):
        response = rules.right_response(version.type, version.options)
        ids = rules.shown_ids(version.type, version.options)
        is_right = rng.random() < able
        if not is_right and version.type in rules.CHOICES:
            response = [rng.choice(ids)]
        yield Answer(
            attempt=attempt, question_id=version.question_id, version=version, position=position, response=response,
            option_order=ids, revision=1, answered_at=attempt.submitted_at, seconds=int(rng.lognormvariate(3.5, 0.6)),
            marks=int(is_right), marks_possible=1,
        )  # fmt: skip
