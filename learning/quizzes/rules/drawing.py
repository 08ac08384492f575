"""What an attempt asks, and in which order it is shown."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from learning.quizzes.rules.responses import is_right_side
from learning.quizzes.rules.types import MATCHING, ORDERING, TRUE_FALSE

Key = TypeVar("Key", bound=Hashable)


class TooFewQuestions(ValueError):
    """A quiz asks for more questions than there are."""


def draw(draws: Sequence[tuple[Collection[Key], int]], taken: Collection[Key], rng: Random) -> list[Key]:
    """Return questions drawn at random: for each (pool, count) that many from its pool, none twice, none `taken`.

    Pools come from a tree of categories, so two of them are either apart or one within the other; drawing from the
    smallest first then succeeds whenever it can. The result is in the order of `draws`. Raises TooFewQuestions.
    """
    used = set(taken)
    drawn: dict[int, list[Key]] = {}
    for place in sorted(range(len(draws)), key=lambda place: len(draws[place][0])):
        pool, count = draws[place]
        left = [key for key in pool if key not in used]
        if len(left) < count:
            raise TooFewQuestions(f"{count} asked for, {len(left)} there")
        drawn[place] = rng.sample(left, count)
        used.update(drawn[place])
    return [key for place in range(len(draws)) for key in drawn[place]]


def short_of(
    draws: Sequence[tuple[Hashable, int]],
    below: Mapping[Any, Collection[Hashable]],
    placed: Collection[tuple[Key, Hashable]],
    taken: Collection[Key],
) -> dict[Any, tuple[int, int]]:
    """Return the draws (category, count) that ask for more than there is, as category: (asked for, there).

    `below` has each category with all below it, `placed` the questions that are ready, each with its category. One that
    is taken, or that a draw from a category below takes, isn't there to be drawn again.
    """
    short = {}
    for category, _ in draws:
        asked = sum(count for other, count in draws if other in below[category])
        there = len({key for key, place in placed if place in below[category]} - set(taken))
        if asked > there:
            short[category] = (asked, there)
    return short


def pick(keys: Sequence[Key], musts: Collection[Key], count: int | None, rng: Random) -> list[Key]:
    """Return which of the questions chosen by name are asked this time, in the author's order: all, or `count` of them.

    Where only so many are, those that must be answered correctly (`musts`) come before any other.
    """
    if count is None or count >= len(keys):
        return list(keys)
    first = rng.sample(list(keys), len(keys))
    first.sort(key=lambda key: key not in musts)
    picked = set(first[:count])
    return [key for key in keys if key in picked]


def option_order(kind: str, ids: Sequence[str], *, shuffle: bool, rng: Random) -> list[str]:
    """Return the order in which `ids` (see `shown_ids`) are shown.

    True-or-false options always keep the author's order. What is to be put in order, and the right side of a
    matching question, are shuffled whatever the quiz says: the author's order would be the answer.
    """
    order = list(ids)
    if kind == MATCHING:
        lefts = [identity for identity in order if not is_right_side(identity)]
        rights = [identity for identity in order if is_right_side(identity)]
        rng.shuffle(rights)
        if shuffle:
            rng.shuffle(lefts)
        return lefts + rights
    if kind == ORDERING or (shuffle and kind != TRUE_FALSE):
        rng.shuffle(order)
    return order
