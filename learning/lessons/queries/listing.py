"""The list of courses online, in the same few queries however many there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core.queries import STEP, readable_pages
from learning.catalogue.rules import in_words
from learning.lessons.models import CourseIndexPage, CoursePage, Enrolment, LessonPage
from learning.lessons.queries.asked_first import Asking, askings
from learning.lessons.rules import minutes_in_words
from learning.records.models import Completion


@dataclass(frozen=True)
class Listed:
    """A course as a list shows it. `status` is a key of core.statuses, empty for nobody; `meta` is in words."""

    title: str
    url: str
    summary: str
    meta: list[str]
    status: str = ""


def listed_courses(index: CourseIndexPage, reader: Any, *, at: datetime) -> list[Listed]:
    """Return the courses below an index page that `reader` may read, in the order that its editors gave them."""
    readable: Any = readable_pages(CoursePage, reader, at=at)
    pages = list(
        readable.filter(path__startswith=index.path, depth=index.depth + 1)
        .select_related("course")
        .prefetch_related("course__levels__framework")
        .defer_streamfields()
        .order_by("path")
    )
    lessons = _minutes_by_course(index)
    asks = askings(page.course_id for page in pages)
    done = _completed(pages, asks, reader)
    states = _statuses(pages, done, reader)
    today = timezone.localdate(at)
    url = index.get_url() or "/"
    return [
        Listed(
            title=page.title,
            url=f"{url}{page.slug}/",
            summary=page.summary or page.course.summary,
            meta=[*_meta(page, lessons[page.path]), *_first(asks.get(page.course_id), done, today)],
            status=states.get(page.pk, ""),
        )
        for page in pages
    ]


def _meta(page: CoursePage, minutes: list[int]) -> list[str]:
    count = f"{len(minutes)} lesson{'' if len(minutes) == 1 else 's'}"
    return [*(level.level for level in page.course.levels.all()), count, minutes_in_words(sum(minutes))]


def _minutes_by_course(index: CourseIndexPage) -> dict[str, list[int]]:
    """Return the minutes of the live lessons of each course below an index page, by the course page's path."""
    found: dict[str, list[int]] = defaultdict(list)
    below = LessonPage.objects.live().filter(path__startswith=index.path, depth=index.depth + 2)
    for path, minutes in below.order_by().values_list("path", "minutes"):
        found[path[:-STEP]].append(minutes)
    return found


def _completed(pages: list[CoursePage], asks: dict[int, Asking], reader: Any) -> set[int]:
    """Return which of the listed courses, and of those that they ask for first, the reader has completed."""
    if not reader.is_authenticated:
        return set()
    asked = {first.course_id for asking in asks.values() for first in asking.courses}
    courses = asked | {page.course_id for page in pages}
    completed = Completion.objects.standing().filter(person=reader, course__in=courses)
    return set(completed.order_by().values_list("course", flat=True))


def _first(asking: Asking | None, done: set[int], today: date) -> list[str]:
    """Return what the reader has still to do before a course, as its card says it."""
    missing = asking.missing(done, on=today) if asking else ()
    if not asking or not missing:
        return []
    return [f"First: {in_words([one.title for one in missing], any_one=asking.any_one)}"]


def _statuses(pages: list[CoursePage], done: set[int], reader: Any) -> dict[int, str]:
    """Return "in_progress" or "completed" by page, for the courses that a signed-in reader has begun or completed."""
    if not reader.is_authenticated:
        return {}
    open_now = Enrolment.objects.visible_to(reader).open().filter(course_page__in=pages)
    under_way = set(open_now.values_list("course_page", flat=True))
    return {
        page.pk: "in_progress" if page.pk in under_way else "completed" if page.course_id in done else "not_started"
        for page in pages
    }
