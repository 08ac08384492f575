"""No export of quizzes has a live formula in it, whichever of the 12 prefixes stands in whichever text field."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from core.csv_export import FORMULA_PREFIXES, harmless
from learning.quizzes import rules
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Category, Option, Question, QuestionVersion, Quiz, Scenario
from tests.factories import make_team_member
from tests.integration.learning.quizzes.bank import make_quiz
from tests.integration.learning.quizzes.test_analysis import answers_to, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_team_member())
    return client


def formula(prefix: str, place: str) -> str:
    return f"{prefix}HYPERLINK(1,{place})"


def make_dangerous(number: int, prefix: str, kind: str) -> Question:
    """Return a published question with a formula wherever an author can write."""

    def say(place: str) -> str:
        return formula(prefix, f"{place}{number}{kind}")

    category = Category.objects.create(code=say("code"), title=say("title"))
    scenario = Scenario.objects.create(code=f"S{number}{kind}", title=say("scenario"), text=f"<p>{say('text')}</p>")
    question = Question(
        code=say("q")[:40], category=category, scenario=scenario, type=kind, live=False, source=say("source"),
        stem=f"<p>{say('stem')}</p>", explanation=f"<p>{say('explanation')}</p>",
        marking_guidance=f"<p>{say('guidance')}</p>",
    )  # fmt: skip
    rows = 0 if kind == rules.ESSAY else 3
    question.options = [
        Option(
            text=say(f"option{n}"), correct=n == 0, feedback=say(f"feedback{n}"), sort_order=n,
            match=say(f"match{n}") if kind == rules.MATCHING else "",
        )
        for n in range(rows)
    ]  # fmt: skip
    publish_question(question=question, by=None)
    return question


@pytest.fixture
def dangerous(db: None) -> list[Question]:
    kinds = (rules.SINGLE, rules.SHORT_TEXT, rules.MATCHING, rules.ESSAY)
    return [make_dangerous(n, prefix, kind) for n, prefix in enumerate(FORMULA_PREFIXES) for kind in kinds]


def texts_of(response: Any, kind: str) -> list[str]:
    """Return every text of a file, having looked that its cells hold no formula."""
    if kind == "csv":
        return [cell for row in csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")) for cell in row]
    cells = [cell for sheet in load_workbook(BytesIO(response.content)) for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    return [str(cell.value) for cell in cells if isinstance(cell.value, str)]


def look_over(texts: list[str]) -> int:
    """Return how many dangerous texts there are, none of which may be live."""
    live = [text for text in texts if "HYPERLINK" in text and harmless(text) != text]
    assert live == []
    return sum("HYPERLINK" in text for text in texts)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_bank_is_given_out_without_a_live_formula(admin: Client, dangerous: list[Question], kind: str) -> None:
    response = admin.get(f"/admin/question-files/export/?format={kind}&category=&anyway=1")
    assert look_over(texts_of(response, kind)) > len(dangerous) * 6


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_analysis_is_given_out_without_a_live_formula(admin: Client, dangerous: list[Question], kind: str) -> None:
    quiz: Quiz = make_quiz(fixed=dangerous)
    versions = list(QuestionVersion.objects.filter(question__in=dangerous))
    takers = people(30)

    def respond(place: int, version: QuestionVersion) -> tuple[list[str], int]:
        if version.type in rules.WRITTEN:
            return [formula(FORMULA_PREFIXES[place % 4], "written")], 0
        return rules.right_response(version.type, version.options), 1

    answers_to(quiz, versions, takers, respond)
    assert look_over(texts_of(admin.get(f"/admin/question-analysis/?format={kind}"), kind)) >= len(dangerous) * 3
    for version in versions[:: 5 if kind == "csv" else 9]:
        response = admin.get(f"/admin/question-versions/{version.pk}/analysis/?format={kind}")
        assert response.status_code == 200
        look_over(texts_of(response, kind))
