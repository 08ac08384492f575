"""Which courses are taught online, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.kept import Kept
from core.public_pages import read_stamp
from core.queries import readable_by, readable_pages
from learning.catalogue.models import Course
from learning.lessons.models import CoursePage
from learning.lessons.queries.asked_first import Asking, askings


@dataclass(frozen=True, slots=True)
class CourseLink:
    """Where a course is taught online: by its course page, or else by a page to read and confirm."""

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
    readings = readings_for(person, at).filter(pk__in=restricted)
    if seen_by is not None:
        pages = pages.filter(pk__in=readable_pages(CoursePage, seen_by, at=at).order_by().values("pk"))
        readings = readings.filter(pk__in=readings_for(seen_by, at).values("pk"))
    return links_to(pages, readings) | taught.public


def taught_online() -> Taught:
    every = {*CoursePage.objects.live().values_list("course_id", flat=True)}
    every |= {*Course.objects.exclude(reading_page=None).values_list("pk", flat=True)}
    public = links_to(readable_pages(CoursePage), readings_for(None))
    return Taught(public, frozenset(every), askings())


def readings_for(reader: Any, at: datetime | None = None) -> QuerySet[Course]:
    """Return the courses that are taught by a page which `reader`, or anybody, may read."""
    readable = readable_by(reader, at=at).order_by().values("pk")
    return Course.objects.filter(reading_page__in=readable).select_related("reading_page").order_by()


def links_to(pages: Iterable[CoursePage], readings: Iterable[Course]) -> dict[int, CourseLink]:
    read = {
        course.pk: CourseLink(course.pk, page.title, page.get_url() or "/")
        for course in readings
        if (page := course.reading_page)
    }
    return read | {page.course_id: CourseLink(page.course_id, page.title, page.get_url() or "/") for page in pages}
