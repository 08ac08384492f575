"""The front door, and plain pages of the partnership's own words."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from core.blocks import BodyBlock
from core.models import BasePage
from home.front_page import newest_for


class HomePage(BasePage):
    """The front door of the site."""

    heading = models.CharField(max_length=160, blank=True)
    introduction = RichTextField(blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("heading"), FieldPanel("introduction")]
    template = "home/home_page.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "newest": newest_for(request.user), "breadcrumbs": []}


class ContentPage(BasePage):
    """A page of plain content: contacts, how to make a referral, accessibility, privacy."""

    body = StreamField(BodyBlock(), blank=True)
    show_exit = models.BooleanField(
        "offer “Exit this page”", default=False,
        help_text="For public help pages whose reader may need to leave at once.",
    )  # fmt: skip

    kind_name = "Page"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    settings_panels = [*BasePage.settings_panels, FieldPanel("show_exit")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    template = "home/content_page.html"

    @property
    def exit_this_page(self) -> bool:  # type: ignore[override]
        return self.show_exit
