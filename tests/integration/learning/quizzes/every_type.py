"""One published question of each type, for tests that hold for all of them. Words in capitals are canaries."""

from typing import Any

from learning.quizzes import rules
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Option, Question
from tests.integration.learning.quizzes.bank import make_category

# type: rows of (text, goes with, right)
ROWS: dict[str, list[tuple[str, str, bool]]] = {
    rules.SINGLE: [("Tell the lead", "", True), ("Wait", "", False)],
    rules.TRUE_FALSE: [("True", "", True), ("False", "", False)],
    rules.MULTIPLE: [("Listen", "", True), ("Write it down", "", True), ("Promise secrecy", "", False)],
    rules.ORDERING: [("Listen", "", False), ("Write it down", "", False), ("Tell the lead", "", False)],
    rules.MATCHING: [("Lead", "Advises", False), ("Trainer", "Teaches", False), ("", "Judges", False)],
    rules.SHORT_TEXT: [("ACCEPTED-ANSWER", "", True), ("KNOWN-MISTAKE", "", False)],
    rules.ESSAY: [],
}


def make_question_of(kind: str, **fields: Any) -> Question:
    """Return a published question of a type, with feedback, an explanation, guidance for markers and a source."""
    question = Question(
        category=fields.pop("category", None) or make_category(), type=kind, live=False,
        **{
            "code": f"T-{kind}", "stem": "<p>Before it.</p><p>What then?</p>", "explanation": "<p>EXPLANATION</p>",
            "marking_guidance": "<p>GUIDANCE</p>", "source": "SOURCE", "marks": 2,
        } | fields,
    )  # fmt: skip
    question.options = [
        Option(text=text, match=match, correct=right, feedback=f"FEEDBACK-{place}", sort_order=place)
        for place, (text, match, right) in enumerate(ROWS[kind])
    ]
    publish_question(question=question, by=None)
    return question
