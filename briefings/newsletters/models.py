"""Newsletters: numbered, dated issues of articles."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from briefings.newsletters.blocks import KINDS, ArticleBlock
from core import clock
from core.filters import page_of
from core.models import BasePage
from core.models.pages import RELATED_PANEL
from core.queries import readable_pages
from core.related import attachments_of, readable_among, related_to
from people.models import Agency

ISSUES_A_PAGE = 20


class NewsletterIndexPage(BasePage):
    """All issues, newest first."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["newsletters.NewsletterPage"]
    template = "newsletters/newsletter_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        issues = readable_pages(NewsletterPage, request.user).listed()
        return {**context, "issues": page_of(request, issues, ISSUES_A_PAGE)}


class NewsletterQuerySet(PageQuerySet):
    def listed(self) -> "NewsletterQuerySet":
        """Return the issues newest first, with what a list shows of them."""
        return self.defer_streamfields().order_by("-published_on", "-number", "-pk")


def next_number() -> int:
    """Return the number of the issue after the newest."""
    return (NewsletterPage.objects.aggregate(newest=Max("number"))["newest"] or 0) + 1


class NewsletterPage(BasePage):
    """One issue."""

    number = models.PositiveIntegerField(
        unique=True, null=True, default=next_number, validators=[MinValueValidator(1)],
        error_messages={"unique": "Another issue has this number. Give each issue its own."},
    )  # fmt: skip
    published_on = models.DateField("published on", default=clock.today)
    strapline = models.CharField(max_length=160, blank=True)
    introduction = RichTextField(
        blank=True, features=["bold", "italic", "link", "ul"], help_text="A word from the editor, before the articles."
    )
    articles = StreamField([("article", ArticleBlock())], blank=True)

    objects = PageManager.from_queryset(NewsletterQuerySet)()

    kind_name = "Newsletter"
    exclude_fields_in_copy: ClassVar[list[str]] = ["number"]
    parent_page_types: ClassVar[list[str]] = ["newsletters.NewsletterIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "newsletters/newsletter_page.html"

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("number"), FieldPanel("published_on")]), FieldPanel("strapline")],
            "About the issue",
        ),
        FieldPanel("introduction"),
        FieldPanel("articles"),
        RELATED_PANEL,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("articles"),
        index.FilterField("number"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = "newsletter issue"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        others = readable_pages(NewsletterPage, request.user).exclude(pk=self.pk)
        articles = self.articles_for(request.user)
        return {
            **context,
            "articles": articles,
            "contents": [{"anchor": article["anchor"], "title": article["heading"]} for article in articles],
            "related": related_to(self, request.user),
            "attachments": attachments_of(self),
            "previous": self.neighbour(others.filter(number__lt=self.number or 0).order_by("-number")),
            "next": self.neighbour(others.filter(number__gt=self.number or 0).order_by("number")),
        }

    @staticmethod
    def neighbour(issues: Any) -> Any:
        return issues.only("title", "number", "url_path", "path", "depth").first()

    def articles_for(self, reader: Any) -> list[dict[str, Any]]:
        """Return the articles as templates show them, with the pages among them that `reader` may read.

        One query for the pages pulled in, one more for each of their types, and one for the agencies' names.
        """
        blocks = [block.value for block in self.articles]
        keys = [value["page"].pk for value in blocks if value["page"]]
        pages = readable_among(keys, reader)
        codes = {value["from_agency"] for value in blocks if value["from_agency"]}
        names = dict(Agency.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
        words = dict(KINDS)
        return [
            {
                "anchor": f"article-{number}",
                "heading": value["heading"],
                "kind": words.get(value["kind"], ""),
                "kind_code": value["kind"],
                "source": names.get(value["from_agency"], "") or value["from_other"],
                "body": value["body"],
                "signed": value["signed"],
                "page": pages.get(value["page"].pk) if value["page"] else None,
            }
            for number, value in enumerate(blocks, start=1)
        ]
