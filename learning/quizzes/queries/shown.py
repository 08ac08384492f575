"""What a page shows of a question.

What is shown while it is being answered (`Asked`) holds neither which options are right nor what is said about them,
so that no template can let it out. Those come by `Explained`, and only when they may be shown.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from learning.quizzes import rules
from learning.quizzes.models import Question, QuestionVersion


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    chosen: bool
    control: str  # the id of its input in the page


@dataclass(frozen=True)
class Asked:
    """A question to answer. `name` is that of its inputs; `question` may be empty, when all of it is scenario."""

    name: str
    kind: str
    scenario: str
    question: str
    hint: str
    choices: list[Choice]
    image: Any
    image_alt: str

    @property
    def several(self) -> bool:
        return self.kind == rules.MULTIPLE


@dataclass(frozen=True)
class Remark:
    """An option with the truth about it."""

    text: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True)
class Explained:
    """A question with its answer: `right` is whether the response earned all its marks."""

    answered: bool
    right: bool
    remarks: list[Remark]
    explanation: str

    @property
    def chosen(self) -> list[str]:
        return [remark.text for remark in self.remarks if remark.chosen]

    @property
    def right_ones(self) -> list[str]:
        return [remark.text for remark in self.remarks if remark.right]


def _ordered(version: QuestionVersion, order: Sequence[str]) -> list[dict[str, Any]]:
    by_id = {option["id"]: option for option in version.options}
    return [by_id[identity] for identity in order or by_id]


def asked(
    version: QuestionVersion, *, order: Sequence[str] = (), response: Collection[str] | None = None, name: str = ""
) -> Asked:
    """Return a question as `quizzes/question_fieldset.html` shows it, with `response` chosen.

    `order` is that of the option ids (the author's, if empty); `name` that of the inputs, different for each
    question on a page: "answer-" and the question's key, unless told.
    """
    name = name or f"answer-{version.question_id}"
    scenario, question = rules.split_stem(version.stem)
    chosen = set(response or ())
    choices = [
        Choice(option["id"], option["text"], option["id"] in chosen, f"id_{name}_{place}")
        for place, option in enumerate(_ordered(version, order))
    ]
    hint = "Choose all that apply." if version.type == rules.MULTIPLE else ""
    return Asked(name, version.type, scenario, question, hint, choices, version.image, version.image_alt)


def explained(version: QuestionVersion, response: Collection[str] | None, *, order: Sequence[str] = ()) -> Explained:
    """Return the answer to a question, for `quizzes/question_feedback.html`. Only where it may be shown."""
    chosen = set(response or ())
    remarks = [
        Remark(option["text"], option["id"] in chosen, option["correct"], option["feedback"])
        for option in _ordered(version, order)
    ]
    right = rules.marks_for(version.options, response, Fraction(1)) == 1
    return Explained(response is not None, right, remarks, version.explanation)


def previewed(question: Question) -> tuple[Asked, Explained]:
    """Return a question as it would be asked and explained if it were published now, for its author to see."""
    options = rules.with_ids(
        [
            {"text": option.text, "correct": option.correct, "feedback": option.feedback}
            for option in question.options.all()
        ]
    )
    version = QuestionVersion(
        question=question, type=question.type, stem=question.stem, explanation=question.explanation,
        image=question.image, image_alt=question.image_alt, options=options,
    )  # fmt: skip
    right = [option["id"] for option in options if option["correct"]]
    return asked(version, name="answer"), explained(version, right)


def mark_practice(version: QuestionVersion, response: Iterable[str]) -> Explained:
    """Return how a knowledge check went: nothing is stored.

    Raises rules.UnusableResponse, in words for the reader, if nothing or something impossible was chosen.
    """
    ids = [option["id"] for option in version.options]
    return explained(version, rules.clean_response(version.type, ids, response))
