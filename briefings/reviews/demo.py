"""The demonstration partnership's reviews, one of them under embargo."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from briefings.reviews.models import Lesson, Recommendation, ReviewIndexPage, ReviewKind, ReviewPage
from core.actions import grant_early_access
from core.demo import DemoRun, read, stream
from core.demo_pages import publish, section_page
from core.models import Embargo

EMBARGO_ENDS = time(9, 30)


def build(run: DemoRun) -> None:
    index = section_page(
        run,
        ReviewIndexPage,
        title="Reviews",
        slug="reviews",
        summary="What we have learned from looking hard at our own work, and what each review asks us to do.",
    )
    for fields in read(__file__, "reviews.toml")["reviews"]:
        review = ReviewPage.objects.filter(slug=fields["slug"]).first()
        run.put("review", fields["slug"], review or make(run, fields, index))


def make(run: DemoRun, fields: dict[str, Any], index: ReviewIndexPage) -> ReviewPage:
    review = ReviewPage(
        title=fields["title"],
        slug=fields["slug"],
        summary=fields["summary"],
        content_note=fields["content_note"],
        kind=ReviewKind.objects.get(code=fields["kind"]),
        reference=fields["reference"],
        published_on=run.ago(fields["days_ago"]),
        themes=[run.get("theme", slug) for slug in fields["themes"]],
        body=stream(fields["body"], Path(__file__).parent / "demo_content"),
    )
    review.lessons = [Lesson(**lesson) for lesson in fields["lessons"]]
    review.recommendations = [recommendation(run, line) for line in fields["recommendations"]]
    if fields["embargo_days_ahead"]:
        last = run.today + timedelta(days=fields["embargo_days_ahead"])
        until = timezone.make_aware(datetime.combine(last, EMBARGO_ENDS))
        review.embargoes = [Embargo(until=until)]
    made: ReviewPage = publish(run, review, under=index)
    if fields["embargo_days_ahead"]:
        give_early_access(run, made)
    return made


def recommendation(run: DemoRun, fields: dict[str, str]) -> Recommendation:
    """Return one recommendation; an owner that is no agency's code is written out."""
    agency = run.made.get("agency", {}).get(fields["owner"])
    owner = {"owner": agency} if agency else {"owner_other": fields["owner"]}
    words = {name: fields[name] for name in ("number", "text", "outcome", "timescale")}
    return Recommendation(**words, **owner)


def give_early_access(run: DemoRun, review: ReviewPage) -> None:
    """Let the agency lead of the demonstration read ahead, as a partnership would."""
    lead = run.made.get("person", {}).get("lead")
    if lead:
        grant_early_access(page=review, person=lead, by=run.team)
