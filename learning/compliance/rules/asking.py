"""What a requirement asks, in a sentence: for those who write it and those of whom it is asked."""

from collections.abc import Mapping, Sequence

from learning.compliance.rules.terms import Never, Terms
from learning.compliance.rules.wording import _length, _renewal


def asks_in_words(
    terms: Terms, *, pathways: Sequence[str], agencies: Sequence[str] = (), course_titles: Mapping[int, str]
) -> str:
    """Return what a version asks of whom, by when and how often again.

    For example: "Asked of posts in Works directly with children, in every agency: Sharing information within 6 months
    of starting, renewed every 36 months." `pathways` and `agencies` are names (no agencies: all of them).
    """
    first = [course_titles[listing.course_id] for listing in terms.listings if listing.first]
    renewing = [course_titles[listing.course_id] for listing in terms.listings if listing.renewing]
    where = f"in {_or(agencies, 'and')}" if agencies else "in every agency"
    asked = f"Asked of posts in {_or(pathways, 'and') or 'no pathway yet'}, {where}: "
    asked += f"{_one_of(first)} within {_length(terms.first)} of starting"
    if isinstance(terms.renewal, Never):
        return f"{asked}, once."
    by = "" if renewing == first else f" by {_one_of(renewing)}"
    return f"{asked}, {_renewal(terms)}{by}."


def _one_of(titles: Sequence[str]) -> str:
    if not titles:
        return "no course yet"
    return titles[0] if len(titles) == 1 else f"one of {_or(titles)}"


def _or(words: Sequence[str], joint: str = "or") -> str:
    """Return words joined as in speech: "a, b or c"."""
    *most, last = words or [""]
    return f"{', '.join(most)} {joint} {last}" if most else last
