"""Many at once: one outcome, one attempt, no acknowledged answer lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from core.models import AuditEntry
from learning.quizzes.actions import AttemptClosed, StaleAnswer, save_answer, start_attempt, submit_attempt
from learning.quizzes.models import Answer, Attempt
from learning.quizzes.signals import attempt_finished
from people.models import Person
from tests.factories import make_person, make_site
from tests.integration.learning.quizzes.bank import NOW, answer_all, begin, make_bank, make_quiz, right, wrong

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _separate_connections() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share one connection to an in-memory database: run it on PostgreSQL or an SQLite file")


@pytest.fixture(autouse=True)
def _site() -> None:
    make_site()


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in `number` threads, let go together. Returns what each gave back, or the exception it raised."""
    gate, given = Barrier(number), [None] * number

    def run(place: int) -> None:
        try:
            gate.wait(timeout=60)
            given[place] = act(place)
        except Exception as error:
            given[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    return given


@pytest.fixture
def heard() -> Iterator[list[Attempt]]:
    told: list[Attempt] = []

    def hear(attempt: Attempt, **kwargs: Any) -> None:
        told.append(attempt)

    attempt_finished.connect(hear)
    yield told
    attempt_finished.disconnect(hear)


def test_fifty_submissions_at_once_give_one_outcome(heard: list[Attempt]) -> None:
    attempt = begin(make_person())
    answer_all(attempt, wrong_at=[1])
    given = at_once(50, lambda _: submit_attempt(attempt=attempt, by=attempt.person, at=NOW))
    assert Counter(type(one) for one in given) == {Attempt: 50}
    assert {(one.state, one.marks) for one in given} == {("failed", 2)}
    assert len(heard) == 1
    assert AuditEntry.objects.filter(act="attempt submitted").count() == 1


def test_twenty_starts_by_one_person_at_once_make_one_attempt() -> None:
    person, quiz = make_person(), make_quiz(fixed=make_bank()[1])
    given = at_once(20, lambda _: start_attempt(quiz=quiz, person=person, cycle=None, return_to="/", at=NOW))
    assert {getattr(one, "pk", one) for one in given} == {Attempt.objects.get().pk}
    assert Answer.objects.count() == 3


def test_three_hundred_people_start_at_once_and_every_acknowledged_answer_is_there_afterwards() -> None:
    category, _ = make_bank(12)
    quiz = make_quiz(draws=[(category, 10)])
    people = Person.objects.bulk_create(
        Person(email=f"starter-{number}@example.org", first_name="A", last_name="B") for number in range(300)
    )
    gate = Barrier(50)

    def take_six(place: int) -> list[tuple[int, list[str]]]:
        """Start six attempts, wait until all 300 are started, answer two questions of each; return what was saved."""
        begun = [
            start_attempt(quiz=quiz, person=person, cycle=None, return_to="/", at=NOW)
            for person in people[place * 6 : place * 6 + 6]
        ]
        gate.wait(timeout=300)
        saved = []
        for attempt in begun:
            for row in attempt.answers.select_related("version")[:2]:
                now = save_answer(
                    attempt=attempt, position=row.position, response=right(row), revision=0, by=attempt.person, at=NOW
                )
                saved.append((now.pk, now.response))
        return saved

    given = at_once(50, take_six)
    assert [one for one in given if isinstance(one, Exception)] == []
    assert Attempt.objects.count() == Attempt.objects.values("person").distinct().count() == 300
    assert Answer.objects.count() == 3000
    acknowledged = dict(one for several in given for one in several)
    assert len(acknowledged) == 600
    stored = dict(Answer.objects.exclude(response=None).values_list("pk", "response"))
    assert stored == acknowledged


def test_of_twenty_tabs_that_write_the_same_revision_one_is_told_it_is_saved() -> None:
    attempt = begin(make_person())
    row = attempt.answers.select_related("version").get(position=1)
    choices = [right(row), wrong(row)]

    def write(place: int) -> Answer:
        return save_answer(
            attempt=attempt, position=1, response=choices[place % 2], revision=0, by=attempt.person, at=NOW
        )

    given = at_once(20, write)
    stored = Answer.objects.get(pk=row.pk)
    saved = [one for one in given if isinstance(one, Answer)]
    assert stored.revision == 1
    assert {tuple(one.response) for one in saved} == {tuple(stored.response)}  # a tab that sent the same is told so too
    assert sum(isinstance(one, StaleAnswer) for one in given) == 20 - len(saved) == 10


def test_an_answer_that_was_acknowledged_is_marked_and_one_that_came_too_late_is_told() -> None:
    lost = 0
    for _ in range(5):
        attempt = begin(make_person(), make_quiz(fixed=make_bank(9)[1]))
        rows = list(attempt.answers.select_related("version"))

        def write(place: int, attempt: Attempt = attempt, rows: list[Answer] = rows) -> Any:
            if place == 9:
                return submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
            return save_answer(
                attempt=attempt,
                position=rows[place].position,
                response=right(rows[place]),
                revision=0,
                by=attempt.person,
                at=NOW,
            )

        *given, submitted = at_once(10, write)
        assert all(isinstance(one, Answer | AttemptClosed) for one in given), given
        acknowledged = sum(isinstance(one, Answer) for one in given)
        lost += acknowledged - int(submitted.marks)
        assert attempt.answers.exclude(response=None).count() == acknowledged
    assert lost == 0
