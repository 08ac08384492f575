"""A `dumpdata` file of django-quiz-app 0.5.1, read for what it is. Written to that package's models.

Its peculiarities: a question is several rows that share a key, one of quiz.question and one of its type, and dumps of
the latter may repeat the list of quizzes; several answers of a multiple choice may be marked correct though its
screen took one; a sitting's `user_answers` is JSON within a text, from question to the key of an answer, "True" or
"False", or the text of an essay; `question_order` ends in a comma and `incorrect_questions` may read "2,,3,";
`progress` is a text parted by commas that category names may hold, so it isn't read: progress follows from sittings.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from learning.quizzes.formats.decoding import text_of, usable
from learning.quizzes.formats.drafts import Problem, UnreadableFile

CHOICE, TRUE_FALSE, ESSAY = "multichoice.mcquestion", "true_false.tf_question", "essay.essay_question"
KINDS = (CHOICE, TRUE_FALSE, ESSAY)
OWN = re.compile(r"(?:quiz|multichoice|true_false|essay)\.")


@dataclass(frozen=True)
class OldAnswer:
    pk: int
    content: str
    correct: bool


@dataclass(frozen=True)
class OldQuestion:
    """`kind` is one of KINDS; `correct` says whether true is right; `figure` is a path below the old media folder."""

    pk: int
    kind: str
    content: str
    explanation: str = ""
    figure: str = ""
    category: int | None = None
    sub_category: int | None = None
    quizzes: frozenset[int] = frozenset()
    answers: tuple[OldAnswer, ...] = ()
    correct: bool = False
    answer_order: str = ""


@dataclass(frozen=True)
class OldQuiz:
    pk: int
    title: str
    url: str = ""
    description: str = ""
    random_order: bool = False
    max_questions: int | None = None
    answers_at_end: bool = False
    exam_paper: bool = False
    single_attempt: bool = False
    pass_mark: int = 0
    success_text: str = ""
    fail_text: str = ""
    draft: bool = False


@dataclass(frozen=True)
class OldSitting:
    """One go. `user` is the key that the dump has for a person; `answers` hold what was sent, as text, by question."""

    pk: int
    user: str
    quiz: int
    order: tuple[int, ...]
    incorrect: frozenset[int]
    answers: Mapping[int, str]
    score: int
    complete: bool
    start: datetime | None
    end: datetime | None


@dataclass
class Dump:
    """What a dump has that this project takes. `progress` counts the rows that are worked out anew instead."""

    categories: dict[int, str] = field(default_factory=dict)
    sub_categories: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    quizzes: dict[int, OldQuiz] = field(default_factory=dict)
    questions: dict[int, OldQuestion] = field(default_factory=dict)
    sittings: list[OldSitting] = field(default_factory=list)
    progress: int = 0
    problems: list[Problem] = field(default_factory=list)


def read(content: bytes) -> Dump:
    """Return what a dump has. Raises UnreadableFile if it is no dump of that package."""
    try:
        rows = json.loads(text_of(content))
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"The file is no JSON ({error}). Make it by manage.py dumpdata.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableFile("The file is JSON but no dump: it should be a list of rows, as manage.py dumpdata makes.")
    by_model: dict[str, dict[int, dict[str, Any]]] = {}
    for row in rows:
        pk, fields = row.get("pk"), row.get("fields")
        if OWN.match(str(row.get("model", ""))) and isinstance(pk, int) and isinstance(fields, dict):
            by_model.setdefault(str(row["model"]).lower(), {})[pk] = fields
    if not by_model:
        raise UnreadableFile("The dump has nothing of django-quiz-app: dump quiz, multichoice, true_false and essay.")
    dump = Dump(progress=len(by_model.get("quiz.progress", {})))
    for pk, fields in by_model.get("quiz.category", {}).items():
        dump.categories[pk] = _line(fields, "category") or f"Category {pk}"
    for pk, fields in by_model.get("quiz.subcategory", {}).items():
        dump.sub_categories[pk] = (_line(fields, "sub_category") or f"Sub-category {pk}", _key(fields, "category"))
    for pk, fields in by_model.get("quiz.quiz", {}).items():
        dump.quizzes[pk] = _quiz(pk, fields)
    _questions(dump, by_model)
    _sittings(dump, by_model.get("quiz.sitting", {}))
    return dump


def _quiz(pk: int, fields: dict[str, Any]) -> OldQuiz:
    return OldQuiz(
        pk=pk, title=_line(fields, "title") or f"Quiz {pk}", url=_line(fields, "url"),
        description=_text(fields, "description"), random_order=_flag(fields, "random_order"),
        max_questions=_key(fields, "max_questions"), answers_at_end=_flag(fields, "answers_at_end"),
        exam_paper=_flag(fields, "exam_paper"), single_attempt=_flag(fields, "single_attempt"),
        pass_mark=min(max(_key(fields, "pass_mark") or 0, 0), 100), success_text=_text(fields, "success_text"),
        fail_text=_text(fields, "fail_text"), draft=_flag(fields, "draft"),
    )  # fmt: skip


def _questions(dump: Dump, by_model: dict[str, dict[int, dict[str, Any]]]) -> None:
    answers: dict[int, list[OldAnswer]] = {}
    for pk, fields in sorted(by_model.get("multichoice.answer", {}).items()):
        answer = OldAnswer(pk, _line(fields, "content"), _flag(fields, "correct"))
        answers.setdefault(_key(fields, "question") or 0, []).append(answer)
    kinds = {pk: kind for kind in KINDS for pk in by_model.get(kind, {})}
    shared = by_model.get("quiz.question", {})
    for pk in sorted({*shared, *kinds}):
        place = f"Question {pk}"
        if pk not in kinds:
            dump.problems.append(
                Problem(place, "The dump doesn't say its type. Dump multichoice, true_false and essay.")
            )
            continue
        own = by_model[kinds[pk]][pk]
        fields = own | shared.get(pk, {})
        if not _text(fields, "content").strip():
            dump.problems.append(Problem(place, "It has no text, or the dump lacks its row of quiz.question."))
            continue
        dump.questions[pk] = OldQuestion(
            pk=pk, kind=kinds[pk], content=_text(fields, "content"), explanation=_text(fields, "explanation"),
            figure=_line(fields, "figure"), category=_key(fields, "category"),
            sub_category=_key(fields, "sub_category"), quizzes=_keys(own) | _keys(shared.get(pk, {})),
            answers=tuple(answers.get(pk, [])), correct=_flag(own, "correct"), answer_order=_line(own, "answer_order"),
        )  # fmt: skip


def _sittings(dump: Dump, rows: dict[int, dict[str, Any]]) -> None:
    for pk, fields in sorted(rows.items()):
        try:
            answers = json.loads(_text(fields, "user_answers") or "{}")
            answers = {int(question): usable(str(answer)) for question, answer in answers.items()}
        except (ValueError, AttributeError, TypeError, RecursionError):
            dump.problems.append(
                Problem(f"Sitting {pk}", "Its answers can't be read: they are no JSON from question to answer.")
            )
            continue
        user = fields.get("user")
        dump.sittings.append(
            OldSitting(
                pk=pk, user=str(user[0] if isinstance(user, list) and user else user), quiz=_key(fields, "quiz") or 0,
                order=keys_in(_text(fields, "question_order")), score=_key(fields, "current_score") or 0,
                incorrect=frozenset(keys_in(_text(fields, "incorrect_questions"))), answers=answers,
                complete=_flag(fields, "complete"), start=_moment(fields, "start"), end=_moment(fields, "end"),
            )
        )  # fmt: skip


def keys_in(text: str) -> tuple[int, ...]:
    """Return the keys in a text parted by commas, whatever stands doubled or empty in it: "2,,3," is (2, 3)."""
    return tuple(dict.fromkeys(int(part) for part in text.split(",") if part.strip().isdecimal()))


def read_users(content: bytes) -> dict[str, tuple[str, str]]:
    """Return who is who: the dump's key of a user to (email, staff number), either of which may be empty.

    From CSV with the columns pk, email and staff_number, one of the latter two at least. Raises UnreadableFile.
    """
    rows = list(csv.DictReader(StringIO(text_of(content))))
    names = {name.strip().lower() for name in (rows[0] if rows else {}) if name}
    if "pk" not in names or not names & {"email", "staff_number"}:
        raise UnreadableFile("The file of users needs the columns pk, and email or staff_number.")
    users = {}
    for row in rows:
        said = {(name or "").strip().lower(): str(value or "").strip() for name, value in row.items()}
        if said["pk"]:
            users[said["pk"]] = (said.get("email", "").lower(), said.get("staff_number", ""))
    return users


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return usable(value) if isinstance(value, str) else ""


def _line(fields: dict[str, Any], name: str) -> str:
    return " ".join(_text(fields, name).split())


def _flag(fields: dict[str, Any], name: str) -> bool:
    return fields.get(name) in (True, 1, "True", "true", "1")


def _key(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _keys(fields: dict[str, Any]) -> frozenset[int]:
    found = fields.get("quiz")
    return frozenset(key for key in found if isinstance(key, int)) if isinstance(found, list) else frozenset()


def _moment(fields: dict[str, Any], name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(fields, name))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
