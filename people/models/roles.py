"""Job roles, and the pathways that group roles of which the same training is asked."""

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class JobRole(models.Model):
    """What a post does."""

    instead_of_deleting = "Take it out of its pathways, with a last day, instead: then nothing is asked of it."

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Pathway(ClusterableModel):
    """A named group of roles, such as "works directly with children". Its members are dated."""

    raises_stamp = True

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    roles = models.ManyToManyField(JobRole, through="PathwayMembership", related_name="pathways")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class MembershipQuerySet(models.QuerySet["PathwayMembership"]):
    def on(self, day: object) -> "MembershipQuerySet":
        """Return the memberships that hold on `day`: from the first day inclusive, to the last exclusive."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class PathwayMembership(models.Model):
    """A role's place in a pathway, from `since` (inclusive) to `until` (exclusive; empty while it lasts)."""

    raises_stamp = True

    pathway = ParentalKey(Pathway, on_delete=models.CASCADE, related_name="memberships")
    role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pathway", "role", "since"], name="membership_once_a_start"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="membership_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.pathway}"
