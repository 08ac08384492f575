"""What the pages call things: what becomes of a row, and what was changed in the database."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps

from people.imports import kinds

ACTS = {
    kinds.ERROR: "Can’t be taken",
    kinds.JOINS: "Joins",
    kinds.MOVES: "Moves",
    kinds.CHANGES: "Changes",
    kinds.LEAVES: "Leaves",
    kinds.WAITS: "Waits for the person",
    kinds.UNCHANGED: "Unchanged",
}
DONE = {
    kinds.JOINS: "Joined",
    kinds.MOVES: "Moved",
    kinds.CHANGES: "Changed",
    kinds.LEAVES: "Left",
    kinds.WAITS: "Waits for the person",
}
UNDONE = {"undone": "Put back", "kept": "Stays"}
NOTES = "notes"  # of the lists of rows: those that are taken, with something to put right
TONES = {
    kinds.ERROR: "bad",
    kinds.JOINS: "good",
    kinds.MOVES: "ink",
    kinds.CHANGES: "ink",
    kinds.LEAVES: "warn",
    kinds.WAITS: "gold",
    "undone": "good",
    "kept": "warn",
}
CHANGING = tuple(DONE)


def acts_of(kind: str) -> dict[str, str]:
    """Return what may become of a row of a kind of file, in words."""
    return ACTS if kind == "staff" else {**ACTS, kinds.JOINS: "Added"}


def done_of(kind: str) -> dict[str, str]:
    return DONE if kind == "staff" else {**DONE, kinds.JOINS: "Added"}


def in_words(act: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Return what to call what becomes of a row, and the tone to say it in."""
    return words.get(act, act), TONES.get(act, "neutral")


def changes_in(counts: Mapping[str, Any]) -> int:
    """Return how many rows of a plan change anything."""
    return sum(int(counts.get(act, 0)) for act in CHANGING)


def summary_of(kind: str, counts: Mapping[str, Any]) -> str:
    """Return what a file did in a few words: "12 joined, 3 moved"."""
    said = [f"{counts[act]:,} {words.lower()}" for act, words in done_of(kind).items() if counts.get(act)]
    return ", ".join(said) or "Nothing changed"


def undone_summary(counts: Mapping[str, Any]) -> str:
    said = [f"{counts[act]:,} {words.lower()}" for act, words in UNDONE.items() if counts.get(act)]
    return ", ".join(said) or "Nothing to put back"


def words_of(change: Mapping[str, Any]) -> str:
    """Return what was done to a row of the database, in words, without saying from what to what."""
    name = str(apps.get_model(change["model"])._meta.verbose_name).capitalize()
    if change["before"] is None:
        return f"{name} added"
    if change["after"] is None:
        return f"{name} taken away"
    if change["before"].get("withdrawn") or change["after"].get("withdrawn"):
        return f"{name} withdrawn"
    fields = ", ".join(key.removesuffix("_id").replace("_", " ") for key in change["after"])
    return f"{name} changed: {fields}" if fields else f"{name} changed"
