"""Everybody's reporting tree at once, for the letters to all managers."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from people.models import Post


class Node(NamedTuple):
    """A post that is held on the day, or whose holder has left its agency and is stepped over."""

    pk: int
    person: int
    path: str
    start: date
    held: bool


class ReportingTrees:
    """The posts below each manager as at a day, read in one query.

    The same answer as `PostQuerySet.in_reporting_tree_of`, of which a page asks for one manager's; a test holds the two
    against each other.
    """

    def __init__(self, on: date) -> None:
        rows = list(
            Post.objects.filter(start__lte=on)
            .order_by()
            .values_list("pk", "person", "agency__path", "line_manager", "start", "end")
        )
        self._places: dict[int, set[str]] = defaultdict(set)
        self._past: dict[int, list[tuple[str, date]]] = defaultdict(list)
        for _, person, path, _, _, end in rows:
            if end is None or end >= on:
                self._places[person].add(path)
            else:
                self._past[person].append((path, end))
        self._reports: dict[int, list[Node]] = defaultdict(list)
        for key, person, path, manager, start, end in rows:
            held = end is None or end >= on
            if manager is not None and (held or path not in self._places.get(person, ())):
                self._reports[manager].append(Node(key, person, path, start, held))

    @property
    def managers(self) -> set[int]:
        """Who holds a post, and is named for another's."""
        return self._reports.keys() & self._places.keys()

    def below(self, manager: int) -> set[int]:
        """Return the keys of the posts that a manager sees as theirs."""
        places = tuple(self._places.get(manager, ()))
        if not places:
            return set()
        named = self._reports.get(manager, [])
        waiting = [post for post in named if post.path.startswith(places)]
        found: dict[int, Node] = {}
        while waiting:
            post = waiting.pop()
            if post.pk not in found:
                found[post.pk] = post
                waiting += [one for one in self._reports.get(post.person, ()) if one.path.startswith(post.path)]
        inside = {key for key, post in found.items() if post.held and post.person != manager}
        return inside | {post.pk for post in named if post.held and self._is_elsewhere(post, manager, places)}

    def _is_elsewhere(self, post: Node, manager: int, places: tuple[str, ...]) -> bool:
        """Whether a post is of an agency where the manager doesn't work, and that they haven't left since it began."""
        past = self._past.get(manager, ())
        left = any(post.path.startswith(path) and post.start <= end for path, end in past)
        return not left and not post.path.startswith(places)
