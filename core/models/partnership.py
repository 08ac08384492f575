"""The partnership that runs this site: its name, brand, contacts and jurisdiction."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from core.brand import check_brand_colour


class Jurisdiction(models.TextChoices):
    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


def brand_colour(value: str) -> None:
    """Validate a brand colour. Raises ValidationError that says what to do about too little contrast."""
    problem = check_brand_colour(value)
    if problem:
        raise ValidationError(problem)


@register_setting(icon="site")
class PartnershipSettings(ClusterableModel, BaseSiteSetting):
    """Name, brand and contacts, as every page shows them."""

    name = models.CharField(max_length=120, default="Safeguarding Children Partnership")
    short_name = models.CharField(max_length=40, blank=True)
    strapline = models.CharField(max_length=120, blank=True)
    jurisdiction = models.CharField(
        max_length=20, choices=Jurisdiction.choices, default=Jurisdiction.ENGLAND,
        help_text="Whose law and guidance the site's own words follow.",
    )  # fmt: skip
    logo = models.ForeignKey("core.SiteImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    colour = models.CharField(
        max_length=7, default="#0f3d3e", validators=[brand_colour],
        help_text="The brand's dark colour as #rrggbb. White text must be readable on it.",
    )  # fmt: skip
    team_email = models.EmailField("workforce development team's email", blank=True)
    support = RichTextField(
        blank=True, features=["bold", "link", "ul"],
        help_text="Where a reader who is affected by what they read finds support.",
    )  # fmt: skip

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name"), FieldPanel("strapline")], "Who you are"),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("colour")], "Brand"),
        FieldPanel("jurisdiction"),
        FieldPanel("team_email"),
        InlinePanel("contacts", heading="Worried about a child? Contacts on every page", label="Contact"),
        FieldPanel("support"),
    ]

    class Meta:
        verbose_name = "partnership"


class PartnershipContact(Orderable):
    """One way to reach somebody about a child: shown on every page in the order given."""

    partnership = ParentalKey(PartnershipSettings, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField("on every page", default=True)

    panels = [FieldPanel(name) for name in ("name", "phone", "email", "hours", "note", "urgent")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_href(self) -> str:
        """The number as a tel: link takes it, digits and a leading + only."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")
