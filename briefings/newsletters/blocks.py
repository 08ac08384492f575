"""What a newsletter issue is made of: articles, and the boxes that newsletters have always had."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from wagtail import blocks

from core.blocks import SectionBlock
from core.blocks.text_blocks import SHORT

KINDS = [
    ("lead", "Leading article"),
    ("review", "From a review"),
    ("national", "National picture"),
    ("training", "Training"),
    ("dates", "Dates"),
    ("call", "We ask you"),
    ("practice", "What works"),
    ("notice", "Notice"),
    ("contacts", "Contacts"),
]


def agencies() -> list[tuple[str, str]]:
    """Return the partnership's agencies by code, for the choice of whom an article is from."""
    from people.models import Agency

    return [("", "–"), *Agency.objects.order_by("name").values_list("code", "name")]


class AgencyBlock(blocks.FieldBlock):
    """An agency, kept as its code. Unlike Wagtail's own block of choices it asks for them only to show its select."""

    def __init__(self, required: bool = False, help_text: str = "", **kwargs: Any) -> None:
        self.field = forms.ChoiceField(choices=agencies, required=required, help_text=help_text)
        super().__init__(**kwargs)

    class Meta:
        icon = "group"
        default = ""


class ContactValue(blocks.StructValue):
    @property
    def phone_href(self) -> str:
        """The number as a tel: link takes it, digits and a leading + only."""
        return "".join(sign for sign in self.get("phone") or "" if sign.isdigit() or sign == "+")

    @property
    def site_name(self) -> str:
        """The website without what a reader doesn't need."""
        return (urlsplit(self.get("url") or "").hostname or "").removeprefix("www.")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(help_text="A team or a service.")
    purpose = blocks.CharBlock(required=False, help_text="What to contact them for.")
    phone = blocks.CharBlock(required=False)
    hours = blocks.CharBlock(required=False)
    email = blocks.EmailBlock(required=False)
    url = blocks.URLBlock(required=False, label="Website")
    address = blocks.TextBlock(required=False, rows=3)
    note = blocks.CharBlock(required=False, help_text="Anything else, such as “free from any phone”.")

    class Meta:
        icon = "mail"
        value_class = ContactValue


class ContactsBlock(blocks.StructBlock):
    entries = blocks.ListBlock(ContactBlock(), min_num=1, label="Contacts")

    class Meta:
        icon = "mail"
        label = "Boxes of contacts"
        template = "newsletters/blocks/contacts.html"


class DateBlock(blocks.StructBlock):
    when = blocks.CharBlock(help_text="As you would say it: “Tuesday 8 March, 2pm to 4pm”.")
    what = blocks.CharBlock()
    where = blocks.CharBlock(required=False)
    url = blocks.URLBlock(required=False, label="Link")


class DatesBlock(blocks.StructBlock):
    entries = blocks.ListBlock(DateBlock(), min_num=1, label="Dates")

    class Meta:
        icon = "calendar-alt"
        label = "Dates"
        template = "newsletters/blocks/dates.html"


class AskBlock(blocks.StructBlock):
    html = blocks.RichTextBlock(features=SHORT, label="What we ask")
    by = blocks.DateBlock(required=False, label="By")
    meeting = blocks.CharBlock(required=False, help_text="The meeting that wants it, if there is one.")
    send_to = blocks.EmailBlock(required=False)

    class Meta:
        icon = "help"
        label = "Something we ask of readers"
        template = "newsletters/blocks/ask.html"


class ArticleBodyBlock(SectionBlock):
    """What may stand in an article: as in a section, with a newsletter's own boxes."""

    contacts = ContactsBlock()
    dates = DatesBlock()
    ask = AskBlock()


class ArticleBlock(blocks.StructBlock):
    """One article. The page it pulls in is shown only to those who may read that page."""

    heading = blocks.CharBlock()
    kind = blocks.ChoiceBlock(choices=KINDS, default="lead")
    from_agency = AgencyBlock(required=False, label="From agency")
    from_other = blocks.CharBlock(required=False, label="Or from", help_text="A team or a body outside.")
    body = ArticleBodyBlock(required=False)
    signed = blocks.CharBlock(required=False, help_text="Name and role, if somebody signs it.")
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site that the article leads to.")

    class Meta:
        icon = "doc-full"
        label = "Article"

    def clean(self, value: Any) -> Any:
        """Refuse an article with neither words nor a page. Raises StructBlockValidationError."""
        cleaned = super().clean(value)
        if not cleaned["body"] and not cleaned["page"]:
            raise blocks.StructBlockValidationError(
                non_block_errors=["Write the article, or choose the page that it leads to."]
            )
        return cleaned
