"""The demonstration partnership's requirements and its years of training. Nobody in it is real."""

from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.dates import add_months
from core.demo import DemoRun, read
from core.models import GuidanceEdition
from learning.catalogue.models import Course
from learning.compliance.actions import grant_exemption, save_version
from learning.compliance.actions.quarters import count_quarters
from learning.compliance.actions.reports import publish_report
from learning.compliance.demo_history import COURSES_DONE_IN_A_ROOM, Batch, Historian
from learning.compliance.models import BoardReport, CourseListing, Exemption, Requirement, RequirementVersion
from learning.compliance.rules.quarters import quarter_ends
from learning.records.models import Completion
from people.models import Agency, Pathway, Person, Post

# However large the partnership, this many people's history is drawn up before it is written.
PEOPLE_A_BATCH = 5000


def build(run: DemoRun) -> None:
    """Make requirements and everybody's history. History is made once: a later run leaves it as it is."""
    content = read(__file__, "requirements.toml")
    tell(run, content)
    # The clock process would count them, but a demonstration may be looked at without one.
    count_quarters(on=run.today, at=timezone.now())
    if not BoardReport.objects.exists():
        publish_report(as_at=quarter_ends(run.today, 1)[0], by=run.team, today=run.today, note=content["board_note"])


def tell(run: DemoRun, content: dict[str, Any]) -> None:
    for row in content["requirements"]:
        make_requirement(run, row)
    if Completion.objects.filter(key__startswith="demo:").exists():
        run.say(f"Training history: {Completion.objects.count():,} completions there already.")
        return
    with transaction.atomic():
        tell_own_team(run, content)
        tell_everybody_else(run, content)


def make_requirement(run: DemoRun, row: dict[str, Any]) -> None:
    requirement, created = Requirement.objects.get_or_create(
        code=row["code"], defaults={key: row[key] for key in ("title", "order", "summary")}
    )
    run.put("requirement", row["code"], requirement)
    if not created:
        return
    since = add_months(run.today, -row["since"]).replace(day=1)
    changed = date.fromisoformat(row["earlier_until"]) if "earlier_until" in row else None
    if changed and since < changed < run.today:
        make_version(run, requirement, row, since, changed, row["earlier_guidance"])
        since = changed
    make_version(run, requirement, row, since, None, row["guidance"])


def make_version(
    run: DemoRun, requirement: Requirement, row: dict[str, Any], since: date, until: date | None, guidance: str
) -> None:
    months = row.get("renewal_months")
    version = RequirementVersion(
        requirement=requirement,
        in_force_from=since,
        in_force_to=until,
        first_months=row.get("first_months"),
        first_days=row.get("first_days"),
        renewal="months" if months else "never",
        renewal_months=months,
        guidance=GuidanceEdition.objects.filter(slug=guidance).first(),
        paragraph=row["paragraph"],
    )
    version.pathways = list(Pathway.objects.filter(code__in=row["pathways"]))
    version.listings = [
        CourseListing(
            course=Course.objects.get(code=listing["course"]),
            first=listing.get("first", False),
            renewing=listing.get("renewing", False),
        )
        for listing in row["listings"]
    ]
    save_version(version=version, by=run.team)


# -- The manager's own team ---------------------------------------------------------------------------------------


def tell_own_team(run: DemoRun, content: dict[str, Any]) -> None:
    """Give the manager's own team the history that puts somebody in every status."""
    people = own_people(run)
    batch = Batch(run)
    for name, courses in content["own_team"].items():
        for code, days in courses.items():
            for number, day in enumerate(days, start=1):
                source = "import" if day > 1500 else "event" if code in COURSES_DONE_IN_A_ROOM else "online"
                batch.add(people[name].pk, code, run.ago(day), number, source)
    batch.write()
    move(run, people, content["mover"])
    exempt(run, people, content["exemption"])


def own_people(run: DemoRun) -> dict[str, Person]:
    """Return the manager's team and those who sign in, by name."""
    manager = run.get("person", "manager")
    sign_ins = [person.pk for person in run.made["person"].values() if (person.email or "").endswith("@demo.example")]
    own = Person.objects.filter(Q(posts__line_manager=manager) | Q(pk__in=sign_ins)).distinct()
    return {str(person): person for person in own}


def move(run: DemoRun, people: dict[str, Person], row: dict[str, Any]) -> None:
    """Give a member of the team an earlier post in another agency: training belongs to the person."""
    Post.objects.create(
        person=people[row["person"]],
        agency=Agency.objects.get(code=row["from_agency"]),
        role=run.get("role", row["role"]),
        start=run.ago(row["started"]),
        end=run.ago(row["left"]),
    )


def exempt(run: DemoRun, people: dict[str, Person], row: dict[str, Any]) -> None:
    requirement = run.get("requirement", row["requirement"])
    post = people[row["person"]].posts.get(line_manager=run.get("person", "manager"))
    if Exemption.objects.filter(post=post, requirement=requirement).exists():
        return
    grant_exemption(
        post=post,
        requirement=requirement,
        exempt_from=run.ago(row["begins"]),
        exempt_to=run.ago(row["ends"]),
        then_due_by=run.ago(row["then_due"]),
        reason=row["reason"],
        by=run.team,
    )


# -- Everybody else -----------------------------------------------------------------------------------------------


def tell_everybody_else(run: DemoRun, content: dict[str, Any]) -> None:
    """Draw up everybody's years of training, a batch of people at a time, each batch a few INSERTs."""
    told = {person.pk for person in own_people(run).values()}
    historian = Historian(run, content["requirements"])
    batch = Batch(run)
    wanted, done = Person.objects.filter(posts__isnull=False).distinct().count(), 0
    posts = Post.objects.order_by("person_id", "start", "pk").values_list("person_id", "role_id", "start", "end")
    for person, spells in by_person(posts.iterator(chunk_size=10_000)):
        done += 1
        if person not in told:
            historian.tell(person, spells, batch)
        if done % PEOPLE_A_BATCH == 0:
            batch.write()
            run.say(f"Training history: {done:,} of {wanted:,} people, {batch.written:,} completions")
    batch.write()
    run.say(f"Training history: {done:,} people, {batch.written:,} completions")


def by_person(rows: Any) -> Any:
    """Group rows that come in order of their first value, and yield each group under it."""
    current: int | None = None
    group: list[Any] = []
    for person, *rest in chain(rows, [(None,)]):
        if person != current:
            if current is not None:
                yield current, group
            current, group = person, []
        group.append(tuple(rest))
