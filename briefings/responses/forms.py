"""How an editor asks readers to confirm that they have read a page."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel

from briefings.responses.models import ReadingRequest
from core import clock


class ReadingRequestForm(WagtailAdminModelForm):
    """A request is there or not; ticked, this version asks everybody again."""

    ask_again = forms.BooleanField(
        label="This version asks everybody to confirm again", required=False,
        help_text="For a change that matters. Whoever has confirmed an earlier version isn’t asked otherwise.",
    )  # fmt: skip

    class Meta:
        model = ReadingRequest
        fields: list[str] = []

    def has_changed(self) -> bool:
        """A request that was just added is one, though nothing in it has to be filled in."""
        return self.instance.pk is None or bool(super().has_changed())

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("ask_again"):
            self.instance.edition = int(clock.now().timestamp())
            self.instance.since = clock.today()
        return super().save(commit=commit)


class ReadingRequestPanel(InlinePanel):
    """The one request that a page may have."""

    def __init__(self, **kwargs: Any) -> None:
        given = {
            "heading": "Read and confirm",
            "label": "Request",
            "max_num": 1,
            "help_text": "Add a request to ask readers who have signed in to confirm that they have read this page.",
        }
        super().__init__("reading_requests", **{**given, **kwargs, "panels": [FieldPanel("ask_again")]})

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return {name: value for name, value in kwargs.items() if name not in {"relation_name", "panels"}}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = ReadingRequestForm
        return options
