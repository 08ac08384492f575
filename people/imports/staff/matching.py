"""Who a row is, by staff number within the agency first, else by email. Never by name alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models.functions import Lower

from people.imports.kinds import Scope, chunks
from people.imports.rules import HeldPost, is_with_others
from people.imports.staff.parsing import StaffRow
from people.models import Person, Post, PostOffer, StaffNumber
from people.queries import resting_among


@dataclass(slots=True)
class Known:
    """Somebody whom rows are about: there already (`pk`), or to be made. `key` stands for either in the plan."""

    key: str
    pk: int = 0
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    numbers: dict[int, str] = field(default_factory=dict)  # staff number by agency
    posts: list[HeldPost] = field(default_factory=list)  # all of them, wherever
    inside: bool = True  # known to the agencies that the file may speak of
    # Others know them too, or something hangs on who signs in as them: neither name nor email is this file's.
    shared: bool = False
    with_others: bool = False  # they left, and have been elsewhere since
    resting: bool = False  # they left with rights, which a post would bring back
    rows: list[StaffRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def name_here(self) -> str:
        """Their name as far as these agencies may see it: nothing of somebody who is with others by now."""
        return "" if self.with_others else self.name


class Matcher:
    """Finds the people of a file, a chunk of rows at a time and a fixed number of queries a chunk."""

    def __init__(self, scope: Scope, today: date, *, lock: bool = False) -> None:
        self.scope, self.today, self.lock = scope, today, lock
        self.keys = scope.keys
        self.by_pk: dict[int, Known] = {}
        self.by_number: dict[tuple[int, str], Known] = {}
        self.by_email: dict[str, Known] = {}
        self.people: dict[str, Known] = {}
        self.offers: set[tuple[str, int, int, Any]] = set()  # by person: agency, role, start

    def match(self, rows: Sequence[StaffRow]) -> None:
        """Give each row that can be read its person; a row that can't be matched gets a problem."""
        for chunk in chunks(rows):
            self.load(chunk)
            for row in chunk:
                known = self.whose(row)
                if known:
                    row.person = known.key
                    known.rows.append(row)

    def load(self, chunk: Sequence[StaffRow]) -> None:
        """Load those whom a chunk names by number or email, with all that is known of them."""
        numbers = {row.staff_number for row in chunk if row.staff_number}
        emails = {row.email for row in chunk if row.email} - self.by_email.keys()
        agencies = {row.agency for row in chunk if row.agency}
        held = StaffNumber.objects.filter(agency__in=agencies, number__in=numbers).values_list("person", flat=True)
        with_email = Person.objects.alias(low=Lower("email")).filter(low__in=emails).values_list("pk", flat=True)
        self.learn({*held, *with_email} - self.by_pk.keys())

    def learn(self, keys: Collection[int]) -> None:
        people = Person.objects.filter(pk__in=keys).with_beyond()
        if self.lock:
            people = people.select_for_update(of=("self",))
        fresh = {}
        for person in people.order_by("pk"):
            known = Known(
                f"p{person.pk}", person.pk, (person.email or "").lower(), person.first_name, person.last_name,
                inside=self.scope.everybody, shared=bool(person.beyond),
            )  # fmt: skip
            fresh[person.pk] = self.by_pk[person.pk] = self.people[known.key] = known
            if known.email:
                self.by_email[known.email] = known
        for pk in resting_among(fresh, on=self.today):
            fresh[pk].resting = True
        self.learn_places(fresh)

    def learn_places(self, fresh: dict[int, Known]) -> None:
        posts = Post.objects.filter(person__in=list(fresh)).order_by("start", "pk")
        if self.lock:
            posts = posts.select_for_update()
        for person, *facts in posts.values_list(
            "person", "pk", "agency", "role", "kind", "start", "end", "line_manager"
        ):
            post = HeldPost(*cast("tuple[int, int, int, str, date, date | None, int | None]", facts))
            fresh[person].posts.append(post)
            self.note_place(fresh[person], post.agency)
        for row in StaffNumber.objects.filter(person__in=list(fresh)):
            known = fresh[row.person_id]
            known.numbers[row.agency_id] = row.number
            self.by_number[row.agency_id, row.number] = known
            self.note_place(known, row.agency_id)
        for known in fresh.values():
            inside = [post.end for post in known.posts if post.agency in self.keys]
            outside = [post.end for post in known.posts if post.agency not in self.keys]
            known.with_others = not self.scope.everybody and is_with_others(inside, outside, today=self.today)
        offers = PostOffer.objects.filter(person__in=list(fresh), agency__in=self.keys)
        for person, agency, role, start in offers.values_list("person", "agency", "role", "start"):
            self.offers.add((f"p{person}", agency, role, start))

    def note_place(self, known: Known, agency: int) -> None:
        if agency in self.keys:
            known.inside = True
        else:
            known.shared = True

    def whose(self, row: StaffRow) -> Known | None:
        by_number = self.by_number.get((row.agency, row.staff_number)) if row.staff_number and row.agency else None
        by_email = self.by_email.get(row.email) if row.email else None
        if by_number and by_email and by_number is not by_email:
            row.problems.append(
                f"The staff number {row.staff_number} is one person's, and the email is used for another. Put one of "
                "them right."
            )
            return None
        known = by_number or by_email
        if known is None:
            return self.new(row)
        if stranger := self.is_another(row, known, by_number is not None):
            row.problems.append(stranger)
            return None
        if known.pk == 0:
            return self.again(row, known)
        # What it gives them now, no later row may give somebody else.
        if row.staff_number and row.agency:
            self.by_number.setdefault((row.agency, row.staff_number), known)
        if row.email:
            self.by_email.setdefault(row.email, known)
        return known

    def is_another(self, row: StaffRow, known: Known, by_number: bool) -> str:
        """Return why a row can't be of this person, though its number or email says so; "" if it can."""
        if not row.first_name and not row.last_name:
            return ""
        same = {known.first_name.casefold(), known.last_name.casefold()}
        if same & {row.first_name.casefold(), row.last_name.casefold()} or not known.inside:
            return ""
        whose = f"{known.name_here}'s" if known.name_here else "somebody else's"
        if by_number and not (row.email and row.email == known.email):
            return (
                f"The staff number {row.staff_number} is {whose} here, and nothing else agrees. If it was given "
                "to somebody else, give it back or leave it empty; if they changed their name, ask the team."
            )
        if not by_number and row.staff_number not in known.numbers.values():
            return (
                f"The email is {whose} here, and nothing else agrees. Everybody needs an address of their own: "
                "put it right, or leave it empty and give a staff number."
            )
        return ""

    def new(self, row: StaffRow) -> Known | None:
        """Return somebody to be made. Without a name, or with problems, there is nobody to make."""
        if row.problems:
            return None
        if not row.first_name or not row.last_name:
            row.problems.append("Somebody new needs a first and a last name.")
            return None
        known = Known(f"n{row.number}", 0, row.email, row.first_name, row.last_name)
        self.people[known.key] = known
        return self.again(row, known)

    def again(self, row: StaffRow, known: Known) -> Known | None:
        """Note what another row of somebody who is new adds: a number in another agency, or an email."""
        if row.email and known.email and row.email != known.email:
            row.problems.append("An earlier row gives this staff number another email. Put one of them right.")
            return None
        if row.email and not known.email:
            known.email = row.email
        if known.email:
            self.by_email[known.email] = known
        if row.staff_number and row.agency and not row.problems:
            known.numbers.setdefault(row.agency, row.staff_number)
            self.by_number[row.agency, row.staff_number] = known
        return known
