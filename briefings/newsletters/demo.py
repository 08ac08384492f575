"""The demonstration partnership's newsletter issues."""

from pathlib import Path
from typing import Any

from briefings.newsletters.models import NewsletterIndexPage, NewsletterPage
from core.demo import DemoRun, read, stream
from core.demo_pages import publish, section_page

FOLDER = Path(__file__).parent / "demo_content"
# The folder of an address in the content files, and what the rooms before this one call what they put there.
KINDS = {"briefings": "briefing", "reviews": "review", "procedures": "procedure", "courses": "course_page"}


def build(run: DemoRun) -> None:
    index = section_page(
        run,
        NewsletterIndexPage,
        title="Newsletters",
        slug="newsletters",
        summary="News of learning from across the partnership, each term.",
    )
    for fields in read(__file__, "newsletters.toml")["issues"]:
        found = NewsletterPage.objects.filter(number=fields["number"]).first()
        run.put("newsletter", str(fields["number"]), found or make(run, fields, index))


def make(run: DemoRun, fields: dict[str, Any], index: NewsletterIndexPage) -> NewsletterPage:
    issue = NewsletterPage(
        title=fields["title"],
        slug=f"issue-{fields['number']}",
        summary=fields["summary"],
        number=fields["number"],
        published_on=run.ago(fields["days_ago"]),
        strapline=fields.get("strapline", ""),
        articles=[("article", article(run, lines)) for lines in fields["articles"]],
    )
    return publish(run, issue, under=index)


def article(run: DemoRun, fields: dict[str, Any]) -> dict[str, Any]:
    folder, _, code = fields.get("page", "").partition("/")
    return {
        "heading": fields["heading"],
        "kind": fields["kind"],
        "from_agency": fields.get("from_agency", ""),
        "from_other": fields.get("from_other", ""),
        "signed": fields.get("signed", ""),
        "body": stream(fields.get("body", []), FOLDER),
        "page": run.made.get(KINDS.get(folder, ""), {}).get(code),
    }
