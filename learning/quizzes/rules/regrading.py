"""What a regrade does to an answer's marks."""

from fractions import Fraction

KEEP = "keep"
AWARD = "award"
REMARK = "remark"


def regraded_marks(choice: str, *, before: Fraction, possible: Fraction, corrected: Fraction | None) -> Fraction:
    """Return an answer's marks after a decision about its question.

    `corrected` is what the corrected version gives it, for REMARK. Raises ValueError for an unknown choice, and for
    REMARK without it.
    """
    if choice == KEEP:
        return before
    if choice == AWARD:
        return possible
    if choice == REMARK and corrected is not None:
        return corrected
    raise ValueError(f"no such regrade: {choice!r}")
