"""Posts: one person's place in one agency in one job role. Requirements apply to posts."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from people.models.agencies import Agency
from people.models.people import Person
from people.models.roles import JobRole

# Everyone below the posts that it begins with. Each step stays in the agency of the post that it comes from, or below
# that, so that a line manager in one agency never opens another. A loop ends, because UNION adds no row twice.
#
# A manager who left the agency is stepped over, not shown: until somebody names another, their people are the next
# manager's up. `held` is 0 for such a post. Source: docs/decisions/0019.
REPORTING_TREE = """
WITH RECURSIVE tree(post_id, person_id, path, held) AS (
    SELECT post.id, post.person_id, agency.path, CASE WHEN post."end" < %s THEN 0 ELSE 1 END FROM people_post AS post
    JOIN people_agency AS agency ON agency.id = post.agency_id
    WHERE post.id IN ({seeds})
    UNION
    SELECT post.id, post.person_id, agency.path, CASE WHEN post."end" < %s THEN 0 ELSE 1 END FROM tree
    JOIN people_post AS post ON post.line_manager_id = tree.person_id
    JOIN people_agency AS agency ON agency.id = post.agency_id
    WHERE post.start <= %s AND (post."end" IS NULL OR post."end" >= %s OR NOT EXISTS (
        SELECT 1 FROM people_post AS now WHERE now.person_id = post.person_id AND now.agency_id = post.agency_id
        AND now.start <= %s AND (now."end" IS NULL OR now."end" >= %s)
    ))
    AND SUBSTR(agency.path, 1, LENGTH(tree.path)) = tree.path
)
SELECT post_id FROM tree WHERE held = 1 AND person_id <> %s
"""


LOOK_AFTER_EVERYBODY = ("people.view_everyone", "people.add_absence")


class PostKind(models.TextChoices):
    PAID = "paid", "Paid"
    VOLUNTEER = "volunteer", "Volunteer"
    GOVERNOR = "governor", "Governor"
    SUPPLY = "supply", "Supply"
    STUDENT = "student", "Student"


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, day: date) -> "PostQuerySet":
        """Return the posts held on `day`; the start and the end day are both in."""
        return self.filter(Q(end=None) | Q(end__gte=day), start__lte=day)

    def reporting_to(self, manager: Any, *, on: date) -> "PostQuerySet":
        """Return the posts held on day `on` whose line manager is `manager`, who must hold a post that day.

        Not those of an agency that the manager has left since they began there: a mover's old team is theirs no longer,
        even while the staff file still names them.
        """
        places = _Places.of(manager, on)
        reports = self.held_on(on).filter(line_manager=manager).exclude(person=manager)
        return reports.filter(places.inside() | ~places.left()) if places.held else self.none()

    def of_those_who_left(self, *, on: date) -> "PostQuerySet":
        """Return the posts that ended before a day, and whose holders hold none in the same agency on it."""
        same = Post.objects.held_on(on).filter(person=models.OuterRef("person"), agency=models.OuterRef("agency"))
        return self.filter(~models.Exists(same.order_by()), end__lt=on)

    def without_manager(self, *, on: date) -> "PostQuerySet":
        """Return the posts whose line manager holds no post on a day: nobody's, until another is named."""
        in_post = Post.objects.held_on(on).filter(person=models.OuterRef("line_manager"))
        return self.filter(~models.Exists(in_post.order_by()), line_manager__isnull=False)

    def in_reporting_tree_of(self, manager: Any, *, on: date) -> "PostQuerySet":
        """Return the posts held on day `on` below `manager`, who must hold a post that day.

        The reports of the manager's own agencies and those below them, and theirs in turn; of another agency the one
        post that the manager is named for, and no more.
        """
        places = _Places.of(manager, on)
        if not places.held:
            return self.none()
        named = Post.objects.filter(line_manager=manager).exclude(person=manager).order_by()
        reports, left = named.held_on(on), named.of_those_who_left(on=on)
        seeds, params = (reports | left).filter(places.inside()).values("pk").query.sql_with_params()
        elsewhere = reports.exclude(places.inside()).exclude(places.left()).values("pk")
        others, more = elsewhere.query.sql_with_params()
        # Django's own SQL, its values apart. One list and not two, or the database reads every post to look in both.
        tree = f"{REPORTING_TREE.format(seeds=seeds)} UNION ALL {others}"
        days = [on, *params, on, on, on, on, on]
        return self.filter(pk__in=RawSQL(tree, [*days, manager.pk, *more]))  # noqa: S611

    def of_agencies_led_by(self, lead: Any, *, on: date) -> "PostQuerySet":
        """Return the posts of the agencies that `lead` leads on day `on`, and of those below them."""
        paths = AgencyLead.objects.held_on(on).filter(person=lead).values_list("agency__path", flat=True)
        return self.filter(_in_agencies(paths))

    def visible_to(self, reader: Any, *, on: date) -> "PostQuerySet":
        """Return the posts whose training status `reader` may see on day `on`. Nobody sees none."""
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        if reader.has_perm("people.view_everyone"):
            return self.all()
        tree = Post.objects.in_reporting_tree_of(reader, on=on).order_by().values("pk")
        led = Post.objects.of_agencies_led_by(reader, on=on).order_by().values("pk")
        return self.filter(Q(person=reader) | Q(pk__in=tree) | Q(pk__in=led))

    def looked_after_by(self, reader: Any, *, on: date, absences: bool = False) -> "PostQuerySet":
        """Return the posts whose holders `reader` may act for on day `on`: remind them, start a course for them.

        Those below them, those of the agencies that they lead, and everybody's for whoever keeps everybody's absences
        and sees everybody: seeing alone doesn't do. With `absences`, those that they may record absences for: not the
        one post that they are named for in an agency where they don't work, whose figures an absence would move.
        """
        if reader.has_perms(LOOK_AFTER_EVERYBODY):
            return self.all()
        tree = Post.objects.in_reporting_tree_of(reader, on=on)
        if absences:
            tree = tree.filter(_Places.of(reader, on).inside())
        led = Post.objects.of_agencies_led_by(reader, on=on)
        return self.filter(Q(pk__in=tree.order_by().values("pk")) | Q(pk__in=led.order_by().values("pk")))


def _in_agencies(paths: Iterable[str]) -> Q:
    """Match the posts of the agencies at some paths of the tree, and of those below them."""
    matched = Q(pk__in=[])
    for path in paths:
        matched |= Q(agency__path__startswith=path)
    return matched


class _Places(NamedTuple):
    """Where somebody works on a day and where they did: paths of agencies, the past ones with their last day."""

    held: tuple[str, ...]
    past: tuple[tuple[str, date], ...]

    @classmethod
    def of(cls, person: Any, on: date) -> "_Places":
        rows = list(Post.objects.filter(person=person, start__lte=on).order_by().values_list("agency__path", "end"))
        held = tuple({path for path, end in rows if end is None or end >= on})
        return cls(held, tuple((path, end) for path, end in rows if end is not None and end < on))

    def inside(self) -> Q:
        """Match posts of the agencies that they work in now, and of those below."""
        return _in_agencies(self.held)

    def left(self) -> Q:
        """Match posts that began before they left the post's agency, or one above it."""
        matched = Q(pk__in=[])
        for path, end in self.past:
            matched |= Q(agency__path__startswith=path, start__lte=end)
        return matched


class Post(models.Model):
    """A place held from `start` to `end`, both days included; `end` is empty while it lasts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=10, choices=PostKind.choices, default=PostKind.PAID)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    line_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="managed_posts",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["person__last_name", "person__first_name", "start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="post_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(line_manager=None) | ~Q(line_manager=F("person")),
                name="nobody_manages_themselves",
            ),
            models.UniqueConstraint(fields=["person", "agency", "role", "start"], name="post_once"),
        ]
        indexes = [
            models.Index(fields=["agency", "start", "end"]),
            models.Index(fields=["role", "start", "end"]),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.agency}"


class AbsenceKind(models.TextChoices):
    """The kind may be health data: only the person, the team and those who record it see it. Others see "away"."""

    PARENTAL = "parental", "Parental leave"
    SICKNESS = "sickness", "Sickness"
    CAREER_BREAK = "career-break", "Career break"
    SECONDMENT = "secondment", "Secondment elsewhere"
    SUSPENSION = "suspension", "Suspension"
    OTHER = "other", "Other"


class Absence(models.Model):
    """A spell away from a post: from `away_from` to the day before `back_on`, which is empty while it is open."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="absences")
    away_from = models.DateField()
    back_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=AbsenceKind.choices, default=AbsenceKind.OTHER)

    class Meta:
        ordering = ["away_from"]
        constraints = [
            models.CheckConstraint(condition=Q(back_on=None) | Q(back_on__gt=F("away_from")), name="back_after_away"),
            models.UniqueConstraint(fields=["post", "away_from"], name="absence_once"),
        ]
        indexes = [models.Index(fields=["post", "away_from", "back_on"])]

    def __str__(self) -> str:
        return f"away from {self.away_from}"


class AgencyLeadQuerySet(models.QuerySet["AgencyLead"]):
    def held_on(self, day: date) -> "AgencyLeadQuerySet":
        """Return those who lead on `day`. Whoever holds no post that day leads nothing: a leaver's access ends with it,
        whether or not anybody has thought of closing this too."""
        in_post = Post.objects.held_on(day).filter(person=models.OuterRef("person"))
        leads = self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
        return leads.filter(models.Exists(in_post.order_by()))


class AgencyLead(models.Model):
    """A person who checks the training of an agency and all below it, from `since` to `until`, both included."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leads")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="leads")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = AgencyLeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "agency", "since"], name="lead_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="lead_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.person} leads {self.agency}"
