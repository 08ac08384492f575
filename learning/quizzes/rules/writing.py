"""What an author may ask: options that can be marked, their ids, and the stem in its two parts."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from learning.quizzes.rules.types import MULTIPLE, TRUE_FALSE, Option


def option_problems(kind: str, options: Sequence[Option]) -> list[str]:
    """Return what stands in the way of asking a question of this type with these options, in sentences."""
    problems = []
    right = sum(1 for option in options if option["correct"])
    words = [" ".join(str(option["text"]).split()).casefold() for option in options]
    if kind == TRUE_FALSE and len(options) != 2:
        problems.append("A true-or-false question has exactly two options: True and False.")
    elif len(options) < 2:
        problems.append("Give at least two options to choose from.")
    if not all(words):
        problems.append("Every option needs some words.")
    if len(set(words)) < len(words):
        problems.append("Two options have the same words.")
    if kind == MULTIPLE:
        if right < 1:
            problems.append("Mark at least one option as right.")
    elif right != 1:
        problems.append(f"Mark exactly one option as right: {right or 'none'} {'are' if right > 1 else 'is'} marked.")
    return problems


def with_ids(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Return `options` with ids made from their words, so that an id says neither place nor truth.

    An id reaches the browser: numbers in the author's order would tell on an author who writes the right one first.
    The same words have the same id in every version; other words have another.
    """
    made: list[dict[str, Any]] = []
    used: set[str] = set()
    for option in options:
        digest = sha256(str(option["text"]).encode()).hexdigest()
        identity = next(digest[start : start + 8] for start in range(56) if digest[start : start + 8] not in used)
        used.add(identity)
        made.append(
            {"id": identity, "text": option["text"], "correct": bool(option["correct"]), "feedback": option["feedback"]}
        )
    return made


def split_stem(html: str) -> tuple[str, str]:
    """Return a stem as (scenario, question): its last paragraph, without the tags of the paragraph, is the question.

    A legend holds a line of text and no paragraphs, so the scenario is shown before it. A stem that doesn't end in
    a paragraph (a list, say) is all scenario, with an empty question.
    """
    last = re.search(r"<p(?:\s[^>]*)?>((?:(?!<p[\s>]).)*?)</p>\s*$", html.strip(), re.DOTALL)
    if not last:
        return html.strip(), ""
    return html.strip()[: last.start()].strip(), last.group(1).strip()
