"""Questions of the bank as drafts, to be written in any format or compared with those of a file."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from learning.quizzes import rules
from learning.quizzes.formats import rich
from learning.quizzes.formats.drafts import DraftImage, DraftOption, DraftQuestion
from learning.quizzes.models import Category, Question
from learning.quizzes.queries.bank import within


def questions_to_export(category: Category | None = None) -> list[Question]:
    """Return the questions of a category and all below it, or all there are, that aren't retired; drafts too."""
    questions = Question.objects.filter(retired=False).select_related("scenario", "image", "guidance")
    if category is not None:
        questions = questions.filter(category__in=within([category.pk])[category.pk])
    return list(questions.prefetch_related("options").order_by("code"))


def drafts_of(questions: Iterable[Question], *, pictures: bool = True) -> list[DraftQuestion]:
    """Return questions as drafts, each named by its code. Links to pages of this site become plain text."""
    paths = category_paths()
    drafts = []
    for question in questions:
        draft = _draft(question, paths[question.category_id])
        drafts.append(replace(draft, **_picture(question)) if pictures else draft)
    return drafts


def category_paths() -> dict[int, tuple[str, ...]]:
    """Return the titles from the top down to each category, by key. One query."""
    rows = {pk: (parent, title) for pk, parent, title in Category.objects.values_list("pk", "parent", "title")}
    paths: dict[int, tuple[str, ...]] = {}
    for key in rows:
        path: list[str] = []
        above: int | None = key
        while above is not None and len(path) < len(rows):
            above, title = rows[above]
            path.insert(0, " ".join(title.split()))
        paths[key] = tuple(path)
    return paths


def _draft(question: Question, category: tuple[str, ...]) -> DraftQuestion:
    def clean(html: str, *, links: bool = False) -> str:
        return rich.cleaned(html, links=links).html

    matching = question.type == rules.MATCHING
    options = tuple(
        DraftOption(
            text=" ".join(option.text.split()), correct=option.correct, feedback=" ".join(option.feedback.split()),
            match=" ".join(option.match.split()) if matching else "",
        )
        for option in question.options.all()
    )  # fmt: skip
    return DraftQuestion(
        place=question.code, type=question.type, stem=clean(question.stem), code=question.code, category=category,
        scenario=clean(question.scenario.text) if question.scenario else "",
        scenario_code=question.scenario.code if question.scenario else "",
        explanation=clean(question.explanation, links=True), options=options, credit=question.credit,
        marks=question.marks, marking_guidance=clean(question.marking_guidance, links=True),
        source=question.cited[:200], must_pass=question.must_pass,
    )  # fmt: skip


def _picture(question: Question) -> dict[str, Any]:
    if question.image is None:
        return {}
    with question.image.file.open("rb") as file:
        return {"image": DraftImage(question.image.filename, file.read()), "image_alt": question.image_alt}
