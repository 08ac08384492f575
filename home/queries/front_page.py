"""What the home page shows: the newest of everything that its reader may read."""

from dataclasses import dataclass
from typing import Any

from briefings.library.models import BriefingPage
from briefings.newsletters.models import NewsletterPage
from briefings.procedures.models import ProcedurePage
from briefings.reviews.models import ReviewPage
from core.queries import readable_pages
from learning.lessons.models import CoursePage


@dataclass(frozen=True)
class Newest:
    """What the home page shows of each kind, newest first."""

    briefings: list[BriefingPage]
    reviews: list[ReviewPage]
    newsletter: NewsletterPage | None
    procedures: list[ProcedurePage]
    courses: list[CoursePage]


def newest_for(reader: Any) -> Newest:
    """Return the newest pages that `reader` may read, for the home page."""
    return Newest(
        briefings=list(readable_pages(BriefingPage, reader).listed()[:4]),
        reviews=list(readable_pages(ReviewPage, reader).listed()[:2]),
        newsletter=readable_pages(NewsletterPage, reader).listed().first(),
        procedures=list(readable_pages(ProcedurePage, reader).order_by("-in_force_from", "-pk")[:3]),
        courses=list(readable_pages(CoursePage, reader).select_related("course").order_by("path")[:4]),
    )
