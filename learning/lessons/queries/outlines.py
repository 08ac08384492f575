"""What a course page consists of, for those who may read it.

The outline is the same for every signed-in reader of an ordinary course, so a process keeps it under the public
stamp: a course page then asks the database for nothing but what is the person's own. Figures: bench/.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import PageViewRestriction, Site
from wagtail.rich_text import expand_db_html

from core.kept import Kept
from core.models import Embargo
from core.models.pages import breadcrumbs_to
from core.queries import readable_pages, same_for_all
from learning.lessons.models import CoursePage, LessonPage
from learning.lessons.queries.asked_first import Asking, askings
from learning.lessons.rules import minutes_in_words
from learning.quizzes.models import Quiz


@dataclass(frozen=True)
class Lesson:
    """A lesson as the course lists it. `url` is its path on this site."""

    pk: int
    title: str
    summary: str
    url: str
    minutes: int
    required: bool


@dataclass(frozen=True)
class QuizTerms:
    """What a learner is told of the quiz beforehand."""

    title: str
    questions: int
    pass_mark: Decimal
    attempts_allowed: int | None


@dataclass(frozen=True, eq=False)
class Outline:
    """A course page with its lessons. `length` says in words how long they take together; `short_levels` leaves the
    frameworks out."""

    page: CoursePage
    url: str
    introduction: SafeString
    for_whom: SafeString
    outcomes: tuple[str, ...]
    levels: tuple[str, ...]
    short_levels: tuple[str, ...]
    length: str
    lessons: tuple[Lesson, ...]
    quiz: QuizTerms | None
    breadcrumbs: tuple[dict[str, str], ...]
    asks: Asking | None = None

    def lesson(self, url: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.url == url), None)

    @property
    def lesson_keys(self) -> list[int]:
        return [lesson.pk for lesson in self.lessons]

    @property
    def required(self) -> list[dict[str, Any]]:
        """The required lessons as an enrolment pins them."""
        return [{"id": lesson.pk, "title": lesson.title} for lesson in self.lessons if lesson.required]


_kept: Kept[Outline] = Kept()
_addresses: Kept[frozenset[str]] = Kept()


def kept_outline(host: str, path: str, *, reader: Any, stamp: int, at: datetime) -> Outline | None:
    """Return the outline of the course page at a site's path, if it is an ordinary one that `reader` may read.

    None if there is no such page, or if who may read it or its lessons isn't the same for every signed-in person:
    then Wagtail's own way to the page decides. `stamp` is the public stamp, read before this call.
    """
    paths = url_paths(path)
    # Whatever else stands beside the courses isn't looked for among them.
    courses = _addresses.get("courses", _course_paths, stamp=stamp) or frozenset()
    if courses.isdisjoint(paths):
        return None

    def make() -> Outline | None:
        page = readable_pages(CoursePage, reader, at=at).filter(url_path__in=paths).first()
        return outline_of(page, reader=reader, at=at) if page and same_for_all([page], at=at, and_below=True) else None

    return _kept.get(host + path, make, stamp=stamp, at=at)


def _course_paths() -> frozenset[str]:
    return frozenset(CoursePage.objects.live().order_by().values_list("url_path", flat=True))


def outline_of(page: CoursePage, *, reader: Any, at: datetime) -> Outline:
    """Return the outline of a course page with the lessons that `reader` may read once they are signed in.

    An anonymous reader is shown the titles of lessons that anybody signed in may read: `reader` is then nobody.
    """
    url = page.get_url() or "/"
    pages = lesson_pages(page, reader, at=at)
    lessons = tuple(
        Lesson(one.pk, one.title, one.summary, f"{url}{one.slug}/", one.minutes, one.required) for one in pages
    )
    levels = list(page.course.levels.select_related("framework"))
    return Outline(
        page=page,
        url=url,
        introduction=mark_safe(expand_db_html(page.introduction)),
        for_whom=mark_safe(expand_db_html(page.for_whom)),
        outcomes=tuple(str(block.value) for block in page.outcomes),
        levels=tuple(str(level) for level in levels),
        short_levels=tuple(dict.fromkeys(level.level for level in levels)),
        length=minutes_in_words(sum(lesson.minutes for lesson in lessons)),
        lessons=lessons,
        quiz=terms_of(page.quiz) if page.quiz else None,
        breadcrumbs=tuple(breadcrumbs_to(page)),
        asks=askings([page.course_id]).get(page.course_id),
    )


def lesson_pages(page: CoursePage, reader: Any, *, at: datetime) -> list[LessonPage]:
    """Return the lessons of a course that `reader` may read, in order; for nobody, those that a sign-in opens."""
    below = Q(path__startswith=page.path, depth=page.depth + 1)
    fields = ("title", "slug", "summary", "minutes", "required", "path", "depth", "url_path")
    if reader.is_authenticated:
        return list(readable_pages(LessonPage, reader, at=at).filter(below).order_by("path").only(*fields))
    closed = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
    embargoed = Embargo.objects.filter(until__gt=at)
    lessons = LessonPage.objects.live().filter(below).exclude(expire_at__lte=at)
    lessons = lessons.exclude(pk__in=closed.values("page")).exclude(pk__in=embargoed.values("page"))
    return list(lessons.order_by("path").only(*fields))


def terms_of(quiz: Quiz) -> QuizTerms:
    """Return what a quiz consists of, in two queries."""
    drawn = quiz.draws.aggregate(count=Sum("count"))["count"] or 0
    named = quiz.fixed_questions.filter(question__live=True, question__retired=False).count()
    questions = drawn + min(quiz.fixed_count or named, named)
    return QuizTerms(quiz.title, questions, quiz.pass_mark.normalize(), quiz.attempts_allowed)


def url_paths(path: str) -> list[str]:
    """Return Wagtail's own paths of a page at a site's path, in whichever site."""
    return [root.root_path.rstrip("/") + path for root in Site.get_site_root_paths()]
