"""Pure rules of what a course asks for first. Source: docs/decisions/0024."""

from collections.abc import Collection, Mapping, Sequence


def loop_through(course: int, asks: Mapping[int, Collection[int]]) -> list[int]:
    """Return the shortest loop by which `course` asks for itself in the end, [] if there is none.

    `asks` gives the keys of the courses that each course asks for first; a loop is keys from `course` to `course`.
    """
    ways = [[course]]
    seen: set[int] = set()
    while ways:
        way = ways.pop(0)
        for first in sorted(asks.get(way[-1], ())):
            if first == course:
                return [*way, course]
            if first not in seen:
                seen.add(first)
                ways.append([*way, first])
    return []


def still_missing(asked: Sequence[int], done: Collection[int], *, any_one: bool) -> list[int]:
    """Return the keys of the courses that are still to be done first, in order.

    With `any_one`, nothing is missing once one of them is done, and each of them would do until then.
    """
    if any_one and any(key in done for key in asked):
        return []
    return [key for key in asked if key not in done]


def in_words(titles: Sequence[str], *, any_one: bool) -> str:
    """Return titles as a sentence names them: "A", "A and B", "A, B or C"."""
    if len(titles) < 2:
        return "".join(titles)
    return f"{', '.join(titles[:-1])} {'or' if any_one else 'and'} {titles[-1]}"
