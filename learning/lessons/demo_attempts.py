"""The demonstration partnership's attempts at quizzes: enough of them that how questions do their work can be seen.

Each goes through the same steps as anybody's. What people answer follows from how much they know and how hard the
question is, both drawn at random from the seed. Those in MISKEYED are answered as if their key were wrong.
"""

import tomllib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from core.demo import DemoRun
from learning.lessons import demo_quizzes
from learning.quizzes import rules
from learning.quizzes.actions import AttemptRefused, claim_attempt, mark_answer, save_answer, start_attempt
from learning.quizzes.actions.finishing import give_outcome, submit_attempt
from learning.quizzes.models import Answer, Attempt, Quiz
from learning.quizzes.queries import answers_of, marked_all
from learning.records.models import Completion
from people.models import Person

A_QUIZ = 56  # people, of those who completed its course online
REFLECTING = 40
LEFT_TO_MARK = 4
# Question: the place of the wrong option that those who know most choose.
MISKEYED = {"RF-05": 0, "AW-14": 1}
WRITTEN = Path(__file__).parent / "demo_content" / "written" / "answers.toml"


def build(run: DemoRun) -> None:
    """Make the attempts, once."""
    if Attempt.objects.exists():
        run.say(f"{Attempt.objects.count()} attempts there already.")
        return
    pupils = Pupils(run, tomllib.loads(WRITTEN.read_text(encoding="utf-8")))
    with transaction.atomic():
        for quiz in Quiz.objects.filter(live=True).order_by("code"):
            reflecting = quiz.code == "REFLECT"
            for person, moment in takers(run, REFLECTING) if reflecting else those_who_completed(run, quiz, A_QUIZ):
                pupils.take(quiz, person, moment)
        mark_written(run)
        demo_quizzes.attempts(run)
    run.say(f"{Attempt.objects.count()} attempts")


def those_who_completed(run: DemoRun, quiz: Quiz, most: int) -> list[tuple[Person, datetime]]:
    """Return people who completed the course of a quiz's code online, with a moment of that day, the last first."""
    done = Completion.objects.filter(course__code=quiz.code, source="online").exclude(
        person__email__endswith="@demo.example"
    )
    rows = done.select_related("person").order_by("-completed_on", "person")[:most]
    return [(row.person, a_moment(row.completed_on, run.rng)) for row in rows]


def takers(run: DemoRun, most: int) -> list[tuple[Person, datetime]]:
    people = Person.objects.exclude(email=None).exclude(email__endswith="@demo.example").order_by("pk")[:most]
    return [(person, a_moment(run.ago(3 + place * 2), run.rng)) for place, person in enumerate(people)]


def a_moment(day: Any, rng: Random) -> datetime:
    return datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)), ZoneInfo(settings.TIME_ZONE))


class Pupils:
    """Takes quizzes as people do: some know much, some little, some questions are hard, and not all that is wrong is
    chosen alike."""

    def __init__(self, run: DemoRun, written: dict[str, Any]) -> None:
        self.run, self.rng, self.written = run, run.rng, written
        self.ease: dict[int, float] = {}
        self.weights: dict[str, float] = {}

    def take(self, quiz: Quiz, person: Person, moment: datetime) -> None:
        """Take a quiz, and if it isn't passed perhaps again two days before that: the last go is on the day."""
        knows = self.rng.gauss(0.86, 0.16)
        if knows < 0.78 and quiz.code != "REFLECT" and self.rng.random() < 0.6:
            self.attempt(quiz, person, moment - timedelta(days=2), knows)
            knows += 0.3
        self.attempt(quiz, person, moment, knows)

    def attempt(self, quiz: Quiz, person: Person, at: datetime, knows: float) -> None:
        try:
            attempt = start_attempt(
                quiz=quiz, person=person, cycle=None, return_to="/my-learning/", at=at, rng=self.rng
            )
        except AttemptRefused:
            return
        for answer in attempt.answers.select_related("version", "question").order_by("position"):
            at += timedelta(seconds=int(self.rng.lognormvariate(3.6, 0.55)))
            response = self.response(answer, knows)
            save_answer(
                attempt=attempt, position=answer.position, response=response, revision=0, by=person, at=at
            )  # fmt: skip
        submit_attempt(attempt=attempt, by=person, at=at + timedelta(seconds=20))

    def response(self, answer: Answer, knows: float) -> list[str]:
        version, rng = answer.version, self.rng
        ease = self.ease.setdefault(version.pk, rng.triangular(-0.5, 0.2, 0.08))
        knows_it = rng.random() < knows + ease
        if version.type == rules.ESSAY:
            return [rng.choice(self.written["essays"])]
        if version.type == rules.SHORT_TEXT:
            wrong = self.written["wrong"][answer.question.code]
            return self._right(answer) if knows_it else [rng.choice(wrong)]
        if answer.question.code in MISKEYED and rng.random() < (knows - 0.5) * 2:
            wrongs = [option["id"] for option in version.options if not option["correct"]]
            return [wrongs[MISKEYED[answer.question.code]]]
        return self._right(answer) if knows_it else self._wrong(answer)

    def _right(self, answer: Answer) -> list[str]:
        version = answer.version
        if version.type == rules.SHORT_TEXT:
            return [self.rng.choice([option["text"] for option in version.options if option["correct"]])]
        return rules.right_response(version.type, version.options)

    def _wrong(self, answer: Answer) -> list[str]:
        version, rng = answer.version, self.rng
        right = self._right(answer)
        if version.type in (rules.ORDERING, rules.MATCHING):
            return _swapped(right, rng)
        wrong = [option["id"] for option in version.options if not option["correct"]]
        drawn = rng.choices(wrong, [self._weight(version.pk, key) for key in wrong])
        if version.type == rules.MULTIPLE:
            missing = rng.choice(right)
            kept = [key for key in right if key != missing]
            return kept + drawn if not kept or rng.random() < 0.6 else kept
        return drawn

    def _weight(self, version: int, option: str) -> float:
        """Return how likely a wrong option is: some hardly ever are."""
        return self.weights.setdefault(f"{version}:{option}", self.rng.random() ** 2 + 0.001)


def _swapped(pairs: Sequence[str], rng: Random) -> list[str]:
    """Return an ordering or matching response with two of its answers in each other's place."""
    first, second = rng.sample(range(len(pairs)), 2)
    keys, values = zip(*(pair.split(":") for pair in pairs), strict=True)
    given = list(values)
    given[first], given[second] = given[second], given[first]
    return [f"{key}:{value}" for key, value in zip(keys, given, strict=True)]


def mark_written(run: DemoRun) -> None:
    """Give what was written its marks, but for the last few, which wait for somebody to mark them.

    Nobody is written to about it: no such person has read their post.
    """
    waiting = Attempt.objects.filter(state=rules.AWAITING_MARKING).select_related("person").order_by("submitted_at")
    for attempt in list(waiting)[:-LEFT_TO_MARK]:
        at = (attempt.submitted_at or attempt.started_at) + timedelta(days=2)
        claim_attempt(attempt=attempt, by=run.team, at=at)
        for answer in answers_of(attempt):
            if answer.version.type == rules.ESSAY:
                marks = Decimal(run.rng.choice([1, 2, 3, 3, 4, 4, 4, 5, 5]))
                mark_answer(
                    attempt=attempt, position=answer.position, marks=marks, comment="", by=run.team, at=at
                )  # fmt: skip
        held = Attempt.objects.select_for_update(of=("self",)).select_related("quiz", "person").get(pk=attempt.pk)
        marked = [one for one in marked_all(answers_of(held), {}) if one is not None]
        give_outcome(held, marked, act="attempt marked", by=run.team, before={"state": held.state})
