"""The member organisations of the partnership. They nest: a trust has schools."""

from django.db import models
from django.db.models.functions import Lower
from treebeard.mp_tree import MP_Node


class Sector(models.TextChoices):
    LOCAL_AUTHORITY = "local-authority", "Local authority"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    HOUSING = "housing", "Housing"
    JUSTICE = "justice", "Justice"
    VOLUNTARY = "voluntary", "Voluntary and community"
    OTHER = "other", "Other"


class Agency(MP_Node):
    """A member organisation, or a part of one. Files and commands name it by its `code`."""

    raises_stamp = True

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    sector = models.CharField(max_length=20, choices=Sector.choices, default=Sector.OTHER)

    node_order_by = ["name"]

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [models.UniqueConstraint(Lower("code"), name="agency_code_whatever_case")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/agencies/{self.code}/"
