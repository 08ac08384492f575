"""Which row of a question, and which of its fields, a problem lies in, to be said beside it."""

from collections.abc import Sequence

from learning.quizzes.rules.responses import fold
from learning.quizzes.rules.types import ESSAY, MATCHING, SHORT_TEXT, SINGLE, TRUE_FALSE, Option
from learning.quizzes.rules.writing import MOST_CHARACTERS_OF_A_SHORT_ANSWER

Fault = tuple[int, str, str]  # the row's place from nought, the field, a sentence


def row_faults(kind: str, options: Sequence[Option]) -> list[Fault]:
    """Return what is wrong with each row of a question of this type, as `option_problems` says of them together."""
    if kind == ESSAY:
        return [(place, "text", "An essay has no options: remove this one.") for place in range(len(options))]
    if kind == MATCHING:
        return _unmatched(options) + _repeated(kind, options)
    return _stray(options) + _empty(options) + _repeated(kind, options) + _right(kind, options) + _long(kind, options)


def _text(option: Option, side: str = "text") -> str:
    return str(option.get(side, "")).strip()


def _unmatched(options: Sequence[Option]) -> list[Fault]:
    return [
        (place, "match", "Say what this goes with.") for place, one in enumerate(options) if not _text(one, "match")
    ]


def _stray(options: Sequence[Option]) -> list[Fault]:
    words = "Only matching questions use this: empty it."
    return [(place, "match", words) for place, one in enumerate(options) if _text(one, "match")]


def _empty(options: Sequence[Option]) -> list[Fault]:
    words = "Write some words, or remove this option."
    return [(place, "text", words) for place, one in enumerate(options) if not _text(one)]


def _repeated(kind: str, options: Sequence[Option]) -> list[Fault]:
    faults, first = [], dict[str, int]()
    for place, one in enumerate(options):
        words = fold(_text(one)) if kind == SHORT_TEXT else " ".join(_text(one).split()).casefold()
        if words and first.setdefault(words, place) != place:
            faults.append((place, "text", f"Option {first[words] + 1} has these words already."))
    return faults


def _right(kind: str, options: Sequence[Option]) -> list[Fault]:
    right = [place for place, one in enumerate(options) if one["correct"]]
    if kind not in (SINGLE, TRUE_FALSE) or len(right) < 2:
        return []
    return [(place, "correct", "Only one option can be right.") for place in right]


def _long(kind: str, options: Sequence[Option]) -> list[Fault]:
    most = MOST_CHARACTERS_OF_A_SHORT_ANSWER
    words = f"Longer than the {most} characters that can be written."
    return [
        (place, "text", words)
        for place, one in enumerate(options)
        if kind == SHORT_TEXT and len(fold(_text(one))) > most
    ]
