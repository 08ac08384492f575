"""What a question says of itself to who answers it: how to answer, and how its marks are earned."""

from learning.quizzes.rules.types import ESSAY, MATCHING, MULTIPLE, ORDERING, PARTIAL, SHORT_TEXT

HOW_TO_ANSWER = {
    MULTIPLE: "Choose all that apply.",
    ORDERING: "Give each item its place: 1 comes first.",
    MATCHING: "Choose what goes with each item.",
    SHORT_TEXT: "Write a word or a few words. Capital letters and extra spaces make no difference.",
    ESSAY: "Answer in your own words. A person will read and mark it.",
}
IN_PART = {
    MULTIPLE: "Each right choice earns marks and each wrong one loses as much, never below nothing.",
    ORDERING: "Each item in its right place earns its share of the marks.",
    MATCHING: "Each right pair earns its share of the marks.",
}
WHOLLY = {
    MULTIPLE: "It earns marks only if you choose exactly the right ones.",
    ORDERING: "It earns marks only if everything is in its right place.",
    MATCHING: "It earns marks only if every pair is right.",
}


def credit_rule(kind: str, credit: str) -> str:
    """Return how an answer that is partly right is marked, as a sentence; "" where none can be."""
    return (IN_PART if credit == PARTIAL else WHOLLY).get(kind, "")


def hint_of(kind: str, credit: str) -> str:
    """Return how to answer a question and how it is marked, for the hint above its inputs; may be ""."""
    return " ".join(part for part in (HOW_TO_ANSWER.get(kind, ""), credit_rule(kind, credit)) if part)
