"""How training status reads on a page."""

from datetime import date

from django import template

from learning.compliance import rules
from learning.compliance.models import RequirementVersion
from learning.compliance.queries.asking import version_in_words
from learning.compliance.rules import Status

register = template.Library()

# What a deadline is, by status. Somebody apart has none that counts.
WORDS = {
    Status.OVERDUE: "Was due by",
    Status.DUE_SOON: "Due again by",
    Status.IN_TIME: "Has until",
    Status.CURRENT: "Next due by",
}


@register.filter
def deadline_words(status: Status) -> str:
    """Return the words before a deadline: "Was due by"."""
    return WORDS.get(status, "")


@register.filter
def status_word(status: Status) -> str:
    """Return a status as people read it: "Due soon"."""
    return rules.label(status)


@register.filter
def day(value: date | None) -> str:
    """Return a day as people read it, or a dash."""
    return rules.format_day(value) if value else "–"


@register.filter
def percent(value: float | None) -> str:
    """Return "87.5%", or a dash where there is nobody to count."""
    return rules.percent_text(value)


@register.filter
def number(value: int) -> str:
    """Return a count with its thousands apart: "12,345"."""
    return f"{value:,}"


@register.filter
def hidden_if_small(value: float | None) -> str:
    """Return a figure, or the word that stands where one is too small to show."""
    return "hidden" if value is None else f"{value:,}"


@register.simple_tag
def url_fragment(url: str, fragment: str) -> str:
    """Return an address that leads to one place on its page."""
    return f"{url}#{fragment}"


@register.filter
def in_words(version: RequirementVersion) -> str:
    """Return the sentence that says what a version of a requirement asks."""
    return version_in_words(version)
