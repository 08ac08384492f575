"""The publishing rooms' pages for tests."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from briefings.library.models import BriefingIndexPage, BriefingPage
from briefings.newsletters.models import NewsletterIndexPage, NewsletterPage
from briefings.procedures.models import ProcedureIndexPage, ProcedurePage, ProcedurePart
from briefings.reviews.models import ReviewIndexPage, ReviewKind, ReviewPage
from core.models import Embargo, PageAttachment, RelatedPage, SiteDocument
from tests import factories

_next = factories.numbers()
SECTIONS = {
    BriefingIndexPage: ("Learning briefings", "briefings"),
    ReviewIndexPage: ("Reviews", "reviews"),
    ProcedureIndexPage: ("Procedures", "procedures"),
    NewsletterIndexPage: ("Newsletters", "newsletters"),
}


def section(model: type[Any]) -> Any:
    """Return the one index page of a room."""
    found = model.objects.first()
    if found:
        return found
    home = (Site.objects.filter(is_default_site=True).first() or factories.make_site()).root_page
    if home.depth < 2 or home.specific_class.__name__ != "HomePage":
        home = factories.make_site().root_page
    title, slug = SECTIONS[model]
    return Page.objects.get(pk=home.pk).add_child(instance=model(title=title, slug=slug))


def text(words: str) -> tuple[str, RichText]:
    return ("text", RichText(f"<p>{words}</p>"))


def make(model: type[Any], index: type[Any], *, until: datetime | None = None, **fields: Any) -> Any:
    """Return a live page of a room, without a revision, which takes long.

    `until` puts it under embargo; `related` and `files` stand beside it.
    """
    number = next(_next)
    related, files = fields.pop("related", []), fields.pop("files", [])
    fields = {"title": f"Title {number}", "slug": f"page-{number}", "summary": f"Summary {number}"} | fields
    page = model(**fields)
    page.related_links = [RelatedPage(related=other, sort_order=order) for order, other in enumerate(related)]
    page.attachments = [PageAttachment(document=file, sort_order=order) for order, file in enumerate(files)]
    if until:
        page.embargoes = [Embargo(until=until)]
    page.first_published_at = page.last_published_at = timezone.now()
    return section(index).add_child(instance=page)


def make_briefing(**fields: Any) -> BriefingPage:
    fields.setdefault("background", [text("Why this was written.")])
    return make(BriefingPage, BriefingIndexPage, **fields)


def make_many_briefings(count: int) -> None:
    """Make so many live briefings below the one there is, alike but for their titles, row by row.

    Saving each as a page is saved would take thirty queries, most of them to index it; these aren't indexed.
    """
    model = BriefingPage.objects.get()
    index = model.get_parent()
    same = {field.attname: getattr(model, field.attname) for field in Page._meta.concrete_fields}
    own = {field.attname: getattr(model, field.attname) for field in BriefingPage._meta.local_concrete_fields}
    new = [
        {
            "id": None,
            "translation_key": uuid4(),
            "path": Page._get_path(index.path, model.depth, 1 + number),
            "url_path": f"{index.url_path}many-{number}/",
            "slug": f"many-{number}",
            "title": f"Briefing {number}",
        }
        for number in range(1, 1 + count)
    ]
    for page in Page.objects.bulk_create(Page(**same | fields) for fields in new):
        BriefingPage(**own | {"page_ptr_id": page.pk}).save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=index.pk).update(numchild=1 + count)


def make_review(**fields: Any) -> ReviewPage:
    kind = fields.pop("kind", None) or ReviewKind.objects.first()
    return make(ReviewPage, ReviewIndexPage, kind=kind, **fields)


def make_part(**fields: Any) -> ProcedurePart:
    number = next(_next)
    fields = {"number": number, "title": f"Part {number}", "slug": f"part-{number}"} | fields
    return ProcedurePart.objects.create(**fields)


def make_procedure(**fields: Any) -> ProcedurePage:
    part = fields.pop("part", None) or make_part()
    fields = {"chapter": "1.1", "version": "1.0", "in_force_from": date(2026, 1, 5)} | fields
    return make(ProcedurePage, ProcedureIndexPage, part=part, **fields)


def make_issue(*articles: dict[str, Any], **fields: Any) -> NewsletterPage:
    """Return an issue with an article for each dict given, which needs a heading and may have a body and a page."""
    fields.setdefault("number", next(_next))
    blank = {"kind": "lead", "from_agency": "", "from_other": "", "signed": "", "body": [], "page": None}
    return make(
        NewsletterPage,
        NewsletterIndexPage,
        articles=[("article", blank | article) for article in articles],
        **fields,
    )


def make_document(name: str, **fields: Any) -> SiteDocument:
    fields.setdefault("title", name)
    return SiteDocument.objects.create(file=ContentFile(b"%PDF-1.4 a file", name=name), **fields)


def from_now(**spell: float) -> datetime:
    """Return a moment a while from now, or before it. Real moments: the database's clock knows no other."""
    return timezone.now() + timezone.timedelta(**spell)
