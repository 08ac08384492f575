"""Search over everything that its reader may read."""

from typing import Any

from wagtail.models import Page
from wagtail.query import PageQuerySet

from briefings.library.models import BriefingPage
from briefings.newsletters.models import NewsletterPage
from briefings.procedures.models import ProcedurePage
from briefings.reviews.models import ReviewPage
from core.queries import readable_by
from home.models import ContentPage
from learning.lessons.models import CoursePage, QuizPage

# What a search can be narrowed to: the word in the address, its label, and the page types it means.
KINDS: dict[str, tuple[str, tuple[type[Page], ...]]] = {
    "briefing": ("Briefings", (BriefingPage,)),
    "procedure": ("Procedures", (ProcedurePage,)),
    "review": ("Reviews", (ReviewPage,)),
    "newsletter": ("Newsletters", (NewsletterPage,)),
    "course": ("Courses and quizzes", (CoursePage, QuizPage)),
    "page": ("Other pages", (ContentPage,)),
}


def searchable(reader: Any, kind: str = "") -> PageQuerySet:
    """Return the pages a search may find for `reader`, of one kind if it is named."""
    # The search backends take filters on fields only, so that the question of who may read goes in as keys.
    pages = Page.objects.filter(pk__in=readable_by(reader).order_by().values("pk"))
    if kind in KINDS:
        pages = pages.type(*KINDS[kind][1])
    else:
        pages = pages.type(*(model for _, models in KINDS.values() for model in models))
    return pages
