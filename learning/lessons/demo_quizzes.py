"""The demonstration partnership's quizzes on pages of their own, with a few attempts at them."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from core.demo import DemoRun
from core.demo_pages import publish
from learning.lessons.models import CourseIndexPage, QuizPage
from learning.quizzes import rules
from learning.quizzes.actions import save_answer, start_attempt, submit_attempt
from learning.quizzes.models import Answer
from people.models import Person

CONTENT = Path(__file__).parent / "demo_content" / "quizzes" / "reflecting.toml"
LEARNER = "learner@demo.example"


def build(run: DemoRun, index: CourseIndexPage) -> None:
    """Make the pages, once."""
    for fields in content()["pages"]:
        made = quiz_page(run, index, fields)
        run.put("quiz_page", made.quiz.code, made)


def content() -> dict[str, Any]:
    return tomllib.loads(CONTENT.read_text(encoding="utf-8"))


def attempts(run: DemoRun) -> None:
    """Make what the learner did over time, and what a few people wrote that awaits marking."""
    rows, learner = content(), Person.objects.get(email=LEARNER)
    for number, row in enumerate(rows["tries"]):
        page = run.get("quiz_page", "REFLECT")
        attempt(page, learner, run, row["days_ago"], right=row["right"], rng=Random(number))  # noqa: S311
    others = Person.objects.exclude(email=None).exclude(email__endswith="@demo.example").order_by("pk")
    people = [learner, *others[: len(rows["essays"]) - 1]]
    for number, (person, row) in enumerate(zip(people, rows["essays"], strict=False)):
        page = run.get("quiz_page", "REFLECT-OWN")
        attempt(page, person, run, row["days_ago"], right=1, rng=Random(number), essay=row["text"])  # noqa: S311


def quiz_page(run: DemoRun, index: CourseIndexPage, fields: dict[str, Any]) -> QuizPage:
    found = QuizPage.objects.filter(slug=fields["slug"]).first()
    quiz = run.get("quiz", fields.pop("quiz"))
    page: QuizPage = found or publish(run, QuizPage(quiz=quiz, **fields), under=index)
    return page


def attempt(
    page: QuizPage, person: Person, run: DemoRun, days_ago: int, *, right: float, rng: Random, essay: str = ""
) -> None:
    """Make an attempt of a person's, begun and submitted one morning, with about so many of its answers right.

    Without words for an essay it is left out.
    """
    at = timezone.make_aware(datetime.combine(run.ago(days_ago), time(9, 40)))
    made = start_attempt(quiz=page.quiz, person=person, cycle=None, return_to=page.url, at=at, rng=rng)
    for answer in made.answers.select_related("version"):
        is_essay = answer.version.type == rules.ESSAY
        if is_essay and not essay:
            continue
        response = [essay] if is_essay else respond(answer, rightly=rng.random() < right)
        at += timedelta(seconds=rng.randint(25, 90))
        save_answer(
            attempt=made, position=answer.position, response=response, revision=answer.revision, by=person, at=at
        )
    submit_attempt(attempt=made, by=person, at=at)


def respond(answer: Answer, *, rightly: bool) -> list[str]:
    """Return a response to a question, right or wrong."""
    version = answer.version
    right = rules.right_response(version.type, version.options)
    if rightly:
        return right
    if version.type == rules.SHORT_TEXT:
        return ["I don't know"]
    if version.type in rules.CHOICES:
        return [option["id"] for option in version.options if not option["correct"]][:1]
    # The same things, each with the place or the match of the one before it.
    things, given = zip(*(one.split(":") for one in right), strict=True)
    return [f"{thing}:{place}" for thing, place in zip(things, [*given[-1:], *given[:-1]], strict=True)]
