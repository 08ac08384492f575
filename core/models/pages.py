"""What every page of the site has in common."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.search import index


class BasePage(Page):
    """An abstract page with a summary, a content note, guidance editions and an embargo.

    `exit_this_page` is for public help pages: a way to leave at once.
    """

    summary = models.TextField(
        blank=True,
        max_length=400,
        help_text="One or two sentences: shown in lists, searches and shared links.",
    )
    content_note = models.TextField(
        blank=True, max_length=400,
        help_text="Shown before the page starts when it is about harm: what it contains, in a calm sentence.",
    )  # fmt: skip
    guidance = models.ForeignKey(
        "core.GuidanceEdition", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="The guidance edition that this page rests on.",
    )  # fmt: skip

    exit_this_page: ClassVar[bool] = False
    kind_name: ClassVar[str] = ""

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("content_note")]
    promote_panels = Page.promote_panels
    settings_panels = [
        *Page.settings_panels,
        FieldPanel("guidance"),
        InlinePanel("embargoes", heading="Embargo", label="Embargo", max_num=1),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.AutocompleteField("summary"),
    ]

    class Meta:
        abstract = True

    # Wagtail publishes in several steps. Here they are one, whoever asks (an editor, the workflow, the clock): a page
    # is never live without its embargo, nor without its line in the log.
    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        return super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        return super().unpublish(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["exit_this_page"] = self.exit_this_page
        context["breadcrumbs"] = breadcrumbs_to(self)
        return context


def breadcrumbs_to(page: Page) -> list[dict[str, str]]:
    """Return the page's ancestors below the root as title and URL, from the home page down."""
    return [
        {"title": "Home" if ancestor.depth == 2 else ancestor.title, "url": ancestor.get_url() or "/"}
        for ancestor in page.get_ancestors().filter(depth__gte=2).only("title", "url_path", "depth", "path")
    ]


class RelatedPage(Orderable):
    """A page to read next."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="related_links")
    related = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("related")]

    def __str__(self) -> str:
        return str(self.related)


class PageAttachment(Orderable):
    """A file to download beside the page."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey("core.SiteDocument", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200, blank=True, help_text="Instead of the document's own title.")

    panels = [FieldPanel("document"), FieldPanel("title")]

    def __str__(self) -> str:
        return self.title or self.document.title


RELATED_PANEL = MultiFieldPanel(
    [
        InlinePanel("related_links", label="Related page"),
        InlinePanel("attachments", label="Attachment"),
    ],
    "Related pages and files",
)
