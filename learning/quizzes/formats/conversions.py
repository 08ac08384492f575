"""What formats that share ideas share: how weighted answers become right ones, and what is said about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from learning.quizzes import rules
from learning.quizzes.formats.drafts import CantTake, DraftOption, DraftQuestion


@dataclass(frozen=True)
class Weighted:
    """An answer as Moodle weighs it: `share` is the part of the question's mark that choosing it earns, or loses."""

    text: str
    share: Fraction
    feedback: str = ""


@dataclass(frozen=True)
class Converted:
    type: str
    options: tuple[DraftOption, ...] = ()
    notes: tuple[str, ...] = ()
    credit: str = rules.ALL_OR_NOTHING


# What other formats have no word for is said in tags.
MUST_PASS, ALL_OR_NOTHING, MARKS = "must-pass", "all-or-nothing", "marks:"

NOT_TAKEN = {
    "numerical": "It is a numerical question, which isn't taken. Write it as short text with the accepted answers, or "
    "as a single choice.",
    "calculated": "It is a calculated question, which isn't taken. Write it with fixed figures as a single choice.",
    "cloze": "It has gaps within its text (Cloze), which isn't taken. Write a question for each gap.",
    "gapselect": "It has words to choose within its text, which isn't taken. Write a single choice for each gap.",
    "ddwtos": "It is answered by dragging words, which isn't taken. Write it as matching.",
    "ddimageortext": "It is answered by dragging on a picture, which isn't taken. Write it as matching.",
    "ddmarker": "It is answered by dragging on a picture, which isn't taken. Write it as a single choice.",
    "random": "It stands for a random question, which isn't taken. Draw from a category in the quiz instead.",
    "randomsamatch": "It is made of random short answers, which isn't taken. Write it as matching.",
}
NOT_TAKEN |= dict.fromkeys(["calculatedsimple", "calculatedmulti"], NOT_TAKEN["calculated"])


def tags_of(draft: DraftQuestion, *, marks: bool = False) -> list[str]:
    """Return the tags that say what a format has no word for: with `marks`, the marks too where they aren't one."""
    tags = [MUST_PASS] if draft.must_pass else []
    if draft.credit == rules.ALL_OR_NOTHING and draft.type in rules.CAN_BE_PARTLY_RIGHT:
        tags.append(ALL_OR_NOTHING)
    return tags + ([f"{MARKS}{draft.marks}"] if marks and draft.marks != 1 else [])


def from_tags(tags: Sequence[str], credit: str) -> dict[str, Any]:
    """Return the fields of a draft that its tags say, where `credit` is what it has unless a tag says otherwise."""
    marks = [tag.removeprefix(MARKS) for tag in tags if tag.startswith(MARKS)]
    return {
        "must_pass": MUST_PASS in tags,
        "credit": rules.ALL_OR_NOTHING if ALL_OR_NOTHING in tags else credit,
        "marks": int(marks[0]) if marks and marks[0].isascii() and marks[0].isdigit() and len(marks[0]) < 4 else 1,
    }


def choice(answers: Sequence[Weighted], *, several: bool) -> Converted:
    """Return weighted answers as a single or a multiple choice: what earns the mark, or part of it, is right.

    In a single choice only the full mark is right. Notes say where a weight meant more than right or wrong.
    """
    if several:
        right = [answer.share > 0 for answer in answers]
        earned = {answer.share for answer in answers if answer.share > 0}
        uneven = len(earned) > 1
    else:
        right = [answer.share >= 1 for answer in answers]
        uneven = any(0 < answer.share < 1 for answer in answers)
    notes = []
    if uneven and several:
        notes.append("Its right answers were weighed differently. Each is now simply right.")
    elif uneven:
        notes.append("Answers that earned part of the mark now earn none.")
    if several and any(answer.share == 0 for answer in answers) and any(answer.share > 0 for answer in answers):
        notes.append("A wrong answer cost nothing. Now it costs as much as a right one earns.")
    options = tuple(
        DraftOption(text=answer.text, correct=fine, feedback=answer.feedback)
        for answer, fine in zip(answers, right, strict=True)
    )
    if several:
        return Converted(rules.MULTIPLE, options, tuple(notes), rules.PARTIAL)
    return Converted(rules.SINGLE, options, tuple(notes))


def shares(options: Sequence[DraftOption]) -> list[Fraction]:
    """Return the share of the mark that each option of a multiple choice earns: the right ones equally, in all 1.

    A wrong one costs as much as a right one earns, as it does here.
    """
    right = sum(1 for option in options if option.correct) or 1
    return [Fraction(1 if option.correct else -1, right) for option in options]


def true_or_false(*, right: bool, if_true: str = "", if_false: str = "") -> Converted:
    """Return the two options of a true-or-false question, with the feedback to each."""
    return Converted(
        rules.TRUE_FALSE,
        (
            DraftOption("True", correct=right, feedback=if_true),
            DraftOption("False", correct=not right, feedback=if_false),
        ),
    )


NOT_TRUE_OR_FALSE = (
    "It goes out as a single choice: in Moodle, true or false has the options “True” and “False”, one of them right."
)


def with_plain_truth(draft: DraftQuestion) -> DraftQuestion:
    """Return a draft as Moodle can hold it: what isn't plainly true or false, such as yes or no, as a single choice."""
    words = sorted(option.text.strip().casefold() for option in draft.options)
    is_plain = words == ["false", "true"] and sum(option.correct for option in draft.options) == 1
    if draft.type != rules.TRUE_FALSE or is_plain:
        return draft
    return replace(draft, type=rules.SINGLE)


def short_text(answers: Sequence[Weighted], *, case_counts: bool = False) -> Converted:
    """Return the accepted answers of a short text question, those that earn the full mark, and known mistakes.

    Raises CantTake if none does, or if an accepted one has a wildcard, which stands for answers nobody can list.
    """
    accepted = [answer for answer in answers if answer.share >= 1]
    mistakes = [answer for answer in answers if answer.share < 1 and answer.feedback and "*" not in answer.text]
    if any("*" in answer.text.replace("\\*", "") for answer in accepted):
        raise CantTake("An accepted answer has a wildcard (*), which isn't taken. List the answers that are accepted.")
    if not accepted:
        raise CantTake("No answer earns the full mark. Mark at least one as right.")
    notes = []
    if any(0 < answer.share < 1 for answer in answers):
        notes.append("Answers that earned part of the mark now earn none.")
    if case_counts:
        notes.append("Capital letters no longer count: answers are compared without them.")
    options = tuple(
        DraftOption(text=answer.text.replace("\\*", "*"), correct=answer.share >= 1, feedback=answer.feedback)
        for answer in [*accepted, *mistakes]
    )
    return Converted(rules.SHORT_TEXT, options, tuple(notes))
