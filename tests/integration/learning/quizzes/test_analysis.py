"""How questions are answered, as the workforce team sees it: the database's counting, the pages and the files."""

import csv
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.csv_export import harmless
from core.xlsx_export import xlsx_response
from learning.quizzes import rules
from learning.quizzes.actions import save_answer
from learning.quizzes.models import Answer, Attempt, Question, QuestionVersion, Quiz
from learning.quizzes.queries.analysis import analysed, analysis_of, versions_to_analyse
from learning.quizzes.queries.tallies import answered
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import NOW, answer_all, begin, make_bank, make_question, make_quiz
from tests.integration.learning.quizzes.browser import text_of
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
LIST = "/admin/question-analysis/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_team_member())
    return client


def people(number: int, name: str = "taker") -> list[Person]:
    return Person.objects.bulk_create(
        Person(email=f"{name}-{n}@example.org", first_name="FIRSTNAME", last_name=f"SURNAME{n}") for n in range(number)
    )


def answers_to(
    quiz: Quiz, versions: list[QuestionVersion], takers: list[Person], respond: Any, *, at: datetime = NOW,
    state: str = rules.PASSED,
) -> None:  # fmt: skip
    """Write attempts as they would be stored. `respond` gives (response, marks) for (a person's place, version)."""
    for place, person in enumerate(takers):
        given = [respond(place, version) for version in versions]
        marks = None if state == rules.IN_PROGRESS else sum(Decimal(one[1]) for one in given)
        attempt = Attempt.objects.create(
            quiz=quiz, person=person, terms=quiz.terms() | {"questions": len(versions)}, state=state,
            started_at=at - timedelta(minutes=9), submitted_at=None if state == rules.IN_PROGRESS else at, marks=marks,
            marks_possible=len(versions),
        )  # fmt: skip
        Answer.objects.bulk_create(
            Answer(
                attempt=attempt, question_id=version.question_id, version=version, position=number, response=response,
                marks=earned, marks_possible=1, seconds=place, answered_at=at if response else None,
            )
            for number, (version, (response, earned)) in enumerate(zip(versions, given, strict=True), start=1)
        )  # fmt: skip


def version_of(question: Question) -> QuestionVersion:
    return QuestionVersion.objects.get(question=question)


def ids(version: QuestionVersion) -> list[str]:
    return [option["id"] for option in version.options]


def right_below(limit: int) -> Any:
    """Return a way to respond: those at a place below `limit` choose the first option, which is right."""
    return lambda place, version: ([ids(version)[place >= limit]], int(place < limit))


def asked_of(number: int, respond: Any = None, **fields: Any) -> tuple[Quiz, QuestionVersion]:
    """Return a quiz with one question that so many people were asked."""
    question = make_question(**fields)
    quiz = make_quiz(fixed=[question])
    answers_to(quiz, [version_of(question)], people(number, f"q{quiz.pk}"), respond or right_below(number // 2))
    return quiz, version_of(question)


# -- Counting ---------------------------------------------------------------------------------------------------------


def slowly(quiz: Quiz | None) -> dict[int, dict[tuple[int, tuple[str, ...]], int]]:
    """Count in plain Python what `answered` has the database count."""
    rows: dict[int, dict[int, Any]] = defaultdict(dict)
    done = Attempt.objects.filter(state__in=["passed", "failed"]).order_by("submitted_at", "pk")
    for attempt in done if quiz is None else done.filter(quiz=quiz):
        for answer in attempt.answers.all():
            rows[answer.version_id].setdefault(attempt.person_id, (attempt, answer))
    found = {}
    for version, by_person in rows.items():
        ranked = sorted(
            by_person.values(),
            key=lambda one: (Fraction(one[0].marks) / Fraction(one[0].marks_possible), one[0].pk.hex),
        )
        third = len(ranked) // 3
        counts: Counter[tuple[int, tuple[str, ...]]] = Counter()
        for place, (_, answer) in enumerate(ranked):
            which = 0 if place < third else 2 if place >= len(ranked) - third else 1
            counts[which, tuple(answer.response or ())] += 1
        found[version] = dict(counts)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_database_counts_as_one_would_by_hand(seed: int) -> None:
    rng = Random(seed)
    _, questions = make_bank(4)
    versions = [version_of(question) for question in questions]
    takers = people(17)

    def respond(place: int, version: QuestionVersion) -> tuple[list[str] | None, int]:
        key = rng.choice([*ids(version), None])
        return ([key] if key else None), int(key == ids(version)[0])

    quizzes = [make_quiz(fixed=questions), make_quiz(fixed=questions)]
    for go in range(4):
        some = [person for person in takers if rng.random() < 0.7]
        answers_to(
            rng.choice(quizzes), rng.sample(versions, 3), some, respond, at=NOW + timedelta(days=go),
            state=rng.choice([rules.PASSED, rules.FAILED]),
        )  # fmt: skip
    for quiz in (None, *quizzes):
        counted = answered(quiz=quiz.pk if quiz else None)
        got = {key: {(one.third, one.response): one.count for one in found.tallies} for key, found in counted.items()}
        assert got == slowly(quiz)


def test_a_person_counts_once_by_the_first_finished_attempt() -> None:
    quiz, version = asked_of(30, right_below(0))
    answers_to(
        quiz, [version], list(Person.objects.filter(email__startswith="q")), right_below(30), at=NOW + timedelta(1)
    )
    found, _ = analysis_of(versions_to_analyse().get(pk=version.pk))
    assert found.figures
    assert (found.people, found.figures.facility) == (30, 0)


@pytest.mark.parametrize("state", [rules.IN_PROGRESS, rules.AWAITING_MARKING, rules.ABANDONED])
def test_what_is_not_finished_is_not_counted(state: str) -> None:
    quiz, version = asked_of(30)
    answers_to(quiz, [version], people(5, "late"), right_below(5), state=state)
    assert analysed()[0].people == 30


def test_thirds_are_by_the_marks_of_the_whole_attempt() -> None:
    """Those who get the first question right get the other three wrong."""
    _, questions = make_bank(4)
    versions = [version_of(question) for question in questions]
    first = versions[0]

    def respond(place: int, version: QuestionVersion) -> tuple[list[str], int]:
        is_right = (place < 15) == (version == first)
        return [ids(version)[not is_right]], int(is_right)

    answers_to(make_quiz(fixed=questions), versions, people(30), respond)
    found = next(one for one in analysed() if one.version == first)
    assert found.figures
    assert found.figures.discrimination == -1
    assert "backwards" in {flag.reason for flag in found.flags}


def test_a_version_is_judged_by_its_own_key_and_a_later_one_by_itself() -> None:
    _, version = asked_of(30)
    Answer.objects.filter(version=version).update(marks=1)  # as a decision to give everybody the marks leaves it
    found, _ = analysis_of(versions_to_analyse().get(pk=version.pk))
    assert found.figures
    assert found.figures.facility == Fraction(1, 2)
    assert found.is_newest


def test_essays_are_told_by_the_marks_that_markers_gave() -> None:
    question = make_question_of(rules.ESSAY)
    version = version_of(question)
    answers_to(make_quiz(fixed=[question]), [version], people(30), lambda place, _: (["SECRET"], Decimal("0.5")))
    found, lines = analysis_of(versions_to_analyse().get(pk=version.pk))
    assert found.figures
    assert found.figures.facility == Fraction(1, 2)
    assert [line.label for line in lines if line.count.all] == ["Up to half of the marks"]


def test_the_list_makes_as_many_queries_for_a_thousand_answers_as_for_ten() -> None:
    counts = []
    for more in (1, 9, 90):
        question = make_question()
        answers_to(make_quiz(fixed=[question]), [version_of(question)], people(more, f"n{more}"), right_below(more))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            analysed()
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 4


# -- Time -------------------------------------------------------------------------------------------------------------


def test_the_time_of_an_answer_is_that_of_its_first_saving() -> None:
    attempt = begin(make_person())
    moments = iter([20, 50, 200])
    for row in attempt.answers.select_related("version"):
        at = NOW + timedelta(seconds=next(moments))
        save_answer(
            attempt=attempt, position=row.position, response=[row.option_order[0]], revision=0, by=attempt.person, at=at
        )
    save_answer(
        attempt=attempt, position=1, response=[attempt.answers.get(position=1).option_order[1]], revision=1,
        by=attempt.person, at=NOW + timedelta(seconds=900),
    )  # fmt: skip
    assert list(attempt.answers.values_list("seconds", flat=True)) == [20, 30, 150]


def test_a_long_time_away_is_not_time_taken() -> None:
    attempt = begin(make_person())
    answer_all(attempt, at=NOW + timedelta(hours=2))
    assert list(attempt.answers.values_list("seconds", flat=True)) == [None, 0, 0]


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_counted_and_shows_nothing_of_few(admin: Client) -> None:
    asked_of(30, right_below(0), code="ENOUGH")
    asked_of(29, right_below(0), code="TOO-FEW")
    shown = text_of(admin.get(LIST))
    assert "by the first finished attempt that asked it" in shown
    assert "2 questions, 1 answered by enough people, 1 worth a look" in shown
    assert "Too few people yet: 29 of 30." in shown
    assert shown.count("Nobody earned a mark") == 1


def test_nobody_is_named_on_any_page_or_in_any_file(admin: Client) -> None:
    _, version = asked_of(30)
    page = f"/admin/question-versions/{version.pk}/analysis/"
    for address in (LIST, page, f"{LIST}?format=csv", f"{page}?format=csv"):
        body = admin.get(address).content.decode()
        assert "FIRSTNAME" not in body
        assert "SURNAME" not in body
        assert "@example.org" not in body


def test_the_list_is_filtered_by_quiz_category_and_reason(admin: Client) -> None:
    quiz, version = asked_of(30, right_below(0), code="HARD")
    asked_of(30, right_below(20), code="GOOD", options=[("Yes", True), ("No", False)])
    category = version.question.category_id

    def listed(query: str) -> set[str]:
        body = text_of(admin.get(f"{LIST}?{query}"))
        return {code for code in ("HARD", "GOOD") if f"{code} Question" in body}

    assert listed("") == {"HARD", "GOOD"}
    assert listed(f"quiz={quiz.pk}") == {"HARD"}
    assert listed(f"category={category}") == {"HARD"}
    assert listed("look=any") == {"HARD"}
    assert listed("look=nobody") == {"HARD"}
    assert listed("look=everybody") == set()


@pytest.mark.parametrize(
    ("sort", "first"), [("facility", "HARD"), ("-facility", "GOOD"), ("question", "GOOD"), ("-question", "HARD"),
                        ("look", "HARD"), ("nonsense", "HARD")],
)  # fmt: skip
def test_the_list_is_sorted_as_asked(admin: Client, sort: str, first: str) -> None:
    asked_of(30, right_below(0), code="HARD")
    asked_of(30, right_below(20), code="GOOD", options=[("Yes", True), ("No", False)])
    body = text_of(admin.get(f"{LIST}?sort={sort}"))
    assert min(("HARD", "GOOD"), key=lambda code: body.index(f"{code} Question")) == first


def test_a_quiz_that_is_no_quiz_is_no_error(admin: Client) -> None:
    assert admin.get(f"{LIST}?quiz=x&category=99999&look=zzz&p=zzz").status_code == 200


def test_an_older_version_is_listed_when_asked_for(admin: Client) -> None:
    _, version = asked_of(30, code="OLD")
    QuestionVersion.objects.create(
        question=version.question, number=2, type=version.type, stem=version.stem, options=version.options
    )
    assert "OLD Question" not in text_of(admin.get(LIST))
    assert "version 1 (older)" in text_of(admin.get(f"{LIST}?older=on"))


def test_one_question_shows_how_each_option_was_chosen_and_leads_on(admin: Client) -> None:
    _, version = asked_of(30, right_below(10))
    response = admin.get(f"/admin/question-versions/{version.pk}/analysis/")
    shown = text_of(response)
    assert "Those who did worst" not in shown
    assert "The 10 who did best" in shown
    assert f"{version.options[0]['text']} (right) 10 33.3% 10 0" in shown
    assert f"/admin/question-versions/{version.pk}/regrade/" in response.content.decode()


def test_of_one_question_nothing_is_shown_below_thirty(admin: Client) -> None:
    _, version = asked_of(29)
    body = admin.get(f"/admin/question-versions/{version.pk}/analysis/").content.decode()
    assert "Too few people yet: 29 of 30." in body
    assert version.options[0]["text"] not in body
    assert admin.get(f"/admin/question-versions/{version.pk}/analysis/?format=csv").content.decode().count("\n") == 1


def test_every_type_has_a_page(admin: Client) -> None:
    questions = [make_question_of(kind) for kind in ROWS]
    versions = [version_of(question) for question in questions]

    def respond(place: int, version: QuestionVersion) -> tuple[list[str] | None, int]:
        if place % 5 == 0:
            return None, 0
        return rules.right_response(version.type, version.options) or ["words"], 1

    answers_to(make_quiz(fixed=questions), versions, people(40), respond)
    assert admin.get(LIST).status_code == 200
    for version in versions:
        shown = text_of(admin.get(f"/admin/question-versions/{version.pk}/analysis/"))
        assert "Marks earned 80%" in shown, version.type
        assert "Not answered 8 20%" in shown, version.type


@pytest.mark.indexed
def test_the_use_of_a_question_leads_to_how_it_was_answered(admin: Client) -> None:
    _, version = asked_of(1)
    body = admin.get(f"/admin/snippets/quizzes/question/edit/{version.question_id}/").content.decode()
    assert f"/admin/question-versions/{version.pk}/analysis/" in body
    assert f"/admin/question-versions/{version.pk}/regrade/" in body


def test_a_version_that_nobody_was_asked_has_no_page(admin: Client) -> None:
    version = version_of(make_question())
    assert admin.get(f"/admin/question-versions/{version.pk}/analysis/").status_code == 404


@pytest.mark.parametrize("address", [LIST, "/admin/question-versions/1/analysis/"])
def test_only_those_who_may_analyse_questions_see_how_they_are_answered(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(make_person())
    assert client.get(address).status_code in (302, 403, 404)
    assert "How" not in client.get(address, follow=True).content.decode().partition("<h1")[2][:200]


# -- Files ------------------------------------------------------------------------------------------------------------


def test_the_list_is_given_out_as_csv_and_xlsx_alike(admin: Client) -> None:
    asked_of(30, right_below(0), code="=HARD()")
    asked_of(3, code="FEW")
    text = admin.get(f"{LIST}?format=csv&sort=-question").content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    book = load_workbook(BytesIO(admin.get(f"{LIST}?format=xlsx&sort=-question").content))
    header, *cells = book.active.iter_rows(values_only=True)
    assert list(header) == list(rows[0])
    assert [[row[0], str(row[6]), row[-1]] for row in cells] == [
        [row["question"], row["people"], row["why"]] for row in rows
    ]
    assert [row[7] for row in cells] == [None, 0]
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert [(row["question"], row["people"], row["facility_percent"], row["why"][:6]) for row in rows] == [
        ("FEW", "3", "", "Too fe"), ("'=HARD()", "30", "0.0", "Those "),
    ]  # fmt: skip


def test_a_negative_figure_stays_a_number_in_both() -> None:
    assert harmless(-0.25) == "-0.25"
    assert harmless("-0.25") == "'-0.25"
    book = load_workbook(BytesIO(xlsx_response("x.xlsx", [("T", ["a"], [[-0.25], ["=1"]])]).content))
    assert [(row[0].value, row[0].data_type) for row in book.active.iter_rows(min_row=2)] == [
        (-0.25, "n"),
        ("'=1", "s"),
    ]
