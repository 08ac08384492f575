"""The member organisations of the partnership. They nest: a trust has schools."""

from django.db import models
from django.db.models.functions import Lower
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet


class Sector(models.TextChoices):
    LOCAL_AUTHORITY = "local-authority", "Local authority"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    HOUSING = "housing", "Housing"
    JUSTICE = "justice", "Justice"
    VOLUNTARY = "voluntary", "Voluntary and community"
    OTHER = "other", "Other"


class AgencyState(models.TextChoices):
    """How far an agency has come onto the site. Nobody there is reminded of anything until it is live."""

    SETTING_UP = "setting-up", "Setting up"
    CHECKING = "checking", "Checking its figures"
    LIVE = "live", "Live"


class AgencyQuerySet(MP_NodeQuerySet):
    def live(self) -> "AgencyQuerySet":
        """Return the agencies whose figures have been checked: their people, and no others', may be reminded."""
        live: AgencyQuerySet = self.filter(state=AgencyState.LIVE)
        return live


class AgencyManager(MP_NodeManager):
    def get_queryset(self) -> AgencyQuerySet:
        # In the order of the tree, as treebeard's own manager gives them.
        ordered: AgencyQuerySet = AgencyQuerySet(self.model).order_by("path")
        return ordered

    def live(self) -> AgencyQuerySet:
        return self.get_queryset().live()


class Agency(MP_Node):
    """A member organisation, or a part of one. Files and commands name it by its `code`.

    `state` is each agency's own: a trust may be live while one of its schools is still setting up.
    """

    raises_stamp = True
    instead_of_deleting = "End the posts in it instead; what was done there stays to be told."

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    sector = models.CharField(max_length=20, choices=Sector.choices, default=Sector.OTHER)
    state = models.CharField(max_length=12, choices=AgencyState.choices, default=AgencyState.SETTING_UP)
    join_domains = models.CharField(
        "people may ask to join with an email at", max_length=200, blank=True,
        help_text="The part of the address after the @, with commas between: hillschool.sch.uk. Empty: nobody may.",
    )  # fmt: skip
    live_since = models.DateField(null=True, blank=True)  # the day it last went live

    objects = AgencyManager()

    node_order_by = ["name"]

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(Lower("code"), name="agency_code_whatever_case"),
            models.CheckConstraint(
                condition=~models.Q(state=AgencyState.LIVE) | models.Q(live_since__isnull=False),
                name="agency_live_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/agencies/{self.code}/"
