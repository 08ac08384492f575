"""Figures small enough to point at somebody are left out, and so is whatever would give them away."""

from collections.abc import Iterator, Mapping
from itertools import product

ALL = "*"  # stands for the total along an axis
LEAST_SHOWN = 5
Key = tuple[str, ...]


def with_totals(cells: Mapping[Key, int]) -> dict[Key, int]:
    """Return a table with its totals: for every axis, and all at once, under ALL. Cells not given count 0."""
    if not cells:
        return {}
    axes = _axes(cells)
    full = dict.fromkeys(product(*axes), 0)
    for key, number in cells.items():
        for total in product(*((part, ALL) for part in key)):
            full[total] += number
    return full


def suppress(cells: Mapping[Key, int], *, least: int = LEAST_SHOWN) -> dict[Key, int | None]:
    """Return a table with its totals, None in place of every figure that may not be shown.

    A figure from 1 to `least` - 1 may not. Nor may the one that would give it away, being what is left of a total:
    along every line of the table (any axis, other totals too) either nothing is hidden, or two figures at least are,
    and unless the line's total is hidden too, those hidden add up to `least`. A 0 tells of nobody and is shown.
    """
    full = with_totals(cells)
    hidden = {key for key, number in full.items() if 0 < number < least}
    lines = list(_lines(_axes(cells))) if cells else []
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


def _axes(cells: Mapping[Key, int]) -> list[list[str]]:
    """Return the values along each axis, in the order that they first come in, and ALL."""
    return [[*dict.fromkeys(values), ALL] for values in zip(*cells, strict=True)]


def _lines(axes: list[list[str]]) -> Iterator[tuple[list[Key], Key]]:
    """Yield each line of the table: its parts and its total."""
    for place, axis in enumerate(axes):
        for before in product(*axes[:place]):
            for after in product(*axes[place + 1 :]):
                yield [(*before, value, *after) for value in axis if value != ALL], (*before, ALL, *after)
