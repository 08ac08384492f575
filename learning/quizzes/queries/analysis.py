"""How well the questions that were asked do their work. Nobody is named, and too few answers are not judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from wagtail.rich_text import get_text_for_indexing

from learning.quizzes import rules
from learning.quizzes.models import Answer, Category, QuestionVersion, Quiz, Regrade, RegradeChoice
from learning.quizzes.queries.bank import within
from learning.quizzes.queries.tallies import Answered, answered
from learning.quizzes.rules.analysis import Asked, Figures, figures, is_enough, people_in
from learning.quizzes.rules.flagging import Flag, flags
from learning.quizzes.rules.picturing import Line, picture


@dataclass(frozen=True)
class Analysed:
    """A version that was asked. `figures` is None, and nothing else is said, where too few people answered it.

    `version` has besides its own fields `code`, `category` (a title), `retired`, `newest` (the number of its
    question's newest version) and `put_right` (whether its marks were put right since).
    """

    version: QuestionVersion
    people: int
    figures: Figures | None
    flags: Sequence[Flag]

    @property
    def words(self) -> str:
        """What was asked, as plain text."""
        scenario, question = rules.split_stem(self.version.stem)
        return str(get_text_for_indexing(question or scenario))

    @property
    def is_newest(self) -> bool:
        return bool(self.version.number == self.version.newest)  # type: ignore[attr-defined]


def analysed(
    *, quiz: Quiz | None = None, category: Category | None = None, finished: int | None = None
) -> list[Analysed]:
    """Return every version that was asked in a finished attempt, by code; in one quiz, or of a category and all below.

    `finished` is how many attempts have their outcome, for whoever has just counted them. Five queries at most,
    however many attempts, questions and people there are.
    """
    counts = answered(quiz=quiz.pk if quiz else None, finished=finished)
    versions = _versions().filter(pk__in=counts).order_by("question__code", "-number")
    if category is not None:
        versions = versions.filter(question__category__in=within([category.pk])[category.pk])
    return [_analysed(version, counts[version.pk]) for version in versions]


def analysis_of(version: QuestionVersion, *, quiz: Quiz | None = None) -> tuple[Analysed, list[Line]]:
    """Return one version's analysis, and what people answered to it line by line ([] where too few did)."""
    counts = answered(quiz=quiz.pk if quiz else None, versions=[version.pk]).get(version.pk, Answered())
    found = _analysed(version, counts)
    return found, picture(_asked(version), counts.tallies) if found.figures else []


def versions_to_analyse() -> QuerySet[QuestionVersion]:
    """Return the versions that have been asked, as `analysis_of` takes them."""
    # Joined to its answers, a version would be read again for each of thousands, with all of its words.
    return _versions().filter(Exists(Answer.objects.filter(version=OuterRef("pk")).order_by()))


def quizzes_asking(version: QuestionVersion) -> QuerySet[Quiz]:
    """Return the quizzes in whose attempts a version has been asked."""
    return Quiz.objects.filter(attempts__answers__version=version).distinct().order_by("title")


def _versions() -> QuerySet[QuestionVersion]:
    others = QuestionVersion.objects.filter(question=OuterRef("question")).order_by().values("question")
    put_right = Regrade.objects.filter(version=OuterRef("pk")).exclude(choice=RegradeChoice.KEEP)
    # The question itself would be made with all that belongs to it, for each row.
    return QuestionVersion.objects.annotate(
        code=F("question__code"),
        category=F("question__category__title"),
        retired=F("question__retired"),
        newest=Subquery(others.values(last=Max("number"))),
        put_right=Exists(put_right),
    )


def _asked(version: QuestionVersion) -> Asked:
    return Asked(version.type, version.options, version.credit)


def _analysed(version: QuestionVersion, counts: Answered) -> Analysed:
    people = people_in(counts.tallies)
    if not is_enough(people):
        return Analysed(version, people, None, [])
    found = figures(_asked(version), counts.tallies, counts.times)
    return Analysed(version, people, found, flags(_asked(version), counts.tallies, found))
