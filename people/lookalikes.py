"""People who may be one and the same, for somebody to look at. Nothing is done about them by itself."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

# So many of one name are a common name, and no pair among them says anything.
COMMON = 6


class Known(NamedTuple):
    """As much of somebody as tells them from others."""

    key: int
    first_name: str
    last_name: str
    email: str
    agencies: frozenset[int]


class Pair(NamedTuple):
    """Two people who may be one, and why it looks so; the likelier first by `weight`."""

    one: int
    other: int
    why: str
    weight: int


def plain(name: str) -> str:
    """Return a name without accents, case, hyphens and spaces: "O'Brien-Núñez" is "obriennunez"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z]", "", letters)


def lookalikes(people: Iterable[Known]) -> list[Pair]:
    """Return pairs who may be one person, the likeliest first: the same name, more so in one agency or if one has no
    email; the same words before the @; first and last name the other way round."""
    people = list(people)
    by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
    by_local: dict[str, list[Known]] = defaultdict(list)
    for person in people:
        by_name[plain(person.first_name), plain(person.last_name)].append(person)
        if person.email:
            by_local[person.email.split("@")[0].casefold()].append(person)
    found: dict[tuple[int, int], Pair] = {}

    def note(one: Known, other: Known, why: str, weight: int) -> None:
        key = (min(one.key, other.key), max(one.key, other.key))
        shared = 2 if one.agencies & other.agencies else 0
        unsigned = 1 if not (one.email and other.email) else 0
        pair = Pair(*key, why, weight + shared + unsigned)
        if key not in found or pair.weight > found[key].weight:
            found[key] = pair

    for name, group in by_name.items():
        if all(name) and len(group) < COMMON:
            for one, other in combinations(group, 2):
                note(one, other, "the same name", 3)
            for one in group if name[0] < name[1] else ():
                for other in by_name.get((name[1], name[0]), ()):
                    note(one, other, "first and last name the other way round", 3)
    for group in by_local.values():
        if len(group) < COMMON:
            for one, other in combinations(group, 2):
                if plain(one.last_name) == plain(other.last_name) or plain(one.first_name) == plain(other.first_name):
                    note(one, other, "the same address at another place, and a name in common", 4)
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.one, pair.other))
