"""A dump of a small django-quiz-app 0.5.1 site, written by hand from that package's models, peculiarities and all."""

import json
from pathlib import Path
from typing import Any

from tests.unit.learning.quizzes.formats.made import PIXEL

ANN, BEN, LEFT_LONG_AGO = 1, 2, 9
CONSENT, PAIRED, SECRET, FIGURE, WRITTEN, ODD = 1, 2, 3, 4, 5, 6


def row(model: str, pk: int, **fields: Any) -> dict[str, Any]:
    return {"model": model, "pk": pk, "fields": fields}


def question(
    pk: int, kind: str, content: str, quizzes: list[int], own: Any = None, **fields: Any
) -> list[dict[str, Any]]:
    """Return the two rows of a question: what all share, and its own, which repeats the list of quizzes."""
    shared = {"quiz": quizzes, "category": 1, "sub_category": None, "figure": "", "content": content} | fields
    shared.setdefault("explanation", f"Because of {pk}.")
    return [row("quiz.question", pk, **shared), row(kind, pk, quiz=quizzes, **(own or {}))]


def answers(question: int, *rows: tuple[str, bool]) -> list[dict[str, Any]]:
    return [
        row("multichoice.answer", question * 10 + place, question=question, content=content, correct=correct)
        for place, (content, correct) in enumerate(rows)
    ]


def sitting(
    pk: int, user: int, order: str, said: dict[int, Any], incorrect: str, score: int, **fields: Any
) -> dict[str, Any]:
    fields = {
        "user": user, "quiz": 1, "question_order": order, "question_list": "", "incorrect_questions": incorrect,
        "current_score": score, "complete": True, "user_answers": json.dumps({str(k): v for k, v in said.items()}),
        "start": "2019-03-01T10:00:00Z", "end": "2019-03-01T10:12:30.250Z",
    } | fields  # fmt: skip
    return row("quiz.sitting", pk, **fields)


def quiz(pk: int, title: str, **fields: Any) -> dict[str, Any]:
    fields = {
        "title": title, "description": "", "url": title.lower().replace(" ", "-"), "category": 1, "random_order": False,
        "max_questions": None, "answers_at_end": True, "exam_paper": True, "single_attempt": False, "pass_mark": 67,
        "success_text": "Well done.\nKeep it up.", "fail_text": "Read on.", "draft": False,
    } | fields  # fmt: skip
    return row("quiz.quiz", pk, **fields)


def rows() -> list[dict[str, Any]]:
    choice = {"answer_order": "random"}
    return [
        row("auth.user", ANN, username="ann", email="not-used@example.org"),
        row("quiz.category", 1, category="consent, sharing"),
        row("quiz.subcategory", 1, sub_category="under-16s", category=1),
        quiz(1, "Consent quiz"),
        quiz(2, "Random three", random_order=True, max_questions=2, answers_at_end=False, single_attempt=True),
        quiz(3, "First two", max_questions=2),
        quiz(4, "Not ready", draft=True, description="About it."),
        quiz(5, "With drafts"),
        *question(CONSENT, "multichoice.mcquestion", "Who can consent & when?", [1, 2, 3], choice, sub_category=1),
        *answers(CONSENT, ("A parent", True), ("Nobody", False), ("A neighbour", False)),
        *question(PAIRED, "multichoice.mcquestion", "Which is a sign?", [5], {"answer_order": "content"}),
        *answers(PAIRED, ("Bruises", True), ("Absence", True), ("Rain", False)),
        *question(SECRET, "true_false.tf_question", "Keep secrets?", [1, 2, 3, 4], {"correct": False}),
        *question(
            FIGURE,
            "true_false.tf_question",
            "Is this plan right?",
            [5],
            {"correct": True},
            figure="uploads/2015/plan.png",
        ),
        *question(WRITTEN, "essay.essay_question", "What would you do?", [1, 2, 3], category=None),
        *question(ODD, "multichoice.mcquestion", "Nothing is right here", [5], choice),
        *answers(ODD, ("A", False), ("B", False)),
        sitting(1, ANN, "1,3,5,", {1: "10", 3: "False", 5: "I would listen."}, "", 3),
        sitting(2, ANN, "3,1,5,", {1: "11", 3: "True", 5: "Hm"}, "1,,3,", 1, end=None),
        sitting(3, BEN, "1,3,5,", {1: 10, 3: "False", 5: "…"}, "5,", 2),  # 66.7 was shown as 67
        sitting(4, BEN, "1,3,5,", {1: "10"}, "", 1, complete=False, question_list="3,5,", end=None),
        sitting(5, LEFT_LONG_AGO, "1,", {1: "10"}, "", 1),
        sitting(6, ANN, "1,77,", {1: "10", 77: "x"}, "77,", 1),
        sitting(7, ANN, "2,4,6,", {2: "20", 4: "True", 6: "61"}, "6,", 2, quiz=5),
        sitting(8, BEN, "1,3,", {1: "999", 3: "False"}, "1,", 2),
        row("quiz.progress", 1, user=ANN, score="consent, sharing,3,6,consent,0,0,"),
    ]


def write_dump(folder: Path, content: list[dict[str, Any]] | None = None) -> Path:
    """Write the dump, its figure where the old media folder had it, and who is who. Return the dump's path."""
    figure = folder / "media" / "uploads" / "2015" / "plan.png"
    figure.parent.mkdir(parents=True, exist_ok=True)
    figure.write_bytes(PIXEL)
    (folder / "users.csv").write_text("pk,email,staff_number\n1,Ann@Example.org,\n2,,B-22\n3,gone@example.org,\n")
    path = folder / "dump.json"
    path.write_text(json.dumps(rows() if content is None else content, indent=1))
    return path
