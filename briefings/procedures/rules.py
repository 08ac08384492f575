"""How the manual is ordered, and how a procedure stands on a day. Pure: text and dates in, words out."""

import re
from datetime import date


def chapter_key(chapter: str) -> tuple[tuple[int, str], ...]:
    """Return what orders chapters as people number them: 1.9 before 1.10, 2.1 before 2.1a."""
    pieces = re.findall(r"(\d+)([a-z]*)", chapter.lower())
    return tuple((int(number), letters) for number, letters in pieces)


def standing(in_force_from: date | None, next_review_on: date | None, *, on: date) -> str:
    """Return "draft" before the first day in force, "under_review" after the review day has passed, else "in_force".

    A procedure past its review day is still in force: its words say so.
    """
    if in_force_from and on < in_force_from:
        return "draft"
    if next_review_on and on > next_review_on:
        return "under_review"
    return "in_force"
