"""Pure rules of the training record: days, keys and names."""

from datetime import date


def least_name(first_name: str, last_name: str) -> str:
    """Return initial and surname, such as "A. Osei": enough to match a certificate to the person who shows it."""
    initial = first_name.strip()[:1]
    return f"{initial}. {last_name.strip()}".strip() if initial else last_name.strip()


def merged_key(merge: int, completion: int | str) -> str:
    """Return the key of a completion that merging two records recorded again, of the one that it comes from."""
    return f"merge:{merge}:{completion}"


def refuse_future(day: date, *, today: date) -> None:
    """Raise ValueError, with a sentence for the reader, if `day` is after `today`."""
    if day > today:
        raise ValueError(f"A course can't be completed in the future: {day.day} {day:%B %Y} is after today.")


def plain_key(source: str, person: int, course: int, day: date, withdrawn: int) -> str:
    """Return the key of a completion that nothing better tells apart: one a person, course, day and source.

    `withdrawn` is how many rows of the same are corrected already, so that what was corrected by mistake can be
    recorded again.
    """
    key = f"{source}:{person}:{course}:{day.isoformat()}"
    return f"{key}:{withdrawn}" if withdrawn else key
