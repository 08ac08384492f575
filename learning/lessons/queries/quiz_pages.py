"""Where a person is with a quiz that stands alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.kept import Kept
from core.models.pages import breadcrumbs_to
from core.queries import readable_pages, same_for_all
from core.statements import Given, Statement
from learning.lessons.models import CourseIndexPage, OpenTo, QuizPage
from learning.lessons.queries.listing import Listed
from learning.lessons.queries.outlines import QuizTerms, terms_of, url_paths
from learning.quizzes.models import Attempt, AttemptState, Question, Quiz
from learning.quizzes.queries import above, asks_essays, go_after
from learning.quizzes.rules import AnotherGo, PastAttempt


def readable_quiz_page(reader: Any, key: int, *, at: datetime) -> QuizPage | None:
    """Return the quiz page of that key with its quiz, if `reader` may read it. One query."""
    # By `id`, which knows that no page has a number that is too large for the database; `pk` here doesn't.
    found: QuizPage | None = (
        readable_pages(QuizPage, reader, at=at).filter(id=key).select_related("quiz").order_by().first()
    )
    return found


@dataclass(frozen=True)
class QuizOutline:
    """A quiz page with its quiz, and what it says of it."""

    page: QuizPage
    url: str
    terms: QuizTerms
    asks_essays: bool
    breadcrumbs: tuple[dict[str, str], ...]


_kept: Kept[QuizOutline] = Kept()
_addresses: Kept[dict[str, int]] = Kept()


def quiz_outline_of(page: QuizPage) -> QuizOutline:
    return QuizOutline(
        page, page.get_url() or "/", terms_of(page.quiz), asks_essays(page.quiz), tuple(breadcrumbs_to(page))
    )


def kept_quiz_outline(key: int, *, reader: Any, stamp: int, at: datetime) -> QuizOutline | None:
    """Return the quiz page of that key, if it is an ordinary one that `reader`, who has signed in, may read.

    None if there is none, or if who may read it isn't the same for every signed-in person. `stamp` is the public
    stamp, read before this call.
    """

    def make() -> QuizOutline | None:
        page = readable_quiz_page(reader, key, at=at)
        return quiz_outline_of(page) if page and same_for_all([page], at=at) else None

    return _kept.get(key, make, stamp=stamp, at=at)


def quiz_page_at(path: str, *, stamp: int) -> int | None:
    """Return the key of the published quiz page at a site's path, whoever may read it."""
    pages = _addresses.get("quizzes", _quiz_paths, stamp=stamp) or {}
    return next((pages[one] for one in url_paths(path) if one in pages), None)


def _quiz_paths() -> dict[str, int]:
    return dict(QuizPage.objects.live().order_by().values_list("url_path", "pk"))


@dataclass(frozen=True)
class Standing:
    """A person's attempts outside any course: the open one if there is one, those that are over, and another go."""

    under_way: Attempt | None
    over: list[Attempt]
    go: AnotherGo


# On the day that a team is asked to take a quiz, everybody's page of it asks.
OUTSIDE_COURSES: Statement[Attempt] = Statement(
    lambda: (
        Attempt.objects.filter(quiz=Given("quiz"), person=Given("person"), cycle=None)
        .only("state", "submitted_at", "started_at")
        .order_by("-started_at", "-pk")
    )
)


def standing_in(quiz: Quiz, person: Any, *, at: datetime) -> Standing:
    """Return where `person` is with a quiz at moment `at`, in one query."""
    attempts = OUTSIDE_COURSES.run(quiz=quiz.pk, person=person.pk)
    over = [one for one in attempts if not one.is_open]
    past = [PastAttempt(one.state, one.submitted_at) for one in over]
    go = go_after(past, quiz=quiz, cycle=None, at=at)
    return Standing(next((one for one in attempts if one.is_open), None), over, go)


def listed_quizzes(index: CourseIndexPage, reader: Any, *, at: datetime) -> list[Listed]:
    """Return the quiz pages below an index page that `reader` may read, in the order that its editors gave them.

    Two queries, however many there are.
    """
    pages: Any = readable_pages(QuizPage, reader, at=at)
    pages = list(pages.filter(path__startswith=index.path, depth=index.depth + 1).order_by("path"))
    states = _statuses(pages, reader)
    url = index.get_url() or "/"
    return [
        Listed(
            page.title, f"{url}{page.slug}/", page.summary, [words for words in [page.open_in_words(reader)] if words],
            states.get(page.pk, ""),
        )
        for page in pages
    ]  # fmt: skip


def _statuses(pages: list[QuizPage], reader: Any) -> dict[int, str]:
    """Return a state by page, for the quizzes that a signed-in reader has begun or passed."""
    if not pages or not reader.is_authenticated:
        return {}
    told = [AttemptState.IN_PROGRESS, AttemptState.AWAITING_MARKING, AttemptState.PASSED]
    own = Attempt.objects.filter(person=reader, cycle=None, quiz__in=[page.quiz_id for page in pages], state__in=told)
    # What is under way is told before what was passed some time ago.
    last = {str(state): place for place, state in enumerate(reversed(told))}
    rows = sorted(own.order_by().values_list("quiz", "state"), key=lambda row: last[row[1]])
    by_quiz = {quiz: str(state) for quiz, state in rows}
    return {page.pk: by_quiz[page.quiz_id] for page in pages if page.quiz_id in by_quiz}


def may_see_picture(reader: Any, users: dict[str, list[str]]) -> bool:
    """Return whether a file is the picture of a question that a quiz which is open to anyone may ask.

    Fills `core.slots.file_readers`: who isn't signed in sees a question's picture there, and nowhere else.
    """
    versions = users.get("quizzes.questionversion")
    if not versions:
        return False
    questions = Question.objects.in_use().filter(versions__in=versions)
    categories = above(set(questions.values_list("category", flat=True)))
    asking = Q(quiz__fixed_questions__question__in=questions) | Q(quiz__draws__category__in=categories)
    pages = readable_pages(QuizPage, reader).filter(asking, open_to=OpenTo.ANYONE)
    return bool(pages.exists())
