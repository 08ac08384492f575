"""Published reviews, their lessons and what they ask for."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple, Select
from django.http import HttpRequest
from django.utils.formats import date_format
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core import clock
from core.admin_rows import OrderedRows
from core.blocks import BodyBlock
from core.blocks.text_blocks import TEXT
from core.filters import ListFilter, page_of
from core.models import BasePage, Theme
from core.models.pages import RELATED_PANEL
from core.queries import readable_pages
from core.related import attachments_of, by_kind, leading_to, related_to

REVIEWS_A_PAGE = 20


class ReviewKind(models.Model):
    """A kind of review, such as rapid review. The list is the partnership's own."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120, unique=True)
    plural = models.CharField(max_length=120)
    archive = models.BooleanField("for the archive only", default=False, help_text="No longer made: listed last.")
    sort_order = models.PositiveSmallIntegerField(default=0)

    panels = [FieldPanel(name) for name in ("title", "plural", "code", "sort_order", "archive")]

    class Meta:
        ordering = ["archive", "sort_order", "title"]

    def __str__(self) -> str:
        return self.title


class ReviewIndexPage(BasePage):
    """All published reviews, newest first."""

    max_count = 1
    subpage_types: ClassVar[list[str]] = ["reviews.ReviewPage"]
    template = "reviews/review_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        kinds = [(kind.code, kind.plural) for kind in ReviewKind.objects.all()]
        themes = Theme.objects.values_list("slug", "title")
        chosen = ListFilter(request, {"kind": ("Kind", kinds), "theme": ("Theme", themes)})
        reviews = readable_pages(ReviewPage, request.user).chosen(**chosen.chosen).listed()
        return {**context, "filter": chosen, "reviews": page_of(request, reviews, REVIEWS_A_PAGE)}


class ReviewQuerySet(PageQuerySet):
    def chosen(self, *, kind: str = "", theme: str = "") -> "ReviewQuerySet":
        """Return the reviews of one kind and about one theme, by code and slug; empty means any."""
        reviews = self.filter(kind__code=kind) if kind else self
        return reviews.filter(themes__slug=theme) if theme else reviews

    def listed(self) -> "ReviewQuerySet":
        """Return the reviews newest first, with what a list shows of them."""
        return (
            self.defer_streamfields().select_related("kind").prefetch_related("themes").order_by("-published_on", "-pk")
        )


class ReviewPage(BasePage):
    """One review: what happened, what it teaches and what it asks for."""

    kind = models.ForeignKey(ReviewKind, on_delete=models.PROTECT, related_name="reviews")
    reference = models.CharField(max_length=40, blank=True, help_text="The partnership's own, such as HSCP-2026-01.")
    published_on = models.DateField("published on", default=clock.today)
    published_by = models.CharField(
        max_length=160, blank=True, help_text="If it isn't the partnership's own: whose review this is."
    )
    report_url = models.URLField(
        "full report", blank=True, help_text="If the full report is on another site: its address."
    )
    themes = ParentalManyToManyField(Theme, blank=True, related_name="reviews")
    body = StreamField(BodyBlock(), blank=True)

    objects = PageManager.from_queryset(ReviewQuerySet)()

    kind_name = "Review"
    exclude_fields_in_copy: ClassVar[list[str]] = ["reference"]
    parent_page_types: ClassVar[list[str]] = ["reviews.ReviewIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "reviews/review_page.html"

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind", widget=Select), FieldPanel("reference"), FieldPanel("published_on")]),
                FieldRowPanel([FieldPanel("published_by"), FieldPanel("report_url")]),
                FieldPanel("themes", widget=CheckboxSelectMultiple),
            ],
            "About the review",
        ),
        FieldPanel("body"),
        OrderedRows("lessons", heading="Lessons", label="Lesson"),
        OrderedRows("recommendations", heading="Recommendations", label="Recommendation"),
        RELATED_PANEL,
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("reference"),
        index.SearchField("published_by"),
        index.RelatedFields("lessons", [index.SearchField("title"), index.SearchField("html")]),
        index.RelatedFields("recommendations", [index.SearchField("text"), index.SearchField("outcome")]),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = "review"
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~models.Q(reference=""), name="one_review_a_reference",
                violation_error_message="Another review has this reference. Give each review its own.",
            )
        ]  # fmt: skip

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        lessons, owners = list(self.lessons.all()), self.recommendations_by_owner()
        carriers = [page for page in leading_to(self, request.user) if not isinstance(page, ReviewPage)]
        parts = [
            ("the-review", "The review", self.body),
            ("lessons", "What we learned", lessons),
            ("recommendations", "What the review asks for", owners),
            ("carried", "Where this learning went", carriers),
        ]
        return {
            **context,
            "contents": [{"anchor": anchor, "title": title} for anchor, title, there in parts if there],
            "facts": self.facts(len(lessons)),
            "lessons": lessons,
            "owners": owners,
            "carriers": by_kind(carriers),
            "related": related_to(self, request.user),
            "attachments": attachments_of(self),
        }

    def facts(self, lessons: int) -> list[dict[str, Any]]:
        """Return what identifies the review, as the summary_list component takes it."""
        asked = sum(len(group) for group in self.recommendations_by_owner().values())
        rows = [
            ("Kind", str(self.kind)),
            ("Reference", self.reference),
            ("By", self.published_by),
            ("Published", date_format(self.published_on, "j F Y")),
            ("Lessons", lessons),
            ("Recommendations", asked),
            ("Rests on", self.guidance),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]

    def recommendations_by_owner(self) -> dict[str, list["Recommendation"]]:
        """Return the recommendations grouped by who must act, in the review's own order."""
        groups: dict[str, list[Recommendation]] = {}
        for recommendation in self.recommendations.select_related("owner"):
            groups.setdefault(recommendation.owner_name, []).append(recommendation)
        return groups


class Lesson(Orderable):
    """One thing that the review teaches. Its number is how briefings and responses name it."""

    review = ParentalKey(ReviewPage, on_delete=models.CASCADE, related_name="lessons")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    html = RichTextField("what it means", blank=True, features=TEXT)

    panels = [FieldRowPanel([FieldPanel("number"), FieldPanel("title")]), FieldPanel("html")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def anchor(self) -> str:
        return f"lesson-{self.number}"


class Recommendation(Orderable):
    """What the review asks somebody to do. The action plan that answers it comes to stand beside it."""

    review = ParentalKey(ReviewPage, on_delete=models.CASCADE, related_name="recommendations")
    number = models.CharField(max_length=20)
    text = models.TextField("recommendation")
    owner = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="agency that must act",
    )  # fmt: skip
    owner_other = models.CharField(
        "or who must act", max_length=160, blank=True, help_text="Such as “All agencies” or a body outside."
    )
    outcome = models.TextField("intended outcome", blank=True)
    timescale = models.CharField(
        max_length=120, blank=True, help_text="As the review says it: “Immediate”, “Annually”, “Within six months”."
    )
    due_on = models.DateField("due on", null=True, blank=True, help_text="If the timescale is a day.")

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("owner"), FieldPanel("owner_other")]),
        FieldPanel("text"),
        FieldPanel("outcome"),
        FieldRowPanel([FieldPanel("timescale"), FieldPanel("due_on")]),
    ]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"Recommendation {self.number}"

    def clean(self) -> None:
        if self.owner_id and self.owner_other:
            raise ValidationError({"owner_other": "Choose the agency, or write who must act: not both."})

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_other or "The partnership"

    @property
    def anchor(self) -> str:
        return f"recommendation-{self.number}"
