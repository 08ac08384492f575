"""A question that somebody was asked, as the pages show it that list what they answered.

Drawing one takes long, and many answer alike: `alike` tells apart how it is drawn, before anything is worked out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from core.rich_text import names_pages
from learning.quizzes import rules
from learning.quizzes.models import Answer
from learning.quizzes.queries.explaining import Explained, explained
from learning.quizzes.queries.shown import Asked, asked, is_everybodys, plain_words, words_asked


@dataclass(frozen=True)
class _Answered:
    answer: Answer

    @property
    def number(self) -> str:
        """Its position, as a page says it."""
        return str(self.answer.position)

    @property
    def _order(self) -> Sequence[str]:
        """The order its options were shown in, where that shows. Where one is chosen and one is right, they are told
        alike in whichever order they were shown."""
        return self.answer.option_order if self.answer.version.type in rules.TOLD_IN_ORDER else ()

    @property
    def _told_apart(self) -> tuple[Hashable, ...]:
        """What tells apart the words of what somebody chose: the version, what was chosen, and its order."""
        chosen = self.answer.response
        return self.answer.version.pk, None if chosen is None else tuple(chosen), *self._order


@dataclass(frozen=True)
class CheckRow(_Answered):
    """A question on the page where one checks one's answers, with the words of what was chosen."""

    @property
    def alike(self) -> Hashable:
        """What tells apart how it is drawn, but for its number; None if it holds words of one's own."""
        return None if self.is_written else (*self._told_apart, self.stands)

    @cached_property
    def _asked(self) -> Asked:
        return asked(self.answer.version, order=self.answer.option_order, response=self.answer.response)

    @property
    def question(self) -> str:
        return plain_words(self._asked.question or self._asked.scenario)

    @property
    def chosen(self) -> list[str]:
        return self._asked.answered

    @property
    def answered(self) -> bool:
        return bool(self.answer.response)

    @property
    def stands(self) -> bool:
        """Whether its feedback was shown, so that it can't be changed."""
        return self.answer.shown_at is not None

    @property
    def is_written(self) -> bool:
        """Whether it is answered in one's own words."""
        return self.answer.version.type in rules.WRITTEN

    @property
    def verb(self) -> str:
        """What can be done with it."""
        if not self.answered:
            return "Answer"
        return "See" if self.stands else "Change"


@dataclass(frozen=True)
class Reviewed(_Answered):
    """One question of an attempt that is over. `marks` are its answer's as they stand; `shows_truth` is whether what
    is right may be told."""

    marks: Decimal
    shows_truth: bool

    @property
    def alike(self) -> Hashable:
        """What tells apart how it is drawn, but for its number. None if it may not be kept as drawn: it has somebody's
        own words, a picture, whose file may change, or leads to a page that the clock may shut."""
        answer, version = self.answer, self.answer.version
        own = answer.comment or version.type in rules.WRITTEN or not self.shows_truth
        if own or not is_everybodys(version) or names_pages(version.explanation):
            return None
        return *self._told_apart, self.marks, answer.marks_possible

    @property
    def scenario(self) -> str:
        """Rich text that comes before the question; may be empty."""
        return words_asked(self.answer.version)[0]

    @property
    def question(self) -> str:
        """Rich text; empty where the scenario says it all."""
        return words_asked(self.answer.version)[1]

    @cached_property
    def explained(self) -> Explained | None:
        """The truth about it; None where the quiz shows no answers. What a person marked, with what they gave."""
        if not self.shows_truth:
            return None
        answer = self.answer
        given = Fraction(self.marks) / Fraction(answer.marks_possible) if is_for_a_marker(answer) else None
        return explained(answer.version, answer.response, order=self._order, earned=given)

    @property
    def must_pass(self) -> bool:
        return self.answer.version.must_pass

    @property
    def comment(self) -> str:
        """What the person who marked it says."""
        return self.answer.comment

    @property
    def image(self) -> Any:
        """The picture that was asked about, if there was one."""
        return self.answer.version.image

    @property
    def image_alt(self) -> str:
        return self.answer.version.image_alt

    @property
    def marks_in_words(self) -> str:
        """Such as "2.5 of 3 marks"; nothing where a question is worth one and was wholly right or wrong."""
        possible = self.answer.marks_possible
        if possible == 1 and self.marks in (0, 1):
            return ""
        return f"{rules.plain_number(self.marks)} of {rules.plain_number(possible)} marks"


def is_for_a_marker(answer: Answer) -> bool:
    """Return whether a person has to mark what was answered: an essay with something written."""
    return rules.is_marked_by_hand(answer.version.type) and bool(answer.response)
