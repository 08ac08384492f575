"""What the home page shows: the newest of everything that its reader may read."""

from dataclasses import dataclass
from typing import Any

from briefings.library.models import BriefingPage
from briefings.newsletters.models import NewsletterPage
from briefings.procedures.models import ProcedurePage
from briefings.reviews.models import ReviewPage
from core.queries import readable_pages
from core.related import leading_to, related_to
from learning.lessons.models import CoursePage


@dataclass(frozen=True)
class Newest:
    """What the home page shows of each kind, newest first."""

    briefings: list[BriefingPage]
    reviews: list[ReviewPage]
    newsletter: NewsletterPage | None
    procedures: list[ProcedurePage]
    courses: list[CoursePage]
    thread: list[dict[str, str]]


def newest_for(reader: Any) -> Newest:
    """Return the newest pages that `reader` may read, for the home page."""
    reviews = list(readable_pages(ReviewPage, reader).listed()[:2])
    return Newest(
        briefings=list(readable_pages(BriefingPage, reader).listed()[:4]),
        reviews=reviews,
        newsletter=readable_pages(NewsletterPage, reader).listed().first(),
        procedures=list(readable_pages(ProcedurePage, reader).order_by("-in_force_from", "-pk")[:3]),
        courses=list(readable_pages(CoursePage, reader).select_related("course").order_by("path")[:4]),
        thread=thread_from(reviews, reader),
    )


def thread_from(reviews: list[ReviewPage], reader: Any) -> list[dict[str, str]]:
    """Return one golden thread as the thread_row component takes it: a review, the briefing that carries it, and the
    procedure and the course that the briefing leads to. Empty unless some review has a briefing."""
    for review in reviews:
        for briefing in leading_to(review, reader):
            if isinstance(briefing, BriefingPage):
                return [knot(review), knot(briefing), *knots_after(briefing, reader)]
    return []


def knots_after(briefing: BriefingPage, reader: Any) -> list[dict[str, str]]:
    after = related_to(briefing, reader)
    firsts = (next((page for page in after if isinstance(page, kind)), None) for kind in (ProcedurePage, CoursePage))
    return [knot(page) for page in firsts if page]


def knot(page: Any) -> dict[str, str]:
    return {"title": page.title, "url": page.url, "text": page.kind_name}
