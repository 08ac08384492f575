"""What of a file of questions can be taken into the bank as it stands, and what can't and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from learning.quizzes import rules
from learning.quizzes.formats.drafts import DraftQuestion, Problem, Reading, join_category
from learning.quizzes.models import Category, Question
from learning.quizzes.queries.exporting import category_paths, drafts_of

LONGEST_CODE = 40
LONGEST_OPTION = 500
NO_CATEGORY = "The file names no category for it. Choose the category to put such questions in."


@dataclass
class Weighed:
    """A file against the bank: questions to make, questions that are there already, and what can't be taken."""

    new: list[DraftQuestion] = field(default_factory=list)
    there: list[DraftQuestion] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def unfiled(self) -> list[Problem]:
        """The problems that are only that a question has no category."""
        return [problem for problem in self.problems if problem.words == NO_CATEGORY]

    @property
    def faults(self) -> list[Problem]:
        """The other problems, as they stand in the file."""
        return sorted(
            (problem for problem in self.problems if problem.words != NO_CATEGORY),
            key=lambda problem: [int(number) for number in re.findall(r"\d+", problem.place)],
        )


def weigh(reading: Reading, *, default: Category | None) -> Weighed:
    """Return what of a file can be taken. `default` is where questions go for which the file names no category.

    A question is there already if the bank has its code, or, for one without a code, its words (or the file has them
    before it), and it asks and marks the same. Three queries, however many questions.
    """
    weighed = Weighed(problems=list(reading.problems))
    by_code, by_stem = _in_the_bank(reading)
    seen = Counter(draft.code for draft in reading.questions if is_code(draft.code))
    for draft in reading.questions:
        coded = is_code(draft.code)
        alike = by_code.get(draft.code) if coded else _same(by_stem.get(draft.stem, []), draft)
        if coded and seen[draft.code] > 1:
            words = f"Its code {draft.code} stands {seen[draft.code]} times in the file. Give each its own."
            weighed.problems.append(Problem(draft.place, words))
        elif alike and asks_the_same(alike, draft):
            weighed.there.append(draft)
        elif alike:
            words = f"The bank has another question with the code {draft.code}. Give this one a code of its own."
            weighed.problems.append(Problem(draft.place, words))
        elif problems := draft_problems(draft, default):
            weighed.problems += [Problem(draft.place, words) for words in problems]
        else:
            weighed.new.append(draft)
            if not coded:
                by_stem[draft.stem].append(draft)
    return weighed


def categories_made(drafts: Sequence[DraftQuestion]) -> list[str]:
    """Return the paths of the categories that taking `drafts` makes, because the bank has none of that title there."""
    there = {_folded(path) for path in category_paths().values()}
    needed = {draft.category[: depth + 1] for draft in drafts for depth in range(len(draft.category))}
    made: dict[tuple[str, ...], str] = {}
    for path in sorted(needed):
        if _folded(path) not in there:
            made.setdefault(_folded(path), join_category(path))
    return list(made.values())


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(title.casefold() for title in path)


def _same(others: list[DraftQuestion], draft: DraftQuestion) -> DraftQuestion | None:
    return next((other for other in others if asks_the_same(other, draft)), None)


def is_code(name: str) -> bool:
    """Return whether a question's name in a file can be its code here. Longer names are titles."""
    return 0 < len(name) <= LONGEST_CODE


def asks_the_same(one: DraftQuestion, other: DraftQuestion) -> bool:
    """Return whether two questions ask the same and take the same for right."""
    return (one.type, one.stem, one.explanation, one.options, one.must_pass, one.credit, one.marks) == (
        other.type, other.stem, other.explanation, other.options, other.must_pass, other.credit, other.marks,
    )  # fmt: skip


def draft_problems(draft: DraftQuestion, default: Category | None) -> list[str]:
    """Return why a question can't be put into the bank, in sentences with what to do."""
    rows = [
        {"text": option.text, "match": option.match, "correct": option.correct, "feedback": option.feedback}
        for option in draft.options
    ]
    problems = rules.option_problems(draft.type, rows)
    if any(len(text) > LONGEST_OPTION for row in rows for text in row.values() if isinstance(text, str)):
        problems.append(f"An option or its feedback is longer than {LONGEST_OPTION} characters. Shorten it.")
    if draft.must_pass and draft.type == rules.ESSAY:
        problems.append("An essay is judged by its marker: it can't be must-pass.")
    if len(draft.source) > 200:
        problems.append("Its source is longer than 200 characters. Shorten it.")
    if any(len(title) > 120 for title in draft.category):
        problems.append("The title of its category is longer than 120 characters. Shorten it.")
    if not draft.category and default is None:
        problems.append(NO_CATEGORY)
    return problems


def _in_the_bank(reading: Reading) -> tuple[dict[str, DraftQuestion], dict[str, list[DraftQuestion]]]:
    """Return the bank's questions that the file may mean, by code and by stem."""
    codes = [draft.code for draft in reading.questions if is_code(draft.code)]
    stems = [draft.stem for draft in reading.questions if not is_code(draft.code)]
    meant = Question.objects.filter(Q(code__in=codes) | Q(stem__in=stems))
    drafts = drafts_of(meant.select_related("scenario", "guidance").prefetch_related("options"), pictures=False)
    by_stem: dict[str, list[DraftQuestion]] = defaultdict(list)
    for draft in drafts:
        by_stem[draft.stem].append(draft)
    return {draft.code: draft for draft in drafts}, by_stem
