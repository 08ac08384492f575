"""Learning briefings: short pages that carry a review's lessons to practitioners."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core import clock
from core.blocks import SectionBlock
from core.filters import ListFilter, page_of
from core.models import Audience, BasePage, Theme
from core.models.pages import RELATED_PANEL
from core.queries import readable_pages
from core.related import attachments_of, by_kind, related_to

BRIEFINGS_A_PAGE = 12
BRIEFINGS_IN_A_FEED = 20

# The fixed structure of a briefing: field, heading, and what to tell somebody who writes it.
SECTIONS = [
    ("background", "Background", "What this is about, in a paragraph or two."),
    ("why_it_matters", "Why it matters", "What it means for children."),
    ("what_happened", "What happened", "What the review looked at. Nobody can be recognised from it."),
    ("findings", "What was found", "The learning, strengths as well as gaps."),
    ("what_good_looks_like", "What good looks like", "What a child and a family would notice."),
    ("what_to_do", "What to do", "Steps to take, today if possible."),
    ("questions_for_team", "Questions for your team", "To talk through in a team meeting."),
]

# How a briefing names the pages that stand beside it.
BESIDE = {"Review": "The review behind it", "Procedure": "Procedures to follow", "Course": "Take the course"}


def section(name: str) -> StreamField:
    """Return the field of one section, with the heading and the advice of SECTIONS."""
    heading, advice = next((heading, advice) for field, heading, advice in SECTIONS if field == name)
    return StreamField(SectionBlock(), blank=True, verbose_name=heading.lower(), help_text=advice)


class BriefingIndexPage(RoutablePageMixin, BasePage):
    """All learning briefings, newest first, by theme and audience."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["library.BriefingPage"]
    template = "library/briefing_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        themes = Theme.objects.values_list("slug", "title")
        audiences = Audience.objects.values_list("slug", "title")
        chosen = ListFilter(request, {"theme": ("Theme", themes), "audience": ("For", audiences)})
        briefings = readable_pages(BriefingPage, request.user).chosen(**chosen.chosen).listed()
        return {**context, "filter": chosen, "briefings": page_of(request, briefings, BRIEFINGS_A_PAGE)}

    @path("")
    def listing(self, request: HttpRequest) -> HttpResponse:
        return self.render(request)

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """The newest public briefings as an Atom feed, the same for every reader."""
        newest = readable_pages(BriefingPage).listed()[:BRIEFINGS_IN_A_FEED]
        response: HttpResponse = self.render(
            request, template="library/feed.xml", context_overrides={"briefings": list(newest)}
        )
        response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
        return response


class BriefingQuerySet(PageQuerySet):
    def chosen(self, *, theme: str = "", audience: str = "") -> "BriefingQuerySet":
        """Return the briefings about one theme and for one audience, by slug; empty means any."""
        briefings = self.filter(themes__slug=theme) if theme else self
        return briefings.filter(audiences__slug=audience) if audience else briefings

    def listed(self) -> "BriefingQuerySet":
        """Return the briefings newest first, with what a list shows of them."""
        return self.defer_streamfields().prefetch_related("themes").order_by("-published_on", "-pk")


class BriefingForm(WagtailAdminPageForm):
    def clean(self) -> dict[str, Any]:
        """Refuse to publish or submit a briefing of which no section is written; a draft may be empty."""
        cleaned: dict[str, Any] = super().clean()
        written = any(cleaned.get(name) for name, _, _ in SECTIONS)
        if not written and not self.is_deferred_validation:
            raise ValidationError("Write at least one section, from Background to Questions for your team.")
        return cleaned


class BriefingPage(BasePage):
    """One learning briefing in its seven sections."""

    published_on = models.DateField("published on", default=clock.today)
    minutes = models.PositiveSmallIntegerField("minutes to read", default=7, validators=[MinValueValidator(1)])
    themes = ParentalManyToManyField(Theme, blank=True, related_name="briefings")
    audiences = ParentalManyToManyField(Audience, blank=True, related_name="briefings")
    background = section("background")
    why_it_matters = section("why_it_matters")
    what_happened = section("what_happened")
    findings = section("findings")
    what_good_looks_like = section("what_good_looks_like")
    what_to_do = section("what_to_do")
    questions_for_team = section("questions_for_team")

    objects = PageManager.from_queryset(BriefingQuerySet)()

    kind_name = "Briefing"
    base_form_class = BriefingForm
    parent_page_types: ClassVar[list[str]] = ["library.BriefingIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "library/briefing_page.html"

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("minutes")]),
                FieldPanel("themes", widget=CheckboxSelectMultiple),
                FieldPanel("audiences", widget=CheckboxSelectMultiple),
            ],
            "About the briefing",
        ),
        *[FieldPanel(name) for name, _, _ in SECTIONS],
        RELATED_PANEL,
    ]
    search_fields = [
        *BasePage.search_fields,
        *[index.SearchField(name) for name, _, _ in SECTIONS],
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = "learning briefing"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        sections = self.sections
        related = by_kind(related_to(self, request.user))
        read_next = related.pop(self.kind_name, [])
        return {
            **context,
            "sections": sections,
            "contents": [{"anchor": part["anchor"], "title": part["heading"]} for part in sections],
            "beside": [{"title": BESIDE.get(kind, kind), "pages": pages} for kind, pages in related.items()],
            "read_next": read_next,
            "attachments": attachments_of(self),
        }

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The sections that are written, in order, each with its anchor, heading and blocks."""
        return [
            {"anchor": name.replace("_", "-"), "heading": heading, "blocks": getattr(self, name)}
            for name, heading, _ in SECTIONS
            if getattr(self, name)
        ]
