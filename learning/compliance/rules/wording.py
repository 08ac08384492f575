"""Training status in plain English: its name, and the one sentence that explains it."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.dates import add_days
from learning.compliance.rules.status import Apart, Basis, Standing, Status
from learning.compliance.rules.terms import ByFixedDay, EveryMonths, Never, Terms, Within

# Not strftime's, which change with the machine's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

LABELS = {
    Status.CURRENT: "Current",
    Status.DUE_SOON: "Due soon",
    Status.IN_TIME: "In time",
    Status.OVERDUE: "Overdue",
    Status.AWAY: "Away",
    Status.EXEMPT: "Exempt",
}


def label(status: Status) -> str:
    """Return the status as people read it: "Due soon"."""
    return LABELS[status]


def format_day(day: date) -> str:
    """Return a day as people read it: 3 March 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def percent_text(percent: float | None) -> str:
    """Return "87.5%", "100%", or "–" where there is nobody to count."""
    return "–" if percent is None else f"{percent:.1f}".removesuffix(".0") + "%"


def explain(standing: Standing, terms: Terms, *, course_titles: Mapping[int, str] | None = None) -> str:
    """Return one sentence that explains a standing: rule, anchor, last completion, deadline.

    `terms` is the version it was worked out with. Where `course_titles` (by course id) knows the course last
    completed, it is named. Nothing here says why somebody is away. For example: "Started on 31 August 2025
    with nothing recorded yet; has until 28 February 2026 (6 months from the start)."
    """
    if standing.apart:
        return _explain_apart(standing, standing.apart, terms, course_titles or {})
    if standing.status.is_trained:
        return _explain_trained(standing, terms, course_titles or {})
    return _explain_untrained(standing, terms, course_titles or {})


def _explain_trained(standing: Standing, terms: Terms, titles: Mapping[int, str]) -> str:
    trained = _trained(standing, titles)
    if standing.lapse is None:
        return f"{trained}; this training doesn't need renewing."
    due = f"next due by {format_day(standing.lapse)}"
    if standing.status is Status.DUE_SOON:
        due = f"due again soon, by {format_day(standing.lapse)}"
    beyond = ""
    if standing.good_until and standing.good_until > standing.lapse:
        until = f"still time until {format_day(standing.good_until)}"
        beyond = f" (after that there is {until}: {_extra(standing, terms)})"
    return f"{trained}; {_renewal(terms)}, so {due}{beyond}."


def _explain_untrained(standing: Standing, terms: Terms, titles: Mapping[int, str]) -> str:
    deadline = standing.deadline
    assert deadline is not None, "somebody not trained always has a deadline"
    due = "has until" if standing.status is Status.IN_TIME else "was due by"
    opening = _opening(standing, terms, titles)
    if standing.moved_by and standing.due_before_spell:
        was_due = format_day(standing.due_before_spell)
        but = f"was due by {was_due} but {_was_apart(standing.moved_by)}, so {due} {format_day(deadline)}"
        return f"{opening}; {but} ({_extra(standing, terms)})."
    if standing.lapse is not None and deadline == standing.lapse:
        return f"{opening}."
    return f"{opening}; {due} {format_day(deadline)} ({_first_rule(standing, terms)})."


def _explain_apart(standing: Standing, apart: Apart, terms: Terms, titles: Mapping[int, str]) -> str:
    begins = format_day(apart.begins)
    if apart.over_from is None:
        where = f"Exempt since {begins}" if apart.exempt else f"Away since {begins}"
    elif apart.exempt:
        where = f"Exempt from {begins} to {format_day(apart.over_from - timedelta(days=1))}"
    else:
        where = f"Away since {begins} and back on {format_day(apart.over_from)}"
    if standing.latest is None:
        behind = _nothing_counts(standing)
    elif standing.lapse is None:
        behind = f"{_lower(_trained(standing, titles))}, which doesn't need renewing"
    else:
        good_until = f"good until {format_day(standing.lapse)} ({_renewal(terms)})"
        behind = f"{_lower(_trained(standing, titles))}, {good_until}"
    return f"{where}, so not counted; {behind}{_then_due(standing, apart)}."


def _then_due(standing: Standing, apart: Apart) -> str:
    if standing.good_until is None or apart.over_from is None:
        return ""
    if standing.good_until < apart.over_from:
        return f"; was due by {format_day(standing.good_until)}, before this began"
    if standing.good_until == standing.lapse:
        return ""
    return f"; then due by {format_day(standing.good_until)}"


def _opening(standing: Standing, terms: Terms, titles: Mapping[int, str]) -> str:
    """Say what is known of somebody not trained: what they did last, or how they came to be asked."""
    asked = _asked(standing)
    if standing.latest is None:
        return f"{asked} with {_nothing_counts(standing)}"
    assert standing.lapse is not None, "what never lapses leaves nobody untrained"
    trained = f"{_trained(standing, titles)}; {_renewal(terms)}"
    if standing.first.day > standing.lapse:
        return f"{trained}, so lapsed on {format_day(standing.lapse)}; {_lower(asked)}"
    if standing.moved_by:
        return trained
    return f"{trained}, so was due again by {format_day(standing.lapse)}"


def _trained(standing: Standing, titles: Mapping[int, str]) -> str:
    assert standing.latest is not None
    title = titles.get(standing.latest.course_id)
    on = format_day(standing.latest.on)
    return f"Trained on {on} ({title})" if title else f"Trained on {on}"


def _nothing_counts(standing: Standing) -> str:
    if standing.set_aside is None:
        return "nothing recorded yet"
    on = format_day(standing.set_aside.on)
    return f"nothing that counts yet, because the refresher of {on} needs a first course before it"


def _asked(standing: Standing) -> str:
    anchor = format_day(standing.anchor)
    match standing.first.basis:
        case Basis.POST_START:
            return f"Started on {anchor}"
        case Basis.EARLIER_POST:
            return f"Started on {anchor} in an earlier post of this agency"
        case Basis.REQUIREMENT_START:
            return f"In post when this was first required on {anchor}"
        case Basis.POSTS_HELD:
            return f"In post before this changed on {anchor}"


def _first_rule(standing: Standing, terms: Terms) -> str:
    match standing.first.basis:
        case Basis.POSTS_HELD:
            return "the day set for posts already held"
        case Basis.REQUIREMENT_START:
            return f"{_length(terms.first)} from that day"
        case _:
            return f"{_length(terms.first)} from the start"


def _extra(standing: Standing, terms: Terms) -> str:
    """Say where time beyond a lapse or a first deadline comes from."""
    spell = standing.moved_by
    if spell is None:
        return _first_rule(standing, terms)
    if spell.exempt and spell.due_by != _after_grace(spell, terms):
        return "the day set by the exemption"
    return f"{_count(terms.grace_days, 'day')} from {'its end' if spell.exempt else 'coming back'}"


def _after_grace(spell: Apart, terms: Terms) -> date | None:
    return spell.over_from and add_days(spell.over_from, terms.grace_days)


def _was_apart(spell: Apart) -> str:
    assert spell.over_from is not None, "a spell moves a deadline once it is over"
    if spell.exempt:
        return f"was exempt to {format_day(spell.over_from - timedelta(days=1))}"
    return f"was away and came back on {format_day(spell.over_from)}"


def _renewal(terms: Terms) -> str:
    match terms.renewal:
        case Never():
            return "never renewed"
        case EveryMonths(months):
            return f"renewed every {_count(months, 'month')}"
        case ByFixedDay(month, day_of_month, every_months, _):
            often = "each year" if every_months == 12 else f"every {_count(every_months, 'month')}"
            return f"renewed {often} by {day_of_month} {MONTHS[month - 1]}"


def _length(within: Within) -> str:
    if within.months is not None:
        return _count(within.months, "month")
    return _count(within.days or 0, "day")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
