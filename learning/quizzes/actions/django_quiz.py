"""Bringing over what a django-quiz-app site had: categories, questions, quizzes, and the sittings that it kept.

Everything has a key that follows from its key in the dump ("DQ-7"), so a second run finds it and changes nothing, even
what has been edited here since.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from core import audit
from learning.quizzes import rules
from learning.quizzes.actions.bank import publish_question
from learning.quizzes.actions.importing import make_question
from learning.quizzes.actions.old_sittings import bring_sittings
from learning.quizzes.formats import rich
from learning.quizzes.formats.django_quiz import CHOICE, ESSAY, TRUE_FALSE, Dump, OldQuestion, OldQuiz
from learning.quizzes.formats.drafts import CantTake, DraftImage, DraftOption, DraftQuestion, Problem
from learning.quizzes.formats.pictures import checked
from learning.quizzes.models import Category, Feedback, Question, QuestionVersion, Quiz, QuizQuestion
from learning.quizzes.models.versions import asked_of
from learning.quizzes.queries.weighing import draft_problems
from people.models import Person

FIGURE_UNDESCRIBED = (
    "It has a figure, and the dump says nothing of what it shows. It is a draft: give it alternative text."
)
SEVERAL_RIGHT = (
    "Several answers are right, any one of which was enough. It is a draft, as a multiple choice: say what is meant."
)


class _DryRun(Exception):
    """Undoes everything at the end of a dry run."""


@dataclass
class Brought:
    """What an import did. `made`, `there` and `left` count by what a thing is; `notes` and `problems` name each."""

    made: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, place: str, words: str) -> None:
        self.notes.append(Problem(place, words))

    def refuse(self, kind: str, place: str, words: str) -> None:
        self.left[kind] += 1
        self.problems.append(Problem(place, words))


def import_dump(
    *, dump: Dump, people: Mapping[str, Person], figures: Path | None, by: Any, dry_run: bool = False
) -> Brought:
    """Bring over a dump, all in one transaction, and say what was done. A dry run does the same and undoes it.

    `people` are those that the dump's users are, by its key for them; `figures` is the folder that the paths of figures
    start from.
    """
    brought = Brought(problems=list(dump.problems))
    images: list[Any] = []
    with suppress(_DryRun), transaction.atomic():
        _Bringing(dump, brought, figures, by, images).everything(people)
        if dry_run:
            raise _DryRun
    if dry_run:
        for image in images:  # files don't roll back
            image.file.storage.delete(image.file.name)
    return brought


class _Bringing:
    def __init__(self, dump: Dump, brought: Brought, figures: Path | None, by: Any, images: list[Any]) -> None:
        self.dump, self.brought, self.figures, self.by, self.images = dump, brought, figures, by, images
        self.questions: dict[int, Question] = {}
        self.versions: dict[int, QuestionVersion] = {}
        self.quizzes: dict[int, Quiz] = {}

    def everything(self, people: Mapping[str, Person]) -> None:
        self._categories()
        for old in self.dump.questions.values():
            self._question(old)
        for quiz in self.dump.quizzes.values():
            self._quiz(quiz)
        bring_sittings(
            dump=self.dump,
            brought=self.brought,
            quizzes=self.quizzes,
            versions=self.versions,
            people=people,
            by=self.by,
        )
        if self.dump.progress:
            self.brought.left["progress"] = self.dump.progress
            self.brought.note("Progress", "Worked out anew from the sittings that were kept, so its rows aren't taken.")

    # -- Categories ---------------------------------------------------------------------------------------------

    def _categories(self) -> None:
        for pk, title in sorted(self.dump.categories.items()):
            self._category(f"dq-c{pk}", title, None)
        for pk, (title, parent) in sorted(self.dump.sub_categories.items()):
            above = Category.objects.filter(code=f"dq-c{parent}").first()
            self._category(f"dq-s{pk}", title, above)

    def _category(self, code: str, title: str, parent: Category | None) -> Category:
        category, made = Category.objects.get_or_create(code=code, defaults={"title": title[:120], "parent": parent})
        (self.brought.made if made else self.brought.there)["categories"] += 1
        if made:
            audit.record("category imported", category, by=self.by, after={"code": code, "title": title})
            if len(title) > 120:
                self.brought.note(f"Category “{title[:40]}…”", "Its title was cut to 120 characters.")
        return category

    def _category_of(self, old: OldQuestion) -> Category:
        codes = [f"dq-s{old.sub_category}", f"dq-c{old.category}"]
        found = {category.code: category for category in Category.objects.filter(code__in=codes)}
        for code in codes:
            if code in found:
                return found[code]
        there = Category.objects.filter(code="dq").first()
        return there or self._category("dq", "Questions without a category", None)

    # -- Questions ----------------------------------------------------------------------------------------------

    def _question(self, old: OldQuestion) -> None:
        place = f"Question {old.pk}"
        draft = draft_of(old)
        there = Question.objects.filter(code=draft.code).first()
        if there:
            self.brought.there["questions"] += 1
            self.questions[old.pk] = there
            version = _version_like(there, draft)
            if version:
                self.versions[old.pk] = version
            return
        if any(len(option.text) > 500 for option in draft.options):
            words = "An answer is longer than 500 characters. Shorten it there and dump again."
            self.brought.refuse("questions", place, words)
            return
        self._make(old, draft, place)

    def _make(self, old: OldQuestion, draft: DraftQuestion, place: str) -> None:
        category = self._category_of(old)
        notes = draft_problems(draft, category)
        several = old.kind == CHOICE and sum(answer.correct for answer in old.answers) > 1
        image = self._figure(old, place)
        if several:
            notes = [SEVERAL_RIGHT]
        elif image:
            notes.append(FIGURE_UNDESCRIBED)
        question = make_question(
            _with_image(draft, image), code=draft.code, category=category, scenario=None, by=self.by
        )
        if question.image:
            self.images.append(question.image)
        if notes:
            question.save()
            self.versions[old.pk] = _keep_as_asked(question, by=self.by)
            if several:
                question.type = rules.MULTIPLE
                question.save()
            question.save_revision(user=self.by, clean=False)
            for words in notes:
                self.brought.note(place, words)
        else:
            self.versions[old.pk] = publish_question(question=question, by=self.by)
        audit.record(
            "question imported", question, by=self.by, after={"code": question.code, "from": "django-quiz-app"}
        )
        self.brought.made["questions"] += 1
        self.questions[old.pk] = question

    def _figure(self, old: OldQuestion, place: str) -> DraftImage | None:
        if not old.figure:
            return None
        path = (self.figures / old.figure).resolve() if self.figures else None
        if path is None or not path.is_file() or self.figures is None or self.figures.resolve() not in path.parents:
            words = f"Its figure {old.figure} isn't beside the dump. Put the old media folder there, or add it here."
            self.brought.note(place, words)
            return None
        try:
            return checked(path.name, path.read_bytes())
        except CantTake as error:
            self.brought.note(place, f"Its figure wasn't taken. {error}")
            return None

    # -- Quizzes ------------------------------------------------------------------------------------------------

    def _quiz(self, old: OldQuiz) -> None:
        place = f"Quiz “{old.title}”"
        there = Quiz.objects.filter(code__startswith=f"dq-{old.pk}-").first()
        if there:
            self.brought.there["quizzes"] += 1
            self.quizzes[old.pk] = there
            return
        asked = sorted(
            (one for one in self.dump.questions.values() if old.pk in one.quizzes and one.pk in self.questions),
            key=lambda one: (one.category or 0, one.pk),
        )
        quiz = self._terms(old, asked)
        quiz.full_clean()
        quiz.save()
        drafts = [one for one in asked if not self.questions[one.pk].live]
        if old.description:
            self.brought.note(place, "Its description isn't taken: say it on the page that leads to the quiz.")
        if drafts and not old.draft:
            codes = ", ".join(f"DQ-{one.pk}" for one in drafts)
            self.brought.note(place, f"It is a draft, because it asks questions that are drafts: {codes}.")
        revision = quiz.save_revision(user=self.by)
        if not old.draft and not drafts and asked:
            revision.publish(user=self.by)
        audit.record("quiz imported", quiz, by=self.by, after={"code": quiz.code, "from": "django-quiz-app"})
        self.brought.made["quizzes"] += 1
        self.quizzes[old.pk] = Quiz.objects.get(pk=quiz.pk)

    def _terms(self, old: OldQuiz, asked: list[OldQuestion]) -> Quiz:
        most = old.max_questions if old.max_questions and old.max_questions < len(asked) else None
        if most and not old.random_order:  # it asked the first so many, the same each time
            asked, most = asked[:most], None
        quiz = Quiz(
            code=f"dq-{old.pk}-{slugify(old.url or old.title)}"[:60], title=old.title, live=False,
            pass_mark=Decimal(old.pass_mark), shuffle_questions=old.random_order, fixed_count=most,
            shuffle_options=any(one.answer_order == "random" for one in asked),
            feedback=Feedback.END if old.answers_at_end else Feedback.EACH,
            attempts_allowed=1 if old.single_attempt else None, pass_text=rich.from_plain(old.success_text),
            fail_text=rich.from_plain(old.fail_text),
        )  # fmt: skip
        quiz.fixed_questions = [
            QuizQuestion(question=self.questions[one.pk], sort_order=place) for place, one in enumerate(asked)
        ]
        return quiz


def draft_of(old: OldQuestion) -> DraftQuestion:
    """Return a question of a dump as its site asked it: one answer to choose, even where several are right."""
    if old.kind == ESSAY:
        kind, options = rules.ESSAY, tuple[DraftOption, ...]()
    elif old.kind == TRUE_FALSE:
        kind = rules.TRUE_FALSE
        options = (DraftOption("True", correct=old.correct), DraftOption("False", correct=not old.correct))
    else:
        kind = rules.SINGLE
        answers = sorted(old.answers, key=lambda one: one.content) if old.answer_order == "content" else old.answers
        options = tuple(DraftOption(answer.content, correct=answer.correct) for answer in answers)
    return DraftQuestion(
        place=f"Question {old.pk}", type=kind, stem=rich.from_plain(old.content), code=f"DQ-{old.pk}", options=options,
        explanation=rich.from_plain(old.explanation),
    )  # fmt: skip


def _with_image(draft: DraftQuestion, image: DraftImage | None) -> DraftQuestion:
    return replace(draft, image=image)


def _keep_as_asked(question: Question, *, by: Any) -> QuestionVersion:
    """Keep what a question asked as its first version, though nothing new may ask it as it stands."""
    version: QuestionVersion = QuestionVersion.objects.create(
        question=question, number=1, made_by=by, **asked_of(question)
    )  # fmt: skip
    return version


def _version_like(question: Question, draft: DraftQuestion) -> QuestionVersion | None:
    """Return the version of a question that asked what the dump says, or None if it has been changed since."""
    rows = sorted((option.text, option.correct) for option in draft.options)
    for version in question.versions.order_by("number"):
        if version.stem == draft.stem and sorted((row["text"], row["correct"]) for row in version.options) == rows:
            return version
    return None
