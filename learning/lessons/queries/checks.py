"""Knowledge checks: questions of the bank asked within a lesson, marked on the spot, with nothing kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from learning.lessons.models import LessonPage
from learning.quizzes.models import QuestionVersion
from learning.quizzes.queries import Asked, Explained, asked, latest_versions, mark_practice
from learning.quizzes.rules import UnusableResponse


@dataclass(frozen=True)
class Check:
    """A knowledge check as its page shows it. `answer` and `error` are empty until it is answered."""

    key: str
    asked: Asked
    answer: Explained | None = None
    error: str = ""

    @property
    def anchor(self) -> str:
        return f"check-{self.key}"


@dataclass(frozen=True)
class Part:
    """A block of a lesson; `check` is set if it is a knowledge check that can be asked."""

    block: Any
    check: Check | None = None

    @property
    def block_type(self) -> str:
        return str(self.block.block_type)

    @property
    def shown(self) -> bool:
        """Whether there is anything to show: a check whose question isn't published is left out."""
        return self.check is not None or self.block.block_type != "knowledge_check"


def parts_of(page: LessonPage, *, answered: str = "", response: Iterable[str] = ()) -> list[Part]:
    """Return a lesson's blocks in order, the check with key `answered` marked with `response`. One query for all."""
    chosen = list(response)
    questions = [block.value.pk for block in page.body if block.block_type == "knowledge_check" and block.value]
    versions = latest_versions(questions) if questions else {}
    return [Part(block, _check(block, versions, answered, chosen)) for block in page.body]


def _check(block: Any, versions: dict[int, QuestionVersion], answered: str, response: list[str]) -> Check | None:
    if block.block_type != "knowledge_check" or block.value is None or block.value.pk not in versions:
        return None
    version = versions[block.value.pk]
    name = f"answer-{block.id}"
    if block.id != answered:
        return Check(block.id, asked(version, name=name))
    try:
        answer = mark_practice(version, response)
    except UnusableResponse as error:
        return Check(block.id, asked(version, name=name), error=str(error))
    return Check(block.id, asked(version, name=name, response=response), answer=answer)
