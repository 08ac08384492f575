"""Every address that the site answers to, as its URL configuration has it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {
    "int": "1",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "nothing-here",
    "str": "nothing-here",
    "path": "nothing-here",
    "page": "1",
}


@dataclass(frozen=True)
class Route:
    """One address. `path` is its pattern as written; `sample` an address that it answers to, with nothing behind it."""

    name: str
    path: str

    @property
    def sample(self) -> str | None:
        if re.search(r"[\^$(\\]", self.path):
            return None
        return "/" + re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "nothing-here"), self.path
        )


def routes(patterns: Any = None, path: str = "", names: tuple[str, ...] = ()) -> Iterator[Route]:
    """Give every route, with the names of its namespaces before its own: "quizzes:question"."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            within = (*names, entry.namespace) if entry.namespace else names
            yield from routes(entry.url_patterns, path + str(entry.pattern), within)
        elif isinstance(entry, URLPattern):
            yield Route(":".join([*names, entry.name or ""]), path + str(entry.pattern))
