"""Figures small enough to point at somebody are left out, and so is whatever would give them away."""

from collections.abc import Iterator, Mapping
from itertools import product

ALL = "*"  # stands for the total along an axis
LEAST_SHOWN = 5
Key = tuple[str, ...]
NO_GROUPS: Mapping[str, str] = {}


def with_totals(cells: Mapping[Key, int], *, groups: Mapping[str, str] = NO_GROUPS) -> dict[Key, int]:
    """Return a table with its totals: for every axis, and all at once, under ALL. Cells not given count 0.

    `groups` put the values of the first axis together, each in one: the total of a group stands under its name.
    """
    if not cells:
        return {}
    axes = _axes(cells, groups)
    full = dict.fromkeys(product(*axes), 0)
    for (first, *rest), number in cells.items():
        firsts = (first, groups[first], ALL) if first in groups else (first, ALL)
        for total in product(firsts, *((part, ALL) for part in rest)):
            full[total] += number
    return full


def suppress(
    cells: Mapping[Key, int], *, least: int = LEAST_SHOWN, groups: Mapping[str, str] = NO_GROUPS
) -> dict[Key, int | None]:
    """Return a table with its totals, None in place of every figure that may not be shown. `groups` as above.

    A figure from 1 to `least` - 1 may not. Nor may the one that would give it away, being what is left of a total:
    along every line of the table (any axis, other totals too) either nothing is hidden, or two figures at least are,
    and unless the line's total is hidden too, those hidden add up to `least`. A 0 tells of nobody and is shown.
    """
    full = with_totals(cells, groups=groups)
    hidden = {key for key, number in full.items() if 0 < number < least}
    lines = list(_lines(_axes(cells, groups), groups)) if cells else []
    changed = True
    while changed:
        changed = False
        for parts, total in lines:
            more = _to_hide(parts, total, full, hidden, least)
            if more is not None:
                hidden.add(more)
                changed = True
    return {key: None if key in hidden else number for key, number in full.items()}


def _to_hide(parts: list[Key], total: Key, full: dict[Key, int], hidden: set[Key], least: int) -> Key | None:
    """Return the figure of a line that must be hidden too, the smallest that will do, or None."""
    out = [part for part in parts if part in hidden]
    shown = [part for part in parts if part not in hidden and full[part]]
    if not out:
        # A total hidden alone is what its parts add up to.
        return min(shown, key=full.__getitem__, default=None) if total in hidden else None
    if total in hidden or (len(out) > 1 and sum(full[part] for part in out) >= least):
        return None
    return min(shown, key=full.__getitem__, default=total)


def _axes(cells: Mapping[Key, int], groups: Mapping[str, str]) -> list[list[str]]:
    """Return the values along each axis, in the order that they first come in, the groups of the first, and ALL."""
    first, *others = ([*dict.fromkeys(values)] for values in zip(*cells, strict=True))
    grouped = dict.fromkeys(groups[value] for value in first if value in groups)
    return [[*first, *grouped, ALL], *([*values, ALL] for values in others)]


def _lines(axes: list[list[str]], groups: Mapping[str, str]) -> Iterator[tuple[list[Key], Key]]:
    """Yield each line of the table: its parts and its total."""
    for place, axis in enumerate(axes):
        for before in product(*axes[:place]):
            for after in product(*axes[place + 1 :]):
                for parts, total in _sums(axis, groups if place == 0 else NO_GROUPS):
                    yield [(*before, value, *after) for value in parts], (*before, total, *after)


def _sums(axis: list[str], groups: Mapping[str, str]) -> Iterator[tuple[list[str], str]]:
    """Yield what adds up to what along an axis: the values of each group to it, and all that is in none to ALL."""
    grouped = dict.fromkeys(groups[value] for value in axis if value in groups)
    for group in grouped:
        yield [value for value in axis if groups.get(value) == group], group
    yield [value for value in axis if value != ALL and value not in groups], ALL
