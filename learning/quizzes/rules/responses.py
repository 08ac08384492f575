"""Taking a response: what a page sends, made what is kept and marked, or refused in words for who answers.

A response is always a list of strings. Choices: the ids chosen. Ordering: "item:place", places from 1. Matching:
"left:right". Short text and essay: one string, the words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from learning.quizzes.rules.types import ESSAY, MATCHING, MULTIPLE, ORDERING, SHORT_TEXT, SINGLE, TRUE_FALSE, WRITTEN

NOTHING_CHOSEN = {
    SINGLE: "Choose an answer",
    MULTIPLE: "Choose at least one answer",
    TRUE_FALSE: "Choose true or false",
    SHORT_TEXT: "Write an answer",
    ESSAY: "Write an answer",
}
LONGEST = {SHORT_TEXT: 200, ESSAY: 20_000}  # characters
SAME_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"})


class UnusableResponse(ValueError):
    """A response that the question can't take: an unknown option, or more than one where one is asked for."""


def is_right_side(identity: str) -> bool:
    """Return whether an id is of something to choose from on the right of a matching question."""
    return identity.startswith("r")


def fold(text: str) -> str:
    """Return text as short answers are compared: NFKC, no case, runs of space as one, one kind of quote and dash."""
    plain = unicodedata.normalize("NFKC", text).translate(SAME_MARKS)
    return " ".join(unicodedata.normalize("NFKC", plain.casefold()).split())


def pairs_of(response: Iterable[str]) -> dict[str, str]:
    """Return an ordering or matching response as {item or left id: place or right id}, without what isn't a pair."""
    split = (one.partition(":") for one in response)
    return {key: value for key, colon, value in split if colon and value}


def clean_response(kind: str, ids: Sequence[str], response: Iterable[str]) -> list[str]:
    """Return a response as it is kept: without repeats, in one order whatever the order in which it was sent.

    `ids` are those the page showed (see `shown_ids`). Cleaning what is clean changes nothing. Raises
    UnusableResponse, in words for the person who answers, if it is empty, unfinished, or names what wasn't shown.
    """
    if kind in WRITTEN:
        return _clean_words(kind, list(response))
    if kind == ORDERING:
        return _clean_places(ids, pairs_of(response))
    if kind == MATCHING:
        return _clean_matches(ids, pairs_of(response))
    return _clean_choices(kind, ids, set(response))


def sendable(kind: str, ids: Sequence[str], response: Iterable[str]) -> list[str]:
    """Return what of a response can be shown in the question's inputs again, though it can't be used as it is."""
    sent = list(response)
    if kind in WRITTEN:
        return [_without_controls(sent[0])[: LONGEST[kind] * 2]] if sent and sent[0].strip() else []
    if kind in (ORDERING, MATCHING):
        return [f"{key}:{value}" for key, value in pairs_of(sent).items() if key in ids]
    return [identity for identity in ids if identity in sent]


def _clean_choices(kind: str, ids: Sequence[str], chosen: set[str]) -> list[str]:
    if not chosen:
        raise UnusableResponse(NOTHING_CHOSEN[kind])
    if not chosen <= set(ids):
        raise UnusableResponse("Choose from the options shown")
    if kind != MULTIPLE and len(chosen) > 1:
        raise UnusableResponse("Choose one option only")
    return [identity for identity in ids if identity in chosen]


def _clean_places(ids: Sequence[str], given: dict[str, str]) -> list[str]:
    places = [str(place) for place in range(1, len(ids) + 1)]
    if not set(given) <= set(ids) or not set(given.values()) <= set(places):
        raise UnusableResponse("Choose from the places shown")
    if len(given) < len(ids):
        raise UnusableResponse(_unfinished("Give each item a place", len(ids) - len(given)))
    for place, uses in sorted(Counter(given.values()).items(), key=lambda use: int(use[0])):
        if uses > 1:
            raise UnusableResponse(f"Give each item a place of its own: {place} is used {_times(uses)}")
    return sorted((f"{key}:{place}" for key, place in given.items()), key=lambda one: int(one.partition(":")[2]))


def _clean_matches(ids: Sequence[str], given: dict[str, str]) -> list[str]:
    lefts = [identity for identity in ids if not is_right_side(identity)]
    if not set(given) <= set(lefts) or not set(given.values()) <= set(ids) - set(lefts):
        raise UnusableResponse("Choose from the answers shown")
    if len(given) < len(lefts):
        raise UnusableResponse(_unfinished("Choose what goes with each item", len(lefts) - len(given)))
    return [f"{key}:{given[key]}" for key in sorted(lefts)]


def _clean_words(kind: str, sent: Sequence[str]) -> list[str]:
    text = _without_controls(sent[0] if sent else "").strip()
    if kind == SHORT_TEXT:
        text = " ".join(text.split())
    if not text:
        raise UnusableResponse(NOTHING_CHOSEN[kind])
    if len(text) > LONGEST[kind]:
        raise UnusableResponse(f"Write no more than {LONGEST[kind]:,} characters: this has {len(text):,}")
    return [text]


def _without_controls(text: str) -> str:
    """Return text with one kind of line end and no control characters: a database refuses some of those."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))


def _unfinished(wish: str, left: int) -> str:
    return f"{wish}: {left} {'is' if left == 1 else 'are'} left"


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"
