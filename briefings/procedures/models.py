"""The procedures manual: parts, chapters, versions and review dates."""

from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.forms import Select
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from briefings.procedures.rules import chapter_key, standing
from core import clock
from core.admin_rows import OrderedRows
from core.blocks import BodyBlock
from core.filters import searched
from core.models import BasePage, GuidanceEdition
from core.models.pages import RELATED_PANEL
from core.queries import readable_by, readable_pages
from core.related import attachments_of, by_kind, leading_to, related_to

RECENT_AMENDMENTS = 5
# How a procedure names what leads to it.
CARRIED_BY = {
    "Review": "Reviews that changed it",
    "Briefing": "Briefings about it",
    "Newsletter": "In newsletters",
    "Course": "Courses about it",
}


class ProcedurePart(index.Indexed, models.Model):
    """One part of the manual, such as "Acting on concerns"."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    summary = models.TextField(blank=True)

    panels = [FieldPanel(name) for name in ("number", "title", "slug", "summary")]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["number"]
        verbose_name = "part of the manual"
        verbose_name_plural = "parts of the manual"

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ProcedureIndexPage(RoutablePageMixin, BasePage):
    """The manual's contents, what was amended and what is up for review."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["procedures.ProcedurePage"]
    template = "procedures/procedure_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        query = searched(request)
        procedures = self.found(query, request.user) if query else self.readable(request.user)
        return {
            **context,
            "query": query,
            "count": len(procedures),
            "parts": by_part(procedures),
            "amendments": self.amendments(request.user)[:RECENT_AMENDMENTS],
        }

    @path("")
    def contents(self, request: HttpRequest) -> HttpResponse:
        return self.render(request)

    @path("amendments/", name="amendments")
    def amendments_list(self, request: HttpRequest) -> HttpResponse:
        """Every amendment of every procedure, newest first."""
        return self.render(
            request,
            template="procedures/amendments.html",
            context_overrides={"amendments": self.amendments(request.user)},
        )

    @path("reviews-due/", name="reviews_due")
    def reviews_due(self, request: HttpRequest) -> HttpResponse:
        """Every procedure by the day its review is due, soonest first."""
        dated = [(procedure.next_review_on, procedure) for procedure in self.readable(request.user)]
        due = [procedure for day, procedure in sorted(dated, key=lambda pair: pair[0] or date.max) if day]
        return self.render(request, template="procedures/reviews_due.html", context_overrides={"procedures": due})

    def readable(self, reader: Any) -> list["ProcedurePage"]:
        """Return all the procedures that `reader` may read, in the manual's order."""
        return in_order(readable_pages(ProcedurePage, reader).listed())

    def found(self, query: str, reader: Any) -> list["ProcedurePage"]:
        """Return the readable procedures that a search finds, in the manual's order."""
        keys = [page.pk for page in readable_pages(ProcedurePage, reader).order_by().search(query)]
        return in_order(ProcedurePage.objects.filter(pk__in=keys).listed())

    def amendments(self, reader: Any) -> list[dict[str, Any]]:
        """Return amendments of readable procedures, newest first, each as date, version, summary and procedure.

        The version now in force is the newest amendment of its procedure.
        """
        pages = {page.pk: page for page in self.readable(reader)}
        earlier = Amendment.objects.filter(procedure__in=readable_by(reader).order_by().values("pk"))
        lines = [
            {"date": line.amended_on, "version": line.version, "summary": line.summary,
             "procedure": pages[line.procedure_id]}
            for line in earlier if line.procedure_id in pages
        ]  # fmt: skip
        lines += [page.newest_amendment for page in pages.values() if page.in_force_from and page.change_summary]
        return sorted(lines, key=lambda line: (line["date"], line["version"]), reverse=True)


def in_order(procedures: Any) -> list["ProcedurePage"]:
    """Return procedures as the manual numbers them."""
    return sorted(procedures, key=lambda page: (page.part.number, chapter_key(page.chapter), page.title))


def by_part(procedures: list["ProcedurePage"]) -> list[tuple[ProcedurePart, list["ProcedurePage"]]]:
    """Return ordered procedures grouped by their part."""
    groups: dict[int, tuple[ProcedurePart, list[ProcedurePage]]] = {}
    for page in procedures:
        groups.setdefault(page.part_id, (page.part, []))[1].append(page)
    return list(groups.values())


class ProcedureQuerySet(PageQuerySet):
    def listed(self) -> "ProcedureQuerySet":
        """Return the procedures with what a list shows of them."""
        return self.defer_streamfields().select_related("part")

    def beside(self, procedure: "ProcedurePage") -> "ProcedureQuerySet":
        """Return the other procedures in the same part of the manual."""
        return self.filter(part=procedure.part_id).exclude(pk=procedure.pk)


class ProcedurePage(BasePage):
    """One chapter of the manual: its text here, or hosted elsewhere and linked."""

    part = models.ForeignKey(ProcedurePart, on_delete=models.PROTECT, related_name="procedures")
    chapter = models.CharField(
        max_length=12,
        validators=[RegexValidator(r"^\d+(\.\d+)*[a-z]?$", "Number the chapter as in 1.4 or 2.10a.")],
        help_text="As it is numbered in the manual, such as 1.4.",
    )
    version = models.CharField(max_length=20, help_text="Such as 3.1.")
    change_summary = models.TextField("what changed", blank=True, help_text="In this version, in a sentence or two.")
    in_force_from = models.DateField("in force from", default=clock.today)
    last_reviewed_on = models.DateField(
        "last reviewed", null=True, blank=True, help_text="If later than the day this version came into force."
    )
    next_review_on = models.DateField("next review", null=True, blank=True)
    kept_by = models.CharField("who keeps it up to date", max_length=200, blank=True)
    hosted_elsewhere = models.URLField(blank=True, help_text="If the text is kept on another site: its address.")
    body = StreamField(BodyBlock(), blank=True)

    objects = PageManager.from_queryset(ProcedureQuerySet)()

    kind_name = "Procedure"
    parent_page_types: ClassVar[list[str]] = ["procedures.ProcedureIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "procedures/procedure_page.html"

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("part", widget=Select), FieldPanel("chapter"), FieldPanel("version")]),
                FieldPanel("change_summary"),
                FieldRowPanel(
                    [FieldPanel("in_force_from"), FieldPanel("last_reviewed_on"), FieldPanel("next_review_on")]
                ),
                FieldPanel("kept_by"),
            ],
            "Place, version and review",
        ),
        FieldPanel("hosted_elsewhere"),
        FieldPanel("body"),
        OrderedRows("amendments", heading="Earlier amendments", label="Amendment"),
        RELATED_PANEL,
    ]
    settings_panels = [
        *BasePage.settings_panels,
        OrderedRows("further_guidance", heading="Also rests on", label="Guidance edition"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("chapter"),
        index.SearchField("kept_by"),
        index.FilterField("part"),
        index.FilterField("next_review_on"),
    ]

    class Meta:
        verbose_name = "procedure"

    def clean(self) -> None:
        super().clean()
        if self.in_force_from and self.next_review_on and self.next_review_on <= self.in_force_from:
            raise ValidationError({"next_review_on": "The next review must be after the day it came into force."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "standing": standing(self.in_force_from, self.next_review_on, on=clock.today()),
            "facts": self.facts,
            "host": urlsplit(self.hosted_elsewhere).hostname or "",
            "editions": self.editions,
            "amendments": [self.newest_amendment, *(line.as_line for line in self.amendments.all())],
            "siblings": in_order(readable_pages(ProcedurePage, request.user).listed().beside(self)),
            "related": related_to(self, request.user),
            "carriers": [
                {"title": CARRIED_BY.get(kind, kind), "pages": pages}
                for kind, pages in by_kind(leading_to(self, request.user)).items()
                if kind != self.kind_name
            ],
            "attachments": attachments_of(self),
        }

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Version and dates, as the summary_list component takes them."""
        rows = [
            ("Version", self.version),
            ("In force from", self.in_force_from),
            ("Last reviewed", self.reviewed_on),
            ("Next review", self.next_review_on),
            ("Kept up to date by", self.kept_by),
        ]
        return [
            {"label": label, "value": date_format(value, "j F Y") if isinstance(value, date) else value}
            for label, value in rows
            if value
        ]

    @property
    def reviewed_on(self) -> Any:
        """The day the text was last looked at and found right."""
        return max(filter(None, [self.in_force_from, self.last_reviewed_on]), default=None)

    @property
    def editions(self) -> list[GuidanceEdition]:
        """The guidance editions that the procedure rests on."""
        further = [cited.edition for cited in self.further_guidance.select_related("edition")]
        return [self.guidance, *further] if self.guidance else further

    @property
    def newest_amendment(self) -> dict[str, Any]:
        return {
            "date": self.in_force_from,
            "version": self.version,
            "summary": self.change_summary,
            "procedure": self,
        }


class Amendment(Orderable):
    """What an earlier version changed, and when."""

    procedure = ParentalKey(ProcedurePage, on_delete=models.CASCADE, related_name="amendments")
    version = models.CharField(max_length=20)
    amended_on = models.DateField("date")
    summary = models.TextField("what changed")

    panels = [FieldRowPanel([FieldPanel("version"), FieldPanel("amended_on")]), FieldPanel("summary")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def as_line(self) -> dict[str, Any]:
        return {
            "date": self.amended_on,
            "version": self.version,
            "summary": self.summary,
            "procedure": self.procedure,
        }


class FurtherGuidance(Orderable):
    """A guidance edition beyond the first that a procedure rests on."""

    procedure = ParentalKey(ProcedurePage, on_delete=models.CASCADE, related_name="further_guidance")
    edition = models.ForeignKey(GuidanceEdition, on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("edition")]

    def __str__(self) -> str:
        return str(self.edition)
