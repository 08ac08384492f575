"""The rules of training status: pure functions of dates, with no database and no clock.

`terms` is what a requirement asks, `posts` whom it asks and when they are apart, `status` where they stand as
at a day, `tally` the counts, and `wording` the sentence that explains a standing.
"""

from learning.compliance.rules.posts import (
    ExemptSpell,
    Spell,
    Tenure,
    anchor_for,
    carried_spells,
    chain_of,
    merge_spells,
)
from learning.compliance.rules.status import (
    Apart,
    Basis,
    Done,
    FirstDeadline,
    Standing,
    Status,
    first_deadline,
    latest_counting,
    status_on,
)
from learning.compliance.rules.tally import Tally
from learning.compliance.rules.terms import (
    ByFixedDay,
    EveryMonths,
    Introduction,
    Listing,
    Never,
    Renewal,
    Terms,
    Within,
    current_cut_off,
    introduction_of,
    lapse_of,
    trained_cut_off,
    version_on,
)
from learning.compliance.rules.wording import explain, format_day, label, percent_text

__all__ = [
    "Apart",
    "Basis",
    "ByFixedDay",
    "Done",
    "EveryMonths",
    "ExemptSpell",
    "FirstDeadline",
    "Introduction",
    "Listing",
    "Never",
    "Renewal",
    "Spell",
    "Standing",
    "Status",
    "Tally",
    "Tenure",
    "Terms",
    "Within",
    "anchor_for",
    "carried_spells",
    "chain_of",
    "current_cut_off",
    "explain",
    "first_deadline",
    "format_day",
    "introduction_of",
    "label",
    "lapse_of",
    "latest_counting",
    "merge_spells",
    "percent_text",
    "status_on",
    "trained_cut_off",
    "version_on",
]
