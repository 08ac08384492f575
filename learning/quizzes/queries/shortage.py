"""Which quizzes have too few questions to be begun, now or once some are retired."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from learning.quizzes import rules
from learning.quizzes.models import Question, Quiz, QuizDraw, QuizQuestion
from learning.quizzes.queries.bank import subject_tree, within


@dataclass(frozen=True)
class Short:
    """A draw that can't be made: so many are `wanted` from a category and all below it, and so many are `there`."""

    category: str
    wanted: int
    there: int

    def __str__(self) -> str:
        return f"draws {self.wanted} from “{self.category}”, which has {self.there} ready"


@dataclass
class _Bank:
    """All published quizzes and what they may ask, from five queries, however many there are of either."""

    titles: dict[int, str] = field(default_factory=dict)
    draws: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    fixed: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    below: dict[int, set[int]] = field(default_factory=dict)
    placed: list[tuple[int, int]] = field(default_factory=list)

    def why(self, quiz: int, gone: Collection[int] = ()) -> str:
        """Return why nobody could begin a quiz without the questions in `gone`, or nothing."""
        if not self.draws[quiz]:
            ready = {pk for pk, _ in self.placed} - set(gone)
            return "" if self.fixed[quiz] & ready else "none of its questions is published and in use"
        return "; ".join(str(short) for short in self.shortages(quiz, gone))

    def shortages(self, quiz: int, gone: Collection[int]) -> list[Short]:
        """Return the draws of a quiz that can't be made without the questions in `gone`."""
        found = rules.short_of(self.draws[quiz], self.below, self.placed, self.fixed[quiz] | set(gone))
        return [Short(self.titles[category], wanted, there) for category, (wanted, there) in found.items()]


def _read() -> _Bank:
    bank = _Bank({key: title for key, (_, title) in subject_tree().items()})
    for quiz, category, count in QuizDraw.objects.filter(quiz__live=True).values_list("quiz", "category", "count"):
        bank.draws[quiz].append((category, count))
    for quiz, question in QuizQuestion.objects.filter(quiz__live=True).values_list("quiz", "question"):
        bank.fixed[quiz].add(question)
    bank.below = within({category for some in bank.draws.values() for category, _ in some})
    bank.placed = list(Question.objects.in_use().values_list("pk", "category"))
    return bank


def quizzes_short_without(questions: Collection[int]) -> list[Quiz]:
    """Return the published quizzes that can be begun now, and couldn't without these questions. Six queries."""
    bank = _read()
    return [quiz for quiz in Quiz.objects.filter(live=True) if bank.why(quiz.pk, questions) and not bank.why(quiz.pk)]


def quizzes_short() -> dict[Quiz, str]:
    """Return the published quizzes that nobody can begin now, each with why, by their titles. Six queries."""
    bank = _read()
    return {quiz: why for quiz in Quiz.objects.filter(live=True) if (why := bank.why(quiz.pk))}
