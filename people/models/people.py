"""Human beings. Training belongs to the person, whatever post it was earned in."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils import timezone

from people.models.agencies import Agency

# Written out, since it is asked on every signed-in page: building it from expressions takes longer than running it.
# Rights end with the last post of whoever has held one: a leaver's membership of a group opens nothing, whether or not
# anybody has thought of taking it away. Source: docs/decisions/0019.
HOLDS_RIGHTS = """
people_person.is_superuser
OR ((EXISTS (SELECT 1 FROM people_person_groups AS held WHERE held.person_id = people_person.id)
    OR EXISTS (SELECT 1 FROM people_person_user_permissions AS held WHERE held.person_id = people_person.id))
  AND (NOT EXISTS (SELECT 1 FROM people_post AS past WHERE past.person_id = people_person.id AND past."end" < %s)
    OR EXISTS (SELECT 1 FROM people_post AS post WHERE post.person_id = people_person.id AND post.start <= %s
      AND (post."end" IS NULL OR post."end" >= %s))))
"""


def rights_held(on: Any) -> RawSQL:
    """Return whether the person of a row of people_person holds rights on a day: see HOLDS_RIGHTS."""
    return RawSQL(HOLDS_RIGHTS, [on, on, on], output_field=models.BooleanField())  # noqa: S611


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, reader: Any, *, on: Any) -> "PersonQuerySet":
        """Return the people who hold a post on day `on` that `reader` may see, and the reader. Nobody sees nobody."""
        from people.models.posts import Post

        if not getattr(reader, "is_authenticated", False):
            return self.none()
        if reader.has_perm("people.view_everyone"):
            return self.all()
        # A leaver's later record is no business of the agency that they left.
        seen = Post.objects.visible_to(reader, on=on).held_on(on).order_by().values("person")
        return self.filter(Q(pk=reader.pk) | Q(pk__in=seen))

    def with_rights_held(self, *, on: date | None = None) -> "PersonQuerySet":
        """Say of each person, as `holds_rights`, whether they are in a group, hold a right of their own or all; with a
        day, whether that counts on it: not a leaver's, unless they hold all."""
        return self.annotate(holds_rights=rights_held(on or date.min))

    def with_beyond(self) -> "PersonQuerySet":
        """Say of each person, as `beyond`, whether something hangs on who signs in as them, so that only an
        administrator changes their address: rights, agencies that they lead or led, or pages read before others."""
        from core.models import EarlyAccess
        from people.models.posts import AgencyLead

        early = Exists(EarlyAccess.objects.filter(person=OuterRef("pk")))
        leads = Exists(AgencyLead.objects.filter(person=OuterRef("pk")))
        return self.annotate(
            beyond=models.Case(
                models.When(models.ExpressionWrapper(rights_held(date.min), models.BooleanField()), then=True),
                models.When(Q(is_staff=True) | Q(early) | Q(leads), then=True),
                default=False,
            )
        )

    def with_resting_rights(self, *, on: date) -> "PersonQuerySet":
        """Return the leavers who are still in a group, hold a right of their own, or are down as leading an agency:
        another post would bring that back."""
        from people.models.posts import AgencyLead, Post

        posts = Post.objects.filter(person=OuterRef("pk")).order_by()
        leads = AgencyLead.objects.filter(Q(until=None) | Q(until__gte=on), person=OuterRef("pk"))
        groups = Person.groups.through.objects.filter(person=OuterRef("pk"))
        own = Person.user_permissions.through.objects.filter(person=OuterRef("pk"))
        left = self.filter(Exists(posts.filter(end__lt=on)), ~Exists(posts.held_on(on)), is_superuser=False)
        return left.filter(Exists(groups) | Exists(own) | Exists(leads))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "Person":
        """Create a person. Without a password they can't sign in until they set one by email."""
        person: Person = self.model(email=self.clean_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    @staticmethod
    def clean_email(email: str | None) -> str | None:
        return (email or "").strip().lower() or None

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email or "")


class Person(AbstractBaseUser, PermissionsMixin):
    """A human being. The email is the user name, and is empty for those who never sign in."""

    email = models.EmailField("email address", null=True, blank=True, unique=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("may open Django's own admin", default=False)
    # Set on a record that another was found to be the same person as: it stays, with what was done under it.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )  # fmt: skip
    date_joined = models.DateTimeField("added", default=timezone.now)

    objects = PersonManager()

    instead_of_deleting = "End their posts, and take away “may sign in” if they shouldn’t any more: the record stays."

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name_plural = "people"
        ordering = ["last_name", "first_name", "pk"]
        permissions = [
            ("view_everyone", "Can see everybody's learning and training status"),
            ("view_board", "Can see the board's figures"),
            ("keep_people", "Can add people, mend their names and addresses, and merge two records of one"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_whatever_case"),
            models.CheckConstraint(condition=Q(email=None) | ~Q(email=""), name="no_empty_email"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(email=None, is_active=False), name="merged_away_never_signs_in"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        # AbstractBaseUser's own clean() would turn a missing email into an empty text.
        self.email = PersonManager.clean_email(self.email)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name


class StaffNumber(models.Model):
    """A person's number in one agency: how files tell people apart who have no email."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="staff_numbers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="staff_numbers")
    number = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="staff_number_once_an_agency"),
            models.UniqueConstraint(fields=["agency", "person"], name="one_staff_number_an_agency"),
            models.CheckConstraint(condition=~Q(number=""), name="no_empty_staff_number"),
        ]

    def __str__(self) -> str:
        return self.number
