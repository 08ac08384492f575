"""Which questions are worth a look, and why, in sentences. It says nothing that one person's answer would undo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import shorten

from learning.quizzes.rules.analysis import Asked, Count, Figures, Tally, counts_by
from learning.quizzes.rules.picturing import LEAST_ALIKE, contests, wrong_texts
from learning.quizzes.rules.types import CHOICES, MULTIPLE, SHORT_TEXT

VERY_HARD = Fraction(3, 10)
VERY_EASY = Fraction(95, 100)
MIDDLING = Fraction(85, 100)  # above it, hardly anything is left to discriminate by
POOR = Fraction(1, 10)
# A wrong answer of fewer of the best than this is a slip.
A_TENTH = 10
# Were all wrong options alike, this many would choose each: then in 20 questions one is passed over by chance.
EXPECTED = 3

KEY, BACKWARDS, DRAWN, NOBODY, HARD, EVERYBODY, EASY, FLAT, UNCHOSEN = (
    "key", "backwards", "drawn", "nobody", "hard", "everybody", "easy", "flat", "unchosen",
)  # fmt: skip
# The reasons, the most serious first, as one chooses among them.
REASONS = {
    KEY: "The key may be wrong",
    BACKWARDS: "Those who did worst did better on it",
    DRAWN: "A wrong answer draws the best",
    NOBODY: "Nobody gets it right",
    HARD: "Few get it right",
    EVERYBODY: "Everybody gets it right",
    EASY: "Nearly everybody gets it right",
    FLAT: "It hardly tells who knows",
    UNCHOSEN: "A wrong option that nobody chooses",
}


@dataclass(frozen=True)
class Flag:
    """Why a question is worth a look: one of REASONS, and a sentence."""

    reason: str
    sentence: str


def flags(asked: Asked, tallies: Sequence[Tally], figures: Figures) -> list[Flag]:
    """Return why a version is worth a look, the most serious reason first, each reason once; [] if it isn't."""
    found: dict[str, Flag] = {}
    for reason, sentence in (
        *_about_the_key(asked, tallies, figures),
        *_about_those_drawn(asked, tallies, figures),
        *_about_the_figures(figures),
        *_about_options(asked, tallies),
    ):
        found.setdefault(reason, Flag(reason, sentence))
    return sorted(found.values(), key=lambda flag: list(REASONS).index(flag.reason))


def _about_the_key(asked: Asked, tallies: Sequence[Tally], figures: Figures) -> Iterable[tuple[str, str]]:
    for contest in contests(asked, tallies):
        where = f"For “{_short(contest.item)}”, those" if contest.item else "Those"
        for words, count in contest.others:
            if count.upper - contest.right.upper > 1:
                yield (
                    KEY,
                    f"{where} who did best answered “{_short(words)}” more often than the right answer: "
                    "the key may be wrong.",
                )
    if asked.kind == MULTIPLE:
        for words, count in _wrong_choices(asked, tallies):
            if count.upper * 2 > figures.third and count.upper - count.lower > 1:
                yield KEY, f"Most of those who did best chose “{_short(words)}”, a wrong option: the key may be wrong."


def _about_those_drawn(asked: Asked, tallies: Sequence[Tally], figures: Figures) -> Iterable[tuple[str, str]]:
    """A wrong answer that draws more of the best than of the others, and more than a slip of a few."""
    for words, count in _wrong_choices(asked, tallies):
        if _draws(count, figures):
            yield (
                DRAWN,
                f"“{_short(words)}”, a wrong option, draws more of those who did best than of those who did worst.",
            )
    for contest in contests(asked, tallies):
        for words, count in contest.others if contest.item else ():
            if _draws(count, figures):
                yield (
                    DRAWN,
                    f"For “{_short(contest.item)}”, “{_short(words)}” draws more of those who did best than of those "
                    "who did worst.",
                )
    if asked.kind == SHORT_TEXT:
        for words, count in wrong_texts(asked, tallies).items():
            if count.all >= LEAST_ALIKE and _draws(count, figures):
                yield DRAWN, f"“{_short(words)}” isn’t accepted, though many of those who did best write it."


def _about_the_figures(figures: Figures) -> Iterable[tuple[str, str]]:
    facility, discrimination = figures.facility, figures.discrimination
    if figures.swing < -1:
        yield BACKWARDS, "Those who did worst in the quiz did better on it than those who did best."
    if facility == 0:
        yield NOBODY, "Nobody earned a mark: it is unclear, not taught, or its key is wrong."
    elif facility < VERY_HARD:
        yield HARD, "Fewer than 3 in 10 of its marks are earned: it may be unclear, or not taught."
    if facility == 1:
        yield EVERYBODY, "Everybody gets it right: it tells nothing."
    elif facility > VERY_EASY:
        yield EASY, "Nearly everybody gets it right: it tells little."
    if VERY_HARD <= facility <= MIDDLING and figures.swing >= -1 and discrimination < POOR:
        yield FLAT, "It hardly tells those who did best from those who did worst."


def _about_options(asked: Asked, tallies: Sequence[Tally]) -> Iterable[tuple[str, str]]:
    """A wrong option that nobody chose, where wrong ones were chosen often enough for it to have had its chance."""
    wrong = _wrong_choices(asked, tallies)
    unchosen = [words for words, count in wrong if not count.all]
    if sum(count.all for _, count in wrong) < EXPECTED * len(wrong):
        return
    if len(unchosen) == 1:
        yield UNCHOSEN, f"Nobody chose “{_short(unchosen[0])}”: leave it out, or make it more likely."
    elif unchosen:
        yield UNCHOSEN, f"Nobody chose {len(unchosen)} of the wrong options: leave them out, or make them more likely."


def _wrong_choices(asked: Asked, tallies: Sequence[Tally]) -> list[tuple[str, Count]]:
    if asked.kind not in CHOICES:
        return []
    counts = counts_by(tallies, lambda tally: tally.response)
    return [
        (str(option["text"]), counts.get(option["id"], Count())) for option in asked.options if not option["correct"]
    ]


def _draws(count: Count, figures: Figures) -> bool:
    return count.upper - count.lower > 1 and count.upper * A_TENTH >= figures.third


def _short(words: str) -> str:
    return shorten(words, 70, placeholder="…")
