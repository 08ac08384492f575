"""Reads of the quizzes room."""

from typing import Any


def may_see_picture(reader: Any, users: dict[str, list[str]]) -> bool:
    """Return whether a file is one that published questions show: anybody signed in may see those.

    Fills `core.slots.file_readers`. A draft's picture stands in no version, so it is nobody's to see yet.
    """
    return bool(reader.is_authenticated and users.get("quizzes.questionversion"))
