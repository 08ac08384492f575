"""The demonstration partnership's readers: a procedure and a briefing that ask to be confirmed, and some who have."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from briefings.library.models import BriefingPage
from briefings.responses.actions import confirm_reading
from briefings.responses.models import Acknowledgement, ReadingRequest
from briefings.responses.queries import mark_of
from core.demo import DemoRun
from people.models import PathwayMembership, Person, Post

PROCEDURE = "escalation"
# Few enough that even the largest demonstration is built as fast: most people have it before them still.
READERS = 120
TEAM_READERS = 4
ASKED_DAYS_AGO = 24


def build(run: DemoRun) -> None:
    """Let the pages ask, once, and let some of those who work directly with children confirm the procedure."""
    procedure = run.get("procedure", PROCEDURE)
    briefing = BriefingPage.objects.live().order_by("-published_on", "-pk").first()
    for page in filter(None, [procedure, briefing]):
        ask(run, page)
    if Acknowledgement.objects.exists():
        run.say(f"Confirmed: {Acknowledgement.objects.count()} there already")
        return
    page = Page.objects.get(pk=procedure.pk)
    for person in readers(run):
        on = run.ago(run.rng.randint(0, ASKED_DAYS_AGO - 1))
        at = timezone.make_aware(datetime.combine(on, time(9, 30))) + timedelta(minutes=run.rng.randrange(420))
        confirm_reading(person=person, page=page, seen=mark_of(page), on=on, at=min(at, timezone.now()))
    run.say(f"Confirmed: {Acknowledgement.objects.count()} of a procedure")


def ask(run: DemoRun, page: Any) -> None:
    """Let a page ask its readers to confirm, as an editor does: in a revision that is published."""
    if page.reading_requests.exists():
        return
    page.reading_requests.add(ReadingRequest(since=run.ago(ASKED_DAYS_AGO)))
    page.save_revision(user=run.team).publish(user=run.team)


def readers(run: DemoRun) -> list[Person]:
    """Return some of those who work directly with children, a few of the manager's own team among them."""
    roles = PathwayMembership.objects.on(run.today).filter(pathway__code="direct").order_by().values("role")
    posts = Post.objects.held_on(run.today).filter(role__in=roles).order_by()
    own = Person.objects.filter(pk__in=posts.filter(line_manager=run.get("person", "manager")).values("person"))
    others = Person.objects.filter(pk__in=posts.values("person")).exclude(email__endswith="@demo.example")
    team = [person for person in own.order_by("pk") if not (person.email or "").endswith("@demo.example")]
    some = others.exclude(pk__in=[person.pk for person in team]).order_by("pk")
    return [*team[:TEAM_READERS], *some[:READERS]]
