"""Taking questions from a file into the bank: all that were weighed, or none."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.text import slugify

from core import audit
from core.models import SiteImage
from learning.quizzes.actions.adding import add_questions
from learning.quizzes.formats import rich
from learning.quizzes.formats.drafts import DraftImage, DraftQuestion
from learning.quizzes.models import Category, Option, Question, Scenario
from learning.quizzes.queries.weighing import is_code


@transaction.atomic
def import_questions(
    *, drafts: Sequence[DraftQuestion], default: Category | None, publish: bool, source: str, by: Any
) -> list[Question]:
    """Make a question of each draft, published or as a draft of the bank, and return them. All or none.

    `default` is where those go that name no category; categories and scenarios that aren't there are made. `source`
    names the file in the audit log. Raises ValidationError, with nothing made, if a draft can't be a question: weigh
    them first.
    """
    places, codes = _Places(by), Codes(drafts)
    made = []
    for draft in drafts:
        category = places.category(draft.category) if draft.category else default
        code = codes.of(draft, category)
        made.append(make_question(draft, code=code, category=category, scenario=places.scenario(draft), by=by))
    add_questions(questions=made, publish=publish, by=by)
    audit.record_all(
        audit.entry("question imported", question, by=by, after={"code": question.code, "from": source})
        for question in made
    )
    return made


def make_question(
    draft: DraftQuestion, *, code: str, category: Category | None, scenario: Scenario | None, by: Any
) -> Question:
    """Return a question that isn't saved yet, as a draft says it."""
    question = Question(
        code=code, category=category,
        type=draft.type, stem=draft.stem, scenario=scenario, explanation=draft.explanation, credit=draft.credit,
        marks=draft.marks, marking_guidance=draft.marking_guidance, source=draft.source, must_pass=draft.must_pass,
        image=make_image(draft.image, draft.image_alt, by=by), image_alt=draft.image_alt, live=False,
    )  # fmt: skip
    question.options = [
        Option(text=row.text, match=row.match, correct=row.correct, feedback=row.feedback, sort_order=place)
        for place, row in enumerate(draft.options)
    ]
    return question


def make_image(image: DraftImage | None, alt: str, *, by: Any) -> SiteImage | None:
    """Return a picture of a draft as an image of the site, or None if it has none."""
    if image is None:
        return None
    file = ImageFile(BytesIO(image.content), name=image.name)
    made: SiteImage = SiteImage.objects.create(title=(alt or image.name)[:255], file=file, uploaded_by_user=by)
    return made


class Codes:
    """Gives those of some drafts a code that have none: "AW-7" in the category AW. What is given once isn't again."""

    def __init__(self, drafts: Sequence[DraftQuestion]) -> None:
        self.named = {draft.code for draft in drafts if is_code(draft.code)}
        self.taken: dict[str, set[str]] = {}

    def of(self, draft: DraftQuestion, category: Category | None) -> str:
        if is_code(draft.code):
            return draft.code
        stem = (category.code if category else "Q")[:30]
        if stem not in self.taken:
            there = Question.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True)
            self.taken[stem] = set(there) | {code for code in self.named if code.startswith(f"{stem}-")}
        number = len(self.taken[stem]) + 1
        while f"{stem}-{number}" in self.taken[stem]:
            number += 1
        self.taken[stem].add(f"{stem}-{number}")
        return f"{stem}-{number}"


class _Places:
    """Finds the categories and scenarios that drafts name, and makes those that aren't there."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.found: dict[tuple[str, ...], Category] = {}
        self.scenarios: dict[tuple[str, str], Scenario] = {}

    def category(self, path: tuple[str, ...]) -> Category:
        if path not in self.found:
            parent = self.category(path[:-1]) if len(path) > 1 else None
            there = Category.objects.filter(parent=parent, title__iexact=path[-1]).order_by("pk").first()
            self.found[path] = there or self._made(path[-1], parent)
        return self.found[path]

    def _made(self, title: str, parent: Category | None) -> Category:
        stem = slugify(title)[:70].strip("-") or "category"
        code, number = stem, 2
        while Category.objects.filter(code=code).exists():
            code, number = f"{stem}-{number}", number + 1
        category = Category(parent=parent, code=code, title=title)
        category.full_clean()
        category.save()
        audit.record("category imported", category, by=self.by, after={"code": code, "title": title})
        return category

    def scenario(self, draft: DraftQuestion) -> Scenario | None:
        if not draft.scenario:
            return None
        key = (draft.scenario_code, draft.scenario)
        if key not in self.scenarios:
            self.scenarios[key] = self._scenario(draft)
        return self.scenarios[key]

    def _scenario(self, draft: DraftQuestion) -> Scenario:
        there = Scenario.objects.filter(text=draft.scenario).order_by("pk").first()
        if there:
            return there
        stem = draft.scenario_code[:32].strip() or "scenario"
        code, number = stem, 2
        while found := Scenario.objects.filter(code=code).first():
            if rich.cleaned(found.text).html == draft.scenario:
                return found
            code, number = f"{stem}-{number}", number + 1
        title = (draft.scenario_code or rich.words(draft.scenario))[:120]
        scenario: Scenario = Scenario.objects.create(code=code, title=title, text=draft.scenario)
        audit.record("scenario imported", scenario, by=self.by, after={"code": code})
        return scenario
