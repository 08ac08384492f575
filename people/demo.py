"""The demonstration partnership's agencies, roles and people. Nobody in it is real.

Everything follows from the seed, so the same seed, day and number of staff give the same people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from core.demo import DemoRun, read
from people.groups import BOARD, WORKFORCE_TEAM
from people.models import (
    Absence,
    Agency,
    AgencyLead,
    AgencyState,
    JobRole,
    Pathway,
    PathwayMembership,
    Person,
    Post,
    StaffNumber,
)

PASSWORD = "goldthread-demo"  # noqa: S105 - printed by `make run`; refused outside DEBUG unless asked for
TEAM_SIZE = 10
BATCH = 2000
# How many of the staff the extra schools of a large partnership have, beside the weights in people.toml.
SCHOOLS_WEIGHT = 60
# Sign-ins that the README names: email, first and last name, agency, role, manager.
SIGN_INS = [
    ("team@demo.example", "Tamsin", "Reed", "HM-COUNCIL", "head-of-service", None),
    ("board@demo.example", "Bernard", "Oyelaran", "MS-ICB", "head-of-service", None),
    ("lead@demo.example", "Leila", "Haddad", "HM-COUNCIL", "head-of-service", None),
    ("manager@demo.example", "Morgan", "Ellery", "HM-CSC", "team-manager", "lead@demo.example"),
    ("learner@demo.example", "Lena", "Brook", "HM-CSC", "social-worker", "manager@demo.example"),
]
LEAD_OF = ["HM-COUNCIL", "NLT"]
# The manager's own team, so that every training status has somebody in it: see learning/compliance/demo.py.
OWN_TEAM = [
    ("Adaeze", "Mbeki", "social-worker", "paid", 1500),
    ("Bryn", "Calloway", "social-worker", "paid", 1100),
    ("Cerys", "Dunmore", "family-support-worker", "paid", 2300),
    ("Devan", "Rao", "family-support-worker", "paid", 900),
    ("Esme", "Thornley", "social-worker", "student", 40),
    ("Femi", "Adewale", "youth-worker", "paid", 75),
    ("Gwen", "Pritchard", "social-worker", "paid", 1900),
    ("Hamid", "Karimi", "family-support-worker", "paid", 700),
    ("Isla", "Redfern", "administrator", "paid", 2600),
    ("Jonah", "Whitlock", "social-worker", "supply", 210),
    ("Kezia", "Barlow", "social-worker", "paid", 1300),
    ("Lorcan", "Feeney", "youth-worker", "volunteer", 500),
]


@dataclass
class Draft:
    """One person to be made, and the post or posts they hold."""

    person: Person
    agency: Agency
    role: JobRole
    kind: str
    start: date
    end: date | None = None
    manager: Person | None = None
    number: str = ""
    before: "tuple[Agency, JobRole, date, date] | None" = None  # an earlier post elsewhere
    absences: list[tuple[date, date | None, str]] = field(default_factory=list)


def build(run: DemoRun) -> None:
    """Make agencies, roles, pathways and people. People are made once: a later run leaves them as they are."""
    content = read(__file__, "people.toml")
    make_agencies(run, content["agencies"])
    make_roles(run, content)
    if Person.objects.filter(email=SIGN_INS[0][0]).exists():
        for email, *_ in SIGN_INS:
            run.put("person", email.partition("@")[0], Person.objects.get(email=email))
        run.team = run.get("person", "team")
        run.say(f"People: {Person.objects.count():,} there already.")
        return
    with transaction.atomic():
        make_sign_ins(run)
        make_own_team(run)
        make_everybody_else(run, content)


def make_agencies(run: DemoRun, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        found = Agency.objects.filter(code=row["code"]).first()
        if found is None:
            fields = {key: row[key] for key in ("code", "name", "sector")} | live(run)
            parent = Agency.objects.get(code=row["parent"]) if row.get("parent") else None
            found = parent.add_child(**fields) if parent else Agency.add_root(**fields)
        run.put("agency", row["code"], found)


def live(run: DemoRun) -> dict[str, Any]:
    return {"state": AgencyState.LIVE, "live_since": run.ago(900)}


def make_roles(run: DemoRun, content: dict[str, Any]) -> None:
    since = run.ago(3650).replace(month=1, day=1)
    for row in content["pathways"]:
        pathway, _ = Pathway.objects.get_or_create(code=row["code"], defaults={k: row[k] for k in ("title", "summary")})
        run.put("pathway", row["code"], pathway)
    for row in content["roles"]:
        role, created = JobRole.objects.get_or_create(code=row["code"], defaults={"title": row["title"]})
        run.put("role", row["code"], role)
        for code in ["everyone", *row["pathways"]] if created else []:
            PathwayMembership.objects.create(pathway=run.get("pathway", code), role=role, since=since)


def make_sign_ins(run: DemoRun) -> None:
    for number, (email, first, last, agency, role, manager) in enumerate(SIGN_INS, start=1):
        person = Person.objects.create_user(email, PASSWORD, first_name=first, last_name=last)
        run.put("person", email.partition("@")[0], person)
        Post.objects.create(
            person=person,
            agency=run.get("agency", agency),
            role=run.get("role", role),
            start=run.ago(2000),
            line_manager=Person.objects.get(email=manager) if manager else None,
        )
        StaffNumber.objects.create(person=person, agency=run.get("agency", agency), number=f"D{number:04}")
    run.team = run.get("person", "team")
    run.team.groups.add(Group.objects.get(name=WORKFORCE_TEAM))
    run.get("person", "board").groups.add(Group.objects.get(name=BOARD))
    for code in LEAD_OF:
        lead = run.get("person", "lead")
        AgencyLead.objects.create(person=lead, agency=run.get("agency", code), since=run.ago(900))


def make_own_team(run: DemoRun) -> None:
    manager, agency = run.get("person", "manager"), run.get("agency", "HM-CSC")
    for number, (first, last, role, kind, days) in enumerate(OWN_TEAM, start=1):
        email = f"{first}.{last}@harrowmere.example".lower() if kind != "volunteer" else None
        person = Person.objects.create_user(email, None, first_name=first, last_name=last)
        run.put("person", f"{first} {last}", person)
        StaffNumber.objects.create(person=person, agency=agency, number=f"T{number:04}")
        Post.objects.create(
            person=person,
            agency=agency,
            role=run.get("role", role),
            kind=kind,
            start=run.ago(days),
            line_manager=manager,
        )
    # Two spells away: one that is still open, and one that is over.
    for name, away, back in (("Cerys Dunmore", 70, None), ("Kezia Barlow", 300, 20)):
        post = run.get("person", name).posts.get()
        Absence.objects.create(
            post=post, away_from=run.ago(away), back_on=run.ago(back) if back else None, kind="parental"
        )


def make_everybody_else(run: DemoRun, content: dict[str, Any]) -> None:
    """Make the rest of `run.staff` people in teams, in batches, each batch one INSERT a table."""
    agencies: list[tuple[Agency, float]] = [
        (run.get("agency", row["code"]), row["weight"]) for row in content["agencies"]
    ]
    schools = more_schools(run)
    agencies += [(school, SCHOOLS_WEIGHT / len(schools)) for school in schools]
    maker = Maker(run, agencies, content)
    wanted = run.staff - len(SIGN_INS) - len(OWN_TEAM)
    made = 0
    batch: list[Draft] = []
    for team in maker.teams(wanted):
        batch += team
        if len(batch) >= BATCH:
            made += save(batch)
            batch = []
            run.say(f"People: {made:,} of {wanted:,}")
    made += save(batch)
    run.say(f"People: {made + len(SIGN_INS) + len(OWN_TEAM):,}")


def more_schools(run: DemoRun) -> list[Agency]:
    """A partnership of tens of thousands has hundreds of schools: one for every 300 staff past the first 1,000."""
    wanted = max(0, (run.staff - 1000) // 300)
    if not wanted:
        return []
    parent = Agency.objects.filter(code="SCHOOLS").first()
    if parent is None:
        parent = Agency.add_root(code="SCHOOLS", name="Mereshire Schools", sector="education", **live(run))
    for number in range(1, wanted + 1):
        fields = {"code": f"SCHOOL-{number:03}", "name": f"Mereshire School {number:03}", "sector": "education"}
        parent.add_child(**fields, **live(run))
        parent.refresh_from_db()
    return list(parent.get_children())


class Maker:
    """Makes teams: a manager, who reports to the head of their agency, and about ten staff."""

    def __init__(self, run: DemoRun, agencies: list[tuple[Agency, float]], content: dict[str, Any]) -> None:
        self.run, self.rng = run, run.rng
        self.agencies = [agency for agency, _ in agencies]
        self.weights = [weight for _, weight in agencies]
        self.names = content["names"]
        self.roles: dict[str, tuple[list[JobRole], list[int]]] = {}
        for row in content["roles"]:
            for sector, weight in row["sectors"].items():
                roles, weights = self.roles.setdefault(sector, ([], []))
                roles.append(run.get("role", row["code"]))
                weights.append(weight)
        self.heads: dict[int, Person] = {}
        self.count = 0

    def teams(self, wanted: int) -> Iterator[list[Draft]]:
        while self.count < wanted:
            agency = self.rng.choices(self.agencies, self.weights)[0]
            size = min(self.rng.randint(TEAM_SIZE - 3, TEAM_SIZE + 3), wanted - self.count)
            yield self.team(agency, size)

    def team(self, agency: Agency, size: int) -> list[Draft]:
        head = self.heads.get(agency.pk)
        role = self.run.get("role", "team-manager" if head else "head-of-service")
        manager = self.draft(agency, role, head)
        manager.end = None
        self.heads.setdefault(agency.pk, manager.person)
        roles, weights = self.roles[agency.sector]
        staff = [self.draft(agency, self.rng.choices(roles, weights)[0], manager.person) for _ in range(size - 1)]
        return [manager, *staff]

    def draft(self, agency: Agency, role: JobRole, manager: Person | None) -> Draft:
        self.count += 1
        rng, today = self.rng, self.run.today
        first, last = rng.choice(self.names["first"]), rng.choice(self.names["last"])
        number = f"{self.count:06}"
        email: str | None = f"{first}.{last}.{number}@{agency.code.lower()}.example".lower()
        if role.code in {"site-and-kitchen", "volunteer-mentor", "governor"} and rng.random() < 0.7:
            email = None
        person = Person(email=email, first_name=first, last_name=last, password=make_password(None))
        start = today - timedelta(days=rng.randint(1, 300) if rng.random() < 0.2 else rng.randint(300, 2900))
        draft = Draft(person, agency, role, kind_for(role, rng), start, manager=manager, number=number)
        if rng.random() < 0.07 and start < today - timedelta(days=400):
            draft.end = today - timedelta(days=rng.randint(5, 350))  # a leaver
        elif rng.random() < 0.05:
            gap = timedelta(days=rng.choice([1, 14, 400]))
            elsewhere = rng.choice(self.agencies)
            began = start - gap - timedelta(days=rng.randint(300, 1500))
            draft.before = (elsewhere, role, began, start - gap)  # a mover
        if rng.random() < 0.03:
            draft.absences.append((max(start, today - timedelta(days=rng.randint(10, 200))), None, "parental"))
        elif rng.random() < 0.06 and start < today - timedelta(days=500):
            away = today - timedelta(days=rng.randint(120, 480))
            draft.absences.append((away, away + timedelta(days=rng.randint(30, 110)), "sickness"))
        return draft


def kind_for(role: JobRole, rng: Random) -> str:
    if role.code == "governor":
        return "governor"
    if role.code == "volunteer-mentor":
        return "volunteer"
    return rng.choices(["paid", "supply", "student"], [92, 5, 3])[0]


def save(batch: list[Draft]) -> int:
    """Insert a batch of drafts, and return how many people that made."""
    Person.objects.bulk_create([draft.person for draft in batch])
    posts = [
        Post(
            person=draft.person,
            agency=draft.agency,
            role=draft.role,
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            line_manager=draft.manager,
        )
        for draft in batch
    ]
    Post.objects.bulk_create(posts)
    StaffNumber.objects.bulk_create(
        StaffNumber(person=draft.person, agency=draft.agency, number=draft.number) for draft in batch
    )
    Post.objects.bulk_create(
        Post(person=draft.person, agency=agency, role=role, kind="paid", start=start, end=end)
        for draft in batch
        if draft.before
        for agency, role, start, end in [draft.before]
    )
    Absence.objects.bulk_create(
        Absence(post=post, away_from=away, back_on=back, kind=kind)
        for draft, post in zip(batch, posts, strict=True)
        for away, back, kind in draft.absences
    )
    return len(batch)
