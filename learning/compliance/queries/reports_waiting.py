"""How many reports of courses done elsewhere wait for each lead: for the weekly letter, everybody's at once."""

from collections import defaultdict
from collections.abc import Container
from datetime import date

from django.utils.timezone import localdate

from learning.compliance.rules.reminders import WaitingReports
from learning.records.models import ExternalReport
from people.models import Agency, AgencyLead, Post


def reports_waiting_for_leads(*, on: date, reached: Container[int]) -> dict[int, WaitingReports]:
    """Return of each lead what waits for them to check it, if anything does: what their queue shows, of agencies that
    are live. None of leads who aren't `reached`. Three queries.

    The workforce team, who may check everybody's, have a desk that says so.
    """
    waiting = ExternalReport.objects.current().waiting().filter(person__merged_into=None).order_by()
    days: dict[int, list[date]] = defaultdict(list)  # by person, one a report
    for person, at in waiting.values_list("person", "reported_at"):
        days[person].append(localdate(at))
    paths: dict[int, set[str]] = defaultdict(set)
    live = Agency.objects.live().order_by().values("pk")
    posts = Post.objects.held_on(on).filter(person__in=waiting.values("person"), agency__in=live).order_by()
    for person, path in posts.values_list("person", "agency__path"):
        paths[person].add(path)
    led: dict[int, list[str]] = defaultdict(list)
    for lead, path in AgencyLead.objects.held_on(on).order_by().values_list("person", "agency__path"):
        if lead in reached:
            led[lead].append(path)
    found = {}
    for lead, below in led.items():
        theirs = [one for one, places in paths.items() if one != lead and _any_below(places, tuple(below))]
        reported = [day for one in theirs for day in days[one]]
        if reported:
            found[lead] = WaitingReports(len(reported), min(reported))
    return found


def _any_below(places: set[str], led: tuple[str, ...]) -> bool:
    return any(place.startswith(led) for place in places)
