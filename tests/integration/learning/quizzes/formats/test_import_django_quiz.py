"""A django-quiz-app site is brought over whole, once, and what can't be is said."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from core.models import AuditEntry, SiteImage
from learning.quizzes import rules
from learning.quizzes.actions import start_attempt
from learning.quizzes.models import Answer, Attempt, Category, Question, QuestionVersion, Quiz
from people.models import Person, StaffNumber
from tests import factories
from tests.integration.learning.quizzes.bank import NOW
from tests.integration.learning.quizzes.formats.old_site import answers, question, rows, sitting, write_dump

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
TABLES = (Category, Question, QuestionVersion, Quiz, Attempt, Answer, AuditEntry, SiteImage)


@pytest.fixture
def ann() -> Person:
    return factories.make_person(email="ann@example.org")


@pytest.fixture
def ben() -> Person:
    person = factories.make_person(email=None)
    StaffNumber.objects.create(person=person, agency=factories.make_agency(), number="B-22")
    return person


@pytest.fixture
def dump(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "ours"
    return write_dump(tmp_path)


def run(dump: Path, *more: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_django_quiz", dump, "--users", dump.parent / "users.csv", *more, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def brought(dump: Path, ann: Person, ben: Person) -> tuple[str, str]:
    return run(dump)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


FIGURES = """Categories: 3 taken, 0 there already, 0 not taken.
Questions: 6 taken, 0 there already, 0 not taken.
Quizzes: 5 taken, 0 there already, 0 not taken.
Sittings: 5 taken, 0 there already, 3 not taken.
Progress rows: 0 taken, 0 there already, 1 not taken.
"""


def test_everything_is_counted(brought: tuple[str, str]) -> None:
    assert brought[0].endswith(FIGURES)


def test_running_it_again_changes_nothing(brought: tuple[str, str], dump: Path) -> None:
    before = counts()
    out, _ = run(dump)
    assert counts() == before
    assert "Questions: 0 taken, 6 there already, 0 not taken." in out
    assert "Sittings: 0 taken, 5 there already, 3 not taken." in out


def test_a_dry_run_says_the_same_and_writes_nothing(dump: Path, ann: Person, ben: Person, settings: Any) -> None:
    before = counts()
    dry_out, dry_err = run(dump, "--dry-run")
    assert counts() == before
    assert list(Path(settings.MEDIA_ROOT).rglob("*.png")) == []
    out, err = run(dump)
    assert (dry_out, dry_err) == (out + "Nothing was written: this was a dry run.\n", err)


@pytest.mark.usefixtures("brought")
class TestTheBank:
    def test_categories_and_sub_categories(self) -> None:
        below = Category.objects.get(code="dq-s1")
        assert (below.title, below.parent and below.parent.title) == ("under-16s", "consent, sharing")
        assert Question.objects.get(code="DQ-1").category == below
        assert Question.objects.get(code="DQ-5").category.code == "dq"

    def test_a_multiple_choice_with_its_explanation(self) -> None:
        one = Question.objects.get(code="DQ-1")
        assert (one.type, one.live, one.stem) == (rules.SINGLE, True, "<p>Who can consent &amp; when?</p>")
        assert one.explanation == "<p>Because of 1.</p>"
        assert [(option.text, option.correct) for option in one.options.all()] == [
            ("A parent", True), ("Nobody", False), ("A neighbour", False),
        ]  # fmt: skip

    def test_true_or_false(self) -> None:
        one = Question.objects.get(code="DQ-3")
        assert [(option.text, option.correct) for option in one.options.all()] == [("True", False), ("False", True)]

    def test_an_essay(self) -> None:
        assert Question.objects.get(code="DQ-5").type == rules.ESSAY

    def test_several_right_answers_become_a_draft_for_the_team_to_decide(self, brought: tuple[str, str]) -> None:
        one = Question.objects.get(code="DQ-2")
        assert (one.type, one.live) == (rules.MULTIPLE, False)
        assert [option.text for option in one.options.all()] == ["Absence", "Bruises", "Rain"]
        assert "Question 2: Several answers are right, any one of which was enough." in brought[0]

    def test_a_figure_comes_over_and_waits_for_its_alternative_text(self, brought: tuple[str, str]) -> None:
        one = Question.objects.get(code="DQ-4")
        assert one.image
        assert not one.live
        assert "Question 4: It has a figure, and the dump says nothing of what it shows." in brought[0]

    def test_a_question_that_cannot_be_marked_is_a_draft(self, brought: tuple[str, str]) -> None:
        assert not Question.objects.get(code="DQ-6").live
        assert "Question 6: Mark exactly one option as right: none is marked." in brought[0]


@pytest.mark.usefixtures("brought")
class TestQuizzes:
    def asked(self, code: str) -> list[str]:
        return [row.question.code for row in Quiz.objects.get(code=code).fixed_questions.order_by("sort_order")]

    def test_the_terms_of_a_quiz(self) -> None:
        one = Quiz.objects.get(code="dq-1-consent-quiz")
        assert (one.live, one.pass_mark, one.feedback, one.shuffle_questions) == (True, 67, "end", False)
        assert (one.pass_text, one.fail_text) == ("<p>Well done.</p><p>Keep it up.</p>", "<p>Read on.</p>")
        assert (one.attempts_allowed, one.fixed_count, one.shuffle_options) == (None, None, True)
        assert self.asked(one.code) == ["DQ-5", "DQ-1", "DQ-3"]

    def test_a_random_subset_is_drawn_anew_for_each_attempt(self, ann: Person) -> None:
        one = Quiz.objects.get(code="dq-2-random-three")
        assert (one.fixed_count, one.attempts_allowed, one.feedback) == (2, 1, "each")
        attempt = start_attempt(quiz=one, person=ann, cycle=None, return_to="/", at=NOW)
        assert attempt.answers.count() == 2

    def test_a_subset_in_order_is_the_first_so_many(self) -> None:
        assert self.asked("dq-3-first-two") == ["DQ-5", "DQ-1"]

    def test_a_draft_stays_one_and_its_description_is_mentioned(self, brought: tuple[str, str]) -> None:
        assert not Quiz.objects.get(code="dq-4-not-ready").live
        assert "Quiz “Not ready”: Its description isn't taken" in brought[0]

    def test_a_quiz_that_asks_drafts_is_a_draft(self, brought: tuple[str, str]) -> None:
        assert not Quiz.objects.get(code="dq-5-with-drafts").live
        assert "because it asks questions that are drafts: DQ-2, DQ-4, DQ-6." in brought[0]


def attempt_of(pk: int) -> Attempt:
    return Attempt.objects.get(terms__imported__sitting=pk)


def said(pk: int) -> list[tuple[str, list[str] | None, int]]:
    """What was answered, in words, with its mark, by position."""
    found = []
    for answer in attempt_of(pk).answers.select_related("version").order_by("position"):
        words = {row["id"]: row["text"] for row in answer.version.options}
        response = answer.response and [words.get(one, one) for one in answer.response]
        found.append((answer.question.code, response, int(answer.marks or 0)))
    return found


@pytest.mark.usefixtures("brought")
class TestSittings:
    def test_a_sitting_is_an_attempt_with_what_was_asked_and_answered(self, ann: Person) -> None:
        one = attempt_of(1)
        assert (one.person, one.state, one.marks, one.marks_possible) == (ann, rules.PASSED, 3, 3)
        assert one.submitted_at
        assert one.submitted_at.isoformat() == "2019-03-01T10:12:30.250000+00:00"
        assert said(1) == [("DQ-1", ["A parent"], 1), ("DQ-3", ["False"], 1), ("DQ-5", ["I would listen."], 1)]

    def test_commas_doubled_or_at_the_end_and_a_missing_end_are_read(self) -> None:
        one = attempt_of(2)
        assert (one.state, one.marks, one.submitted_at) == (rules.FAILED, 1, one.started_at)
        assert said(2) == [("DQ-3", ["True"], 0), ("DQ-1", ["Nobody"], 0), ("DQ-5", ["Hm"], 1)]

    def test_what_was_told_as_passed_stays_passed(self, ben: Person, brought: tuple[str, str]) -> None:
        one = attempt_of(3)
        assert (one.person, one.state, one.marks) == (ben, rules.PASSED, 2)
        assert "Sitting 3: It was passed by rounding its percentage up." in brought[0]

    def test_any_of_several_right_answers_was_right(self) -> None:
        assert said(7)[0] == ("DQ-2", ["Bruises"], 1)
        version = attempt_of(7).answers.get(position=1).version
        assert (version.type, sum(row["correct"] for row in version.options)) == (rules.SINGLE, 2)

    def test_an_option_that_is_gone_and_a_score_that_disagrees_are_said(self, brought: tuple[str, str]) -> None:
        assert said(8) == [("DQ-1", None, 0), ("DQ-3", ["False"], 1)]
        assert attempt_of(8).marks == 2
        assert "Sitting 8: Nothing that can be shown was answered to: 1." in brought[0]
        assert "Sitting 8: Its score is 2, but 1 of 2 answers are noted as wrong. The score stands." in brought[0]

    def test_what_is_not_taken_is_named(self, brought: tuple[str, str]) -> None:
        assert "Sitting 4: It was never finished" in brought[0]
        assert "User 9: Nobody here is known to be this user, so 1 sitting not taken." in brought[1]
        assert "Sitting 6: It asked questions that aren't in the dump: 77." in brought[1]
        assert "User 3: gone@example.org names nobody here." in brought[1]

    def test_it_is_never_mistaken_for_a_live_one(self, ann: Person) -> None:
        one = attempt_of(1)
        assert one.terms["imported"] == {"from": "django-quiz-app", "sitting": 1, "quiz": 1}
        assert not Attempt.objects.filter(state=rules.IN_PROGRESS).exists()
        # Passing there takes no attempt away here: its cycle is its own.
        assert start_attempt(quiz=one.quiz, person=ann, cycle=None, return_to="/", at=NOW).state == rules.IN_PROGRESS

    def test_its_result_can_be_read(self, client: Client, ann: Person) -> None:
        client.force_login(ann)
        page = client.get(attempt_of(1).get_absolute_url())
        assert page.status_code == 200
        assert "A parent" in page.content.decode()
        assert "brought over from the system that was used before" in page.content.decode()

    def test_a_sitting_of_words_that_have_changed_there_since_is_not_taken(self, dump: Path) -> None:
        changed = [row for row in rows() if row["pk"] != 1 or "question" not in row["model"]]
        changed += question(1, "multichoice.mcquestion", "Other words?", [1], {"answer_order": "random"})
        changed += [*answers(1, ("A parent", True), ("B", False)), sitting(20, 1, "1,", {1: "10"}, "", 1)]
        write_dump(dump.parent, changed)
        _, err = run(dump)
        assert "Sitting 20: Questions it asked were refused, or have been changed here since: 1." in err
        assert Question.objects.get(code="DQ-1").stem == "<p>Who can consent &amp; when?</p>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("not json", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("{}", "no dump"),
        ("[1]", "no dump"),
        ('[{"model": "auth.user", "pk": 1, "fields": {}}]', "nothing of django-quiz-app"),
    ],
)
def test_what_is_no_dump_is_refused_in_words(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "dump.json").write_text(content)
    with pytest.raises(CommandError, match=said):
        call_command("import_django_quiz", tmp_path / "dump.json")


def test_rows_that_make_no_sense_are_named_and_nothing_breaks(tmp_path: Path) -> None:
    odd = [
        {"model": "quiz.quiz", "pk": 1, "fields": {"title": None, "pass_mark": 400, "max_questions": "x"}},
        {"model": "quiz.question", "pk": 1, "fields": {"content": "No type", "quiz": "x"}},
        {"model": "essay.essay_question", "pk": 2, "fields": {}},
        {"model": "quiz.sitting", "pk": 1, "fields": {"user_answers": "{oops", "question_order": None}},
        {"model": "quiz.sitting", "pk": 2, "fields": {"user_answers": "[]"}},
        {"model": "quiz.sitting", "pk": "x", "fields": {}},
        {"model": "quiz.sitting", "pk": 3, "fields": None},
    ]
    (tmp_path / "dump.json").write_text(json.dumps(odd))
    err = StringIO()
    call_command("import_django_quiz", tmp_path / "dump.json", stdout=StringIO(), stderr=err)
    assert [line.split(":")[0] for line in err.getvalue().splitlines()] == [
        "Question 1", "Question 2", "Sitting 1", "Sitting 2",
    ]  # fmt: skip
    assert connection.is_usable()
