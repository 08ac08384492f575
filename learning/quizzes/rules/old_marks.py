"""How django-quiz-app 0.5.1 decided a sitting, so that a result that was told isn't told differently."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class OldOutcome:
    """A sitting as its own system decided it. `notes` say where its marks and its score didn't agree, or it rounded."""

    marks: int
    possible: int
    passed: bool
    notes: tuple[str, ...] = ()


def old_outcome(*, questions: int, wrong: int, score: int, pass_mark: int | Decimal) -> OldOutcome:
    """Return what a sitting came to: its score, of a mark a question, as a percentage rounded half up.

    `wrong` counts the questions noted as wrong; where it and the score disagree the score decides, as it did there.
    Raises ValueError if there are no questions.
    """
    if questions < 1:
        raise ValueError("a sitting without questions came to nothing")
    marks = min(max(score, 0), questions)
    notes = []
    if marks != questions - wrong:
        notes.append(f"Its score is {score}, but {wrong} of {questions} answers are noted as wrong. The score stands.")
    share = Fraction(100 * marks, questions)
    passed = int(share + Fraction(1, 2)) >= pass_mark
    if passed and share < Fraction(pass_mark):
        notes.append("It was passed by rounding its percentage up. It stays passed.")
    return OldOutcome(marks, questions, passed, tuple(notes))
