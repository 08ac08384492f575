"""What a page shows of a question while it is being answered.

`Asked` holds neither which options are right nor what is said about them, so that no template can let it out. The
order of what it holds says nothing either. What is right comes by `Explained`, and only when it may be shown.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import Any

from wagtail.rich_text import get_text_for_indexing

from core.rich_text import names_pages
from learning.quizzes import rules
from learning.quizzes.models import Question, QuestionVersion
from learning.quizzes.models.versions import asked_of
from learning.quizzes.queries.explaining import Explained, explained

FITS_A_SELECT = 24  # characters, on the narrowest screens
LINES = {rules.SHORT_TEXT: 1, rules.ESSAY: 12}


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    chosen: bool
    control: str  # the id of its input in the page


@dataclass(frozen=True)
class Selectable:
    """One thing that can be selected for an item: `value` is what is sent, `letter` stands for a long text."""

    value: str
    text: str
    chosen: bool
    letter: str = ""


@dataclass(frozen=True)
class Item:
    """A thing to give a place to, or to find the match of: one select in the page, whose id is `control`."""

    text: str
    control: str
    selectables: tuple[Selectable, ...]

    @property
    def chosen(self) -> str:
        return next((one.text for one in self.selectables if one.chosen), "")


@dataclass(frozen=True)
class Asked:
    """A question to answer. `name` is that of its inputs; `question` may be empty, when all of it is scenario.

    Choices are in `choices`; ordering and matching in `items`; the words of short text and essays in `written`.
    Two that are equal are drawn alike.
    """

    name: str
    kind: str
    scenario: str
    question: str
    hint: str
    choices: tuple[Choice, ...]
    image: Any
    image_alt: str
    items: tuple[Item, ...] = ()
    written: str = ""

    @property
    def several(self) -> bool:
        return self.kind == rules.MULTIPLE

    @property
    def is_written(self) -> bool:
        return self.kind in rules.WRITTEN

    @property
    def first_control(self) -> str:
        """The id of its first input in the page, where a reader is led who has to answer again."""
        if self.is_written:
            return f"id_{self.name}"
        return (self.choices or self.items)[0].control

    @property
    def lines(self) -> int:
        return LINES.get(self.kind, 0)

    @property
    def longest(self) -> int:
        """The most characters that can be written."""
        return rules.LONGEST.get(self.kind, 0)

    @property
    def lettered(self) -> list[Selectable]:
        """What can be selected, to be read in full above the items: a select cuts a long text. [] if all are short."""
        return [one for one in self.items[0].selectables if one.letter] if self.items else []

    @property
    def answered(self) -> list[str]:
        """What is chosen, put in order, matched or written, in words: [] if nothing is."""
        if self.is_written:
            return [self.written] if self.written else []
        if self.kind == rules.ORDERING:
            placed = sorted((int(item.chosen), item.text) for item in self.items if item.chosen)
            return [f"{place}. {text}" for place, text in placed]
        if self.kind == rules.MATCHING:
            return [f"{item.text}: {item.chosen}" for item in self.items if item.chosen]
        return [choice.text for choice in self.choices if choice.chosen]


def asked(
    version: QuestionVersion, *, order: Sequence[str] = (), response: Collection[str] | None = None, name: str = ""
) -> Asked:
    """Return a question as `quizzes/question_fieldset.html` shows it, with `response` in its inputs.

    `order` is that of the ids (see `rules.shown_ids`, which is used if it is empty); `response` may be one that
    can't be used as it is; `name` that of the inputs, different for each question on a page: "answer-" and the
    question's key, unless told.
    """
    name = name or f"answer-{version.question_id}"
    scenario, question = words_asked(version)
    ids = list(order) or rules.shown_ids(version.type, version.options)
    sent = rules.sendable(version.type, ids, response or ())
    return Asked(
        name=name,
        kind=version.type,
        scenario=scenario,
        question=question,
        hint=rules.hint_of(version.type, version.credit),
        choices=_choices(version, ids, sent, name) if version.type in rules.CHOICES else (),
        image=version.image,
        image_alt=version.image_alt,
        items=_items(version, ids, rules.pairs_of(sent), name),
        written=sent[0] if version.type in rules.WRITTEN and sent else "",
    )


def is_everybodys(version: QuestionVersion) -> bool:
    """Return whether a question that nobody has answered yet may be kept as drawn: it has no picture, whose file may
    change, and leads to no page that the clock may shut."""
    return not (version.image_id or names_pages(version.scenario) or names_pages(version.stem))


def words_asked(version: QuestionVersion) -> tuple[str, str]:
    """Return what comes before a question, with the scenario that several share, and the question, as rich text."""
    scenario, question = rules.split_stem(version.stem)
    return version.scenario + scenario, question


@lru_cache(maxsize=1000)
def plain_words(html: str) -> str:
    """Return rich text as plain text. Many are asked the same, and each text is read as HTML for it."""
    return str(get_text_for_indexing(html))


def words_of(version: QuestionVersion, response: Collection[str] | None) -> list[str]:
    """Return a response in words, one string a thing chosen, placed, matched or written."""
    return asked(version, response=response).answered


def _choices(version: QuestionVersion, ids: Sequence[str], chosen: Collection[str], name: str) -> tuple[Choice, ...]:
    words = {option["id"]: option["text"] for option in version.options}
    return tuple(Choice(key, words[key], key in chosen, f"id_{name}_{place}") for place, key in enumerate(ids))


def _items(version: QuestionVersion, ids: Sequence[str], given: dict[str, str], name: str) -> tuple[Item, ...]:
    if version.type not in (rules.ORDERING, rules.MATCHING):
        return ()
    words = {option["id"]: option["text"] for option in version.options if option["id"]}
    lefts = [key for key in ids if not rules.is_right_side(key)]
    if version.type == rules.ORDERING:
        offered = [(str(place), str(place)) for place in range(1, len(lefts) + 1)]
    else:
        rights = {option["match_id"]: option["match"] for option in version.options}
        offered = [(key, rights[key]) for key in ids if rules.is_right_side(key)]
    is_long = max((len(text) for _, text in offered), default=0) > FITS_A_SELECT
    letters = ascii_uppercase if is_long and len(offered) <= len(ascii_uppercase) else [""] * len(offered)
    return tuple(
        Item(
            words[key],
            f"id_{name}_{place}",
            tuple(
                Selectable(f"{key}:{value}", text, given.get(key) == value, letter)
                for (value, text), letter in zip(offered, letters, strict=False)
            ),
        )
        for place, key in enumerate(lefts)
    )


def previewed(question: Question) -> tuple[Asked, Explained]:
    """Return a question as it would be asked and explained if it were published now, for its author to see.

    A draft that can't be marked yet is shown as far as it goes.
    """
    version = QuestionVersion(question=question, **asked_of(question))
    right = rules.right_response(version.type, version.options)
    return asked(version, name="answer"), explained(version, right or None)


def mark_practice(version: QuestionVersion, response: Iterable[str]) -> Explained:
    """Return how a knowledge check went: nothing is stored.

    Raises rules.UnusableResponse, in words for the reader, if nothing or something impossible was chosen.
    """
    ids = rules.shown_ids(version.type, version.options)
    return explained(version, rules.clean_response(version.type, ids, response))
