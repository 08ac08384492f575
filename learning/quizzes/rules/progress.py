"""How somebody's answers went, by subject and by quarter, from sums of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Tally:
    """A person's answers in one category that were submitted in one quarter.

    `earned` is the sum of each answer's share of its marks, from 0 to 1: an answer that is half right counts a half.
    """

    category: int
    quarter: date  # its first day
    answered: int
    earned: float


@dataclass(frozen=True)
class Progress:
    """Answers taken together: how many, and what share of them was right, in whole per cent."""

    name: str
    answered: int
    share: int
    depth: int = 0  # of a subject below the ones at the top


def by_subject(
    tallies: Collection[Tally], tree: Mapping[int, tuple[int | None, str]], *, top: int | None = None
) -> list[Progress]:
    """Return each subject that was answered, with all below it, each subject followed by those below it, by name.

    `tree` is each category's (parent, title), by key. With `top` all of `tallies` are below that category, and it is
    where the list begins.
    """
    sums: dict[int, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for tally in tallies:
        key: int | None = tally.category
        while key is not None:
            answered, earned = sums[key]
            sums[key] = (answered + tally.answered, earned + tally.earned)
            key = None if key == top else tree[key][0]
    children: dict[int | None, list[int]] = defaultdict(list)
    for key in sums:
        children[None if key == top else tree[key][0]].append(key)

    def listed(parent: int | None, depth: int) -> list[Progress]:
        found = []
        for key in sorted(children[parent], key=lambda one: tree[one][1].casefold()):
            answered, earned = sums[key]
            found.append(Progress(tree[key][1], answered, share_of(answered, earned), depth))
            found += listed(key, depth + 1)
        return found

    return listed(None, 0)


def lines_of(categories: Collection[int], tree: Mapping[int, tuple[int | None, str]]) -> set[int]:
    """Return `categories` and all that they stand under."""
    found: set[int] = set()
    for category in categories:
        key: int | None = category
        while key is not None and key not in found:
            found.add(key)
            key = tree[key][0]
    return found


def by_quarter(tallies: Collection[Tally]) -> list[Progress]:
    """Return each quarter in which something was answered, the earliest first."""
    sums: dict[date, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for tally in tallies:
        answered, earned = sums[tally.quarter]
        sums[tally.quarter] = (answered + tally.answered, earned + tally.earned)
    return [
        Progress(quarter_in_words(quarter), answered, share_of(answered, earned))
        for quarter, (answered, earned) in sorted(sums.items())
    ]


def share_of(answered: int, earned: float) -> int:
    """Return the share that was right in whole per cent: 100 only if everything was, 0 only if nothing was."""
    if not answered or earned <= 0:
        return 0
    return 100 if earned > answered - 1e-6 else min(max(round(100 * earned / answered), 1), 99)


MONTHS: Sequence[str] = ("January to March", "April to June", "July to September", "October to December")


def quarter_in_words(start: date) -> str:
    return f"{MONTHS[(start.month - 1) // 3]} {start.year}"
