"""Which courses are taught online, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.kept import Kept
from core.public_pages import read_stamp
from core.queries import readable_pages
from learning.lessons.models import CoursePage
from learning.lessons.queries.asked_first import Asking, askings


@dataclass(frozen=True, slots=True)
class CourseLink:
    """Where a course is taught online."""

    course_id: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Taught:
    """The courses taught online: links to those that anybody may read about, and the keys of all; and what is asked
    for before any course."""

    public: dict[int, CourseLink]
    every: frozenset[int]
    asks: dict[int, Asking]


_taught: Kept[Taught] = Kept()


def kept_taught(*, at: datetime) -> Taught:
    """Return what is taught online, kept under the public stamp."""
    taught = _taught.get("taught", taught_online, stamp=read_stamp(), at=at)
    assert taught is not None
    return taught


def course_links(
    person: Any, wanted: set[int], *, at: datetime, taught: Taught | None = None, seen_by: Any = None
) -> dict[int, CourseLink]:
    """Return links to the course pages that the person, and `seen_by` if given, may read, by the course they teach.

    What anybody may read about is kept; only a wanted course whose page isn't for everybody asks the database.
    """
    taught = taught or kept_taught(at=at)
    restricted = (wanted & taught.every) - taught.public.keys()
    if not restricted:
        return taught.public
    pages = readable_pages(CoursePage, person, at=at).filter(course__in=restricted)
    if seen_by is not None:
        pages = pages.filter(pk__in=readable_pages(CoursePage, seen_by, at=at).order_by().values("pk"))
    return taught.public | links_to(pages)


def taught_online() -> Taught:
    every = CoursePage.objects.live().values_list("course_id", flat=True)
    return Taught(links_to(readable_pages(CoursePage)), frozenset(every), askings())


def links_to(pages: Iterable[CoursePage]) -> dict[int, CourseLink]:
    return {page.course_id: CourseLink(page.course_id, page.title, page.get_url() or "/") for page in pages}
