"""What an author may ask: rows that can be marked, their ids, and the stem in its two parts."""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from learning.quizzes.rules.responses import fold
from learning.quizzes.rules.types import ESSAY, MATCHING, MULTIPLE, ORDERING, SHORT_TEXT, TRUE_FALSE, Option

NO_OPTIONS = "An essay has no options: remove them. Write what to look for in the guidance for markers."
NO_MATCH = "Only matching questions use “Goes with”: empty it."
MOST_CHARACTERS_OF_A_SHORT_ANSWER = 200


def option_problems(kind: str, options: Sequence[Option]) -> list[str]:
    """Return what stands in the way of asking a question of this type with these rows, in sentences.

    A row has "text" and "correct", and may have "match" (what goes with it) and "feedback".
    """
    if kind == ESSAY:
        return [NO_OPTIONS] if options else []
    stray = [NO_MATCH] if kind != MATCHING and _has_match(options) else []
    check = {ORDERING: _ordering_problems, MATCHING: _matching_problems, SHORT_TEXT: _short_text_problems}.get(kind)
    return stray + (check(options) if check else _choice_problems(kind, options))


def with_ids(options: Sequence[Option], kind: str = "") -> list[dict[str, Any]]:
    """Return `options` with ids made from their words, so that an id says neither place nor truth.

    An id reaches the browser: numbers in the author's order would tell on an author who writes the right one first,
    and all the answers to "put in order". The same words have the same id in every version; other words have
    another. In matching, both sides have ids; a row that is only a right side has an empty one on the left, and
    those of the right side begin with "r", which no id of the left does.
    """
    lefts = _identities(str(option["text"]) for option in options)
    made = []
    for option in options:
        text = str(option["text"])
        row = {"id": lefts[text], "text": text, "correct": bool(option["correct"]), "feedback": option["feedback"]}
        made.append(row)
    if kind == MATCHING:
        rights = _identities(str(option["match"]).strip() for option in options)
        for row, option in zip(made, options, strict=True):
            match = str(option["match"]).strip()
            row |= {"id": row["id"] if row["text"] else "", "match": match, "match_id": "r" + rights[match]}
    return made


def shown_ids(kind: str, options: Sequence[Option]) -> list[str]:
    """Return the ids that a page shows, in an order that tells nothing: of choices the author's, of the rest by id.

    In matching the ids of the left come first, in the author's order, and then those of the right. Questions that are
    answered in words have none: their accepted answers are never sent.
    """
    if kind in (SHORT_TEXT, ESSAY):
        return []
    if kind == ORDERING:
        return sorted(str(option["id"]) for option in options)
    lefts = [str(option["id"]) for option in options if option["id"]]
    return lefts + sorted({str(option["match_id"]) for option in options}) if kind == MATCHING else lefts


def split_stem(html: str) -> tuple[str, str]:
    """Return a stem as (scenario, question): its last paragraph, without the tags of the paragraph, is the question.

    A legend holds a line of text and no paragraphs, so the scenario is shown before it. A stem that doesn't end in
    a paragraph (a list, say) is all scenario, with an empty question.
    """
    last = re.search(r"<p(?:\s[^>]*)?>((?:(?!<p[\s>]).)*?)</p>\s*$", html.strip(), re.DOTALL)
    if not last:
        return html.strip(), ""
    return html.strip()[: last.start()].strip(), last.group(1).strip()


def _identities(texts: Iterable[str]) -> dict[str, str]:
    """Return an id of eight hexadecimal digits for each text, none shared."""
    made: dict[str, str] = {}
    for text in texts:
        digest = sha256(text.encode()).hexdigest()
        used = set(made.values()) - {made.get(text, "")}
        made[text] = next(digest[start : start + 8] for start in range(56) if digest[start : start + 8] not in used)
    return made


def _has_match(options: Sequence[Option]) -> bool:
    return any(str(option.get("match", "")).strip() for option in options)


def _words(options: Sequence[Option], side: str = "text") -> list[str]:
    return [" ".join(str(option.get(side, "")).split()).casefold() for option in options]


def _shared(words: Sequence[str]) -> bool:
    return len(set(words)) < len(words)


def _choice_problems(kind: str, options: Sequence[Option]) -> list[str]:
    problems = []
    right = sum(1 for option in options if option["correct"])
    words = _words(options)
    if kind == TRUE_FALSE and len(options) != 2:
        problems.append("A true-or-false question has exactly two options: True and False.")
    elif len(options) < 2:
        problems.append("Give at least two options to choose from.")
    if not all(words):
        problems.append("Every option needs some words.")
    if _shared(words):
        problems.append("Two options have the same words.")
    if kind == MULTIPLE:
        if right < 1:
            problems.append("Mark at least one option as right.")
    elif right != 1:
        problems.append(f"Mark exactly one option as right: {right or 'none'} {'are' if right > 1 else 'is'} marked.")
    return problems


def _ordering_problems(options: Sequence[Option]) -> list[str]:
    problems = []
    words = _words(options)
    if len(options) < 3:
        problems.append("Give at least three things to put in order.")
    if not all(words):
        problems.append("Everything to put in order needs some words.")
    if _shared(words):
        problems.append("Two of the things to put in order have the same words.")
    return problems


def _matching_problems(options: Sequence[Option]) -> list[str]:
    problems = []
    lefts = [word for word in _words(options) if word]
    rights = _words(options, "match")
    if len(lefts) < 2:
        problems.append("Give at least two pairs to match.")
    if not all(rights):
        problems.append("Say what each row goes with.")
    if _shared(lefts):
        problems.append("Two rows to match have the same words on the left.")
    if len(set(rights)) < 2:
        problems.append("Everything goes with the same answer: give at least two to choose from.")
    return problems


def _short_text_problems(options: Sequence[Option]) -> list[str]:
    problems = []
    words = [fold(str(option["text"])) for option in options]
    if not any(option["correct"] for option in options):
        problems.append("Mark at least one answer as right: those are accepted.")
    if not all(words):
        problems.append("Every accepted answer needs some words.")
    if _shared(words):
        problems.append("Two answers are the same but for capital letters, spaces or the kind of quotation mark.")
    if any(len(word) > MOST_CHARACTERS_OF_A_SHORT_ANSWER for word in words):
        problems.append("An accepted answer is longer than the 200 characters that can be written.")
    return problems
