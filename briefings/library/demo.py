"""The demonstration partnership's learning briefings."""

from pathlib import Path
from typing import Any

from briefings.library.models import SECTIONS, BriefingIndexPage, BriefingPage
from core.demo import DemoRun, read, stream
from core.demo_pages import publish, section_page
from core.models import RelatedPage

FOLDER = Path(__file__).parent / "demo_content"


def build(run: DemoRun) -> None:
    index = section_page(
        run,
        BriefingIndexPage,
        title="Learning briefings",
        slug="briefings",
        summary="Short pages that carry a review's lessons to you. Read one alone, or talk it through with your team.",
    )
    content = read(__file__, "briefings.toml")["briefings"]
    fresh = []
    for fields in content:
        found = BriefingPage.objects.filter(slug=fields["slug"]).first()
        run.put("briefing", fields["slug"], found or make(run, fields, index))
        if not found:
            fresh.append(fields)
    # Only now that all of them are there can they name each other.
    for fields in fresh:
        relate(run, fields)


def make(run: DemoRun, fields: dict[str, Any], index: BriefingIndexPage) -> BriefingPage:
    briefing = BriefingPage(
        title=fields["title"],
        slug=fields["slug"],
        summary=fields["summary"],
        content_note=fields["content_note"],
        published_on=run.ago(fields["days_ago"]),
        minutes=fields["minutes"],
        themes=[run.get("theme", slug) for slug in fields["themes"]],
        audiences=[run.get("audience", slug) for slug in fields["audiences"]],
        **{name: stream(fields.get(name, []), FOLDER) for name, _, _ in SECTIONS},
    )
    return publish(run, briefing, under=index)


def relate(run: DemoRun, fields: dict[str, Any]) -> None:
    """Put beside a briefing its review, procedures and course, and what to read next."""
    named = [("review", fields.get("review")), ("course_page", fields.get("course"))]
    named += [("procedure", slug) for slug in fields["procedures"]]
    named += [("briefing", slug) for slug in fields["related"]]
    pages = [run.made.get(kind, {}).get(code) for kind, code in named if code]
    briefing = run.get("briefing", fields["slug"])
    briefing.related_links = [
        RelatedPage(related=page, sort_order=order) for order, page in enumerate(filter(None, pages))
    ]
    briefing.save_revision(user=run.team).publish(user=run.team)
