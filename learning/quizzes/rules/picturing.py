"""What people answered to a question, line by line: a picture for each type. Nobody can be told from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from learning.quizzes.rules.analysis import Asked, Count, Tally, count_of, counts_by
from learning.quizzes.rules.marking import recognised
from learning.quizzes.rules.responses import fold
from learning.quizzes.rules.types import CHOICES, MATCHING, ORDERING, SHORT_TEXT

LEAST_ALIKE = 3  # words that fewer people wrote could tell who they are
MOST_TEXTS = 12
# Upper bounds of the bands that an essay's share of the marks falls into.
BANDS = (
    (Fraction(0), "No marks"),
    (Fraction(1, 4), "Up to a quarter of the marks"),
    (Fraction(1, 2), "Up to half of the marks"),
    (Fraction(3, 4), "Up to three quarters of the marks"),
    (Fraction(99999, 100000), "More, but not all"),
    (Fraction(1), "All the marks"),
)


@dataclass(frozen=True)
class Line:
    """One thing that could be answered, and how many did. `right` is None where it is neither right nor wrong.

    `instead` is what was most often given in its place.
    """

    label: str
    count: Count
    right: bool | None
    instead: str = ""


@dataclass(frozen=True)
class Contest:
    """One thing to decide: the right answer to it, against the others. `item` is "" if the question has only one."""

    item: str
    right: Count
    others: Sequence[tuple[str, Count]]

    @property
    def rival(self) -> tuple[str, Count] | None:
        """The other answer that most people gave, with its words."""
        given = [other for other in self.others if other[1].all]
        return max(given, key=lambda other: other[1].all, default=None)


def picture(asked: Asked, tallies: Sequence[Tally]) -> list[Line]:
    """Return what people answered as lines to show, the last of them those who answered nothing, if any."""
    if asked.kind in CHOICES:
        lines = _choices(asked, tallies)
    elif asked.kind in (ORDERING, MATCHING):
        lines = [
            Line(one.item, one.right, True, f"“{one.rival[0]}” ({one.rival[1].all})" if one.rival else "")
            for one in contests(asked, tallies)
        ]
    elif asked.kind == SHORT_TEXT:
        lines = _texts(asked, tallies)
    else:
        lines = _bands(tallies)
    unanswered = count_of(tallies, lambda tally: not tally.response)
    return [*lines, Line("Not answered", unanswered, None)] if unanswered.all else lines


def contests(asked: Asked, tallies: Sequence[Tally]) -> list[Contest]:
    """Return what was to be decided where one answer excludes the others: [] for the other types."""
    counts = counts_by(tallies, lambda tally: tally.response)
    if asked.kind == ORDERING:
        places = [str(place) for place in range(1, len(asked.options) + 1)]
        decided = [
            (f"{place}. {option['text']}", str(option["id"]), place, [(one, f"place {one}") for one in places])
            for place, option in zip(places, asked.options, strict=True)
        ]
    elif asked.kind == MATCHING:
        rights = {str(option["match_id"]): str(option["match"]) for option in asked.options}
        decided = [
            (f"{option['text']}: {option['match']}", str(option["id"]), str(option["match_id"]), list(rights.items()))
            for option in asked.options
            if option["id"]
        ]
    elif asked.kind in CHOICES and sum(1 for option in asked.options if option["correct"]) == 1:
        right = next(option for option in asked.options if option["correct"])
        others = [(str(one["text"]), counts.get(one["id"], Count())) for one in asked.options if not one["correct"]]
        return [Contest("", counts.get(right["id"], Count()), others)]
    else:
        return []
    return [
        Contest(
            item,
            counts.get(f"{key}:{right}", Count()),
            [(words, counts.get(f"{key}:{value}", Count())) for value, words in answers if value != right],
        )
        for item, key, right, answers in decided
    ]


def wrong_texts(asked: Asked, tallies: Iterable[Tally]) -> dict[str, Count]:
    """Return the short texts, folded, that weren't accepted, with how many people wrote each."""
    wrong = counts_by(tallies, lambda tally: [fold(one) for one in tally.response])
    return {text: count for text, count in wrong.items() if not _is_accepted(asked, text)}


def _choices(asked: Asked, tallies: Sequence[Tally]) -> list[Line]:
    counts = counts_by(tallies, lambda tally: tally.response)
    return [
        Line(str(option["text"]), counts.get(option["id"], Count()), bool(option["correct"]))
        for option in asked.options
    ]


def _texts(asked: Asked, tallies: Sequence[Tally]) -> list[Line]:
    """Return the accepted answers, then the wrong ones that enough people wrote, then the rest as one line."""
    given = counts_by(tallies, lambda tally: [fold(one) for one in tally.response])
    accepted = [str(option["text"]) for option in asked.options if option["correct"]]
    lines = [Line(text, given.get(fold(text), Count()), True) for text in accepted]
    wrong = sorted(wrong_texts(asked, tallies).items(), key=lambda one: (-one[1].all, one[0]))
    shown = [one for one in wrong if one[1].all >= LEAST_ALIKE][:MOST_TEXTS]
    lines += [Line(f"“{text}”", count, False) for text, count in shown]
    hidden = {text for text, _ in wrong[len(shown) :]}
    rest = count_of(tallies, lambda tally: bool(tally.response) and fold(tally.response[0]) in hidden)
    return [*lines, Line("Other wrong answers", rest, False)] if rest.all else lines


def _is_accepted(asked: Asked, text: str) -> bool:
    known = recognised(asked.options, text)
    return bool(known and known["correct"])


def _bands(tallies: Sequence[Tally]) -> list[Line]:
    lines, below = [], Fraction(-1)
    for top, words in BANDS:
        within = [one for one in tallies if one.response and one.share is not None and below < one.share <= top]
        lines.append(Line(words, count_of(within, lambda tally: True), None))
        below = top
    return lines
