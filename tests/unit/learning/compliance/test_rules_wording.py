"""The one sentence that explains a standing."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from learning.compliance.rules import (
    ByFixedDay,
    Done,
    ExemptSpell,
    Introduction,
    Never,
    Spell,
    Status,
    Tenure,
    Within,
    explain,
    format_day,
    label,
    percent_text,
)
from tests.unit.learning.compliance.cases import FIRST, LONG_HELD, REFRESHER, TERMS, standing
from tests.unit.learning.compliance.test_against_reference import some_facts

TRAINED = (Done(FIRST, date(2023, 5, 15)),)
AWAY = replace(LONG_HELD, away=(Spell(date(2026, 3, 1), date(2026, 6, 1)),))
EXEMPT = replace(LONG_HELD, exempt=(ExemptSpell(date(2026, 3, 1), date(2026, 5, 31), date(2026, 8, 31)),))


def test_current_says_when_trained_how_often_and_when_next() -> None:
    found = standing(date(2025, 1, 1), done=(Done(FIRST, date(2024, 3, 3)),))
    assert explain(found, TERMS) == "Trained on 3 March 2024; renewed every 36 months, so next due by 3 March 2027."


def test_the_course_is_named_where_it_is_known() -> None:
    found = standing(date(2025, 1, 1), done=(Done(FIRST, date(2024, 3, 3)),))
    assert explain(found, TERMS, course_titles={FIRST: "Awareness"}).startswith("Trained on 3 March 2024 (Awareness);")


def test_a_starter_is_told_the_first_deadline_and_where_it_comes_from() -> None:
    found = standing(date(2025, 9, 1), post=Tenure(date(2025, 8, 31)))
    assert explain(found, TERMS) == (
        "Started on 31 August 2025 with nothing recorded yet; has until 28 February 2026 (6 months from the start)."
    )


def test_a_starter_who_is_overdue_is_told_what_the_deadline_was() -> None:
    found = standing(date(2026, 3, 1), post=Tenure(date(2025, 8, 31)))
    assert explain(found, TERMS) == (
        "Started on 31 August 2025 with nothing recorded yet; was due by 28 February 2026 (6 months from the start)."
    )


def test_due_soon_says_so() -> None:
    assert explain(standing(date(2026, 3, 1), done=TRAINED), TERMS) == (
        "Trained on 15 May 2023; renewed every 36 months, so due again soon, by 15 May 2026."
    )


def test_overdue_after_a_lapse_says_when_it_was_due() -> None:
    assert explain(standing(date(2026, 5, 16), done=TRAINED), TERMS) == (
        "Trained on 15 May 2023; renewed every 36 months, so was due again by 15 May 2026."
    )


def test_a_starter_trained_before_joining_is_told_of_both_days() -> None:
    post, done = Tenure(date(2026, 7, 1)), (Done(FIRST, date(2023, 10, 1)),)
    assert explain(standing(date(2026, 9, 1), post=post, done=done), TERMS) == (
        "Trained on 1 October 2023; renewed every 36 months, so due again soon, by 1 October 2026 "
        "(after that there is still time until 1 January 2027: 6 months from the start)."
    )
    assert explain(standing(date(2026, 10, 2), post=post, done=done), TERMS) == (
        "Trained on 1 October 2023; renewed every 36 months, so lapsed on 1 October 2026; "
        "started on 1 July 2026; has until 1 January 2027 (6 months from the start)."
    )


def test_coming_back_says_what_was_due_and_what_is_now() -> None:
    assert explain(standing(date(2026, 6, 1), post=AWAY, done=TRAINED), TERMS) == (
        "Trained on 15 May 2023; renewed every 36 months; was due by 15 May 2026 but was away and came back on "
        "1 June 2026, so has until 1 July 2026 (30 days from coming back)."
    )


def test_after_an_exemption_the_day_set_by_it_is_named() -> None:
    assert explain(standing(date(2026, 9, 1), post=EXEMPT, done=TRAINED), TERMS) == (
        "Trained on 15 May 2023; renewed every 36 months; was due by 15 May 2026 but was exempt to 31 May 2026, "
        "so was due by 31 August 2026 (the day set by the exemption)."
    )


def test_away_says_since_when_and_what_waits_but_never_why() -> None:
    assert explain(standing(date(2026, 4, 1), post=AWAY, done=TRAINED), TERMS) == (
        "Away since 1 March 2026 and back on 1 June 2026, so not counted; trained on 15 May 2023, "
        "good until 15 May 2026 (renewed every 36 months); then due by 1 July 2026."
    )
    open_spell = replace(LONG_HELD, away=(Spell(date(2026, 3, 1)),))
    assert explain(standing(date(2026, 4, 1), post=open_spell), TERMS) == (
        "Away since 1 March 2026, so not counted; nothing recorded yet."
    )


def test_away_when_already_overdue_says_so() -> None:
    assert explain(standing(date(2026, 4, 1), post=AWAY), TERMS) == (
        "Away since 1 March 2026 and back on 1 June 2026, so not counted; nothing recorded yet; "
        "was due by 4 July 2016, before this began."
    )


def test_exempt_says_from_when_to_when_and_what_then() -> None:
    assert explain(standing(date(2026, 4, 1), post=EXEMPT, done=TRAINED), TERMS) == (
        "Exempt from 1 March 2026 to 31 May 2026, so not counted; trained on 15 May 2023, "
        "good until 15 May 2026 (renewed every 36 months); then due by 31 August 2026."
    )


def test_a_refresher_that_does_not_count_is_explained() -> None:
    found = standing(date(2026, 1, 1), post=Tenure(date(2025, 8, 31)), done=(Done(REFRESHER, date(2025, 10, 1)),))
    assert explain(found, TERMS) == (
        "Started on 31 August 2025 with nothing that counts yet, because the refresher of 1 October 2025 needs a "
        "first course before it; has until 28 February 2026 (6 months from the start)."
    )


def test_a_move_says_that_the_earlier_start_is_kept() -> None:
    old = Tenure(date(2025, 1, 6), date(2025, 9, 30))
    assert explain(standing(date(2025, 10, 1), post=Tenure(date(2025, 10, 1)), others=(old,)), TERMS) == (
        "Started on 6 January 2025 in an earlier post of this agency with nothing recorded yet; "
        "was due by 6 July 2025 (6 months from the start)."
    )


def test_a_new_requirement_says_from_which_day_it_counts() -> None:
    assert explain(standing(date(2026, 2, 1), introduction=Introduction(date(2026, 1, 1))), TERMS) == (
        "In post when this was first required on 1 January 2026 with nothing recorded yet; "
        "has until 1 July 2026 (6 months from that day)."
    )


def test_posts_already_held_are_told_of_the_day_set_for_them() -> None:
    introduction = Introduction(date(2015, 1, 1), date(2026, 1, 1), date(2026, 4, 30))
    assert explain(standing(date(2026, 2, 1), introduction=introduction), TERMS) == (
        "In post before this changed on 1 January 2026 with nothing recorded yet; "
        "has until 30 April 2026 (the day set for posts already held)."
    )


def test_training_that_never_lapses_says_so() -> None:
    terms = replace(TERMS, renewal=Never())
    assert explain(standing(date(2026, 1, 1), done=TRAINED, terms=terms), terms) == (
        "Trained on 15 May 2023; this training doesn't need renewing."
    )


@pytest.mark.parametrize(
    ("every_months", "rule"),
    [(12, "renewed each year by 30 September"), (24, "renewed every 24 months by 30 September")],
)
def test_a_fixed_day_is_named(every_months: int, rule: str) -> None:
    terms = replace(TERMS, renewal=ByFixedDay(9, 30, every_months=every_months))
    assert rule in explain(standing(date(2023, 6, 1), done=TRAINED, terms=terms), terms)


def test_one_of_anything_is_singular() -> None:
    terms = replace(TERMS, first=Within(days=1))
    found = standing(date(2026, 1, 5), post=Tenure(date(2026, 1, 5)), terms=terms)
    assert explain(found, terms).endswith("has until 6 January 2026 (1 day from the start).")


def test_every_generated_standing_is_explained_in_one_sentence() -> None:
    chance = random.Random(7)
    for _ in range(2000):
        facts = some_facts(chance)
        found = standing(
            facts.on,
            post=facts.post,
            done=facts.done,
            others=facts.others,
            terms=facts.terms,
            introduction=facts.introduction,
        )
        sentence = explain(found, facts.terms)
        assert re.fullmatch(r"[A-Z][^.]+\.", sentence), sentence
        assert "None" not in sentence
        if found.deadline:
            assert format_day(found.deadline) in sentence, (sentence, found)
        if found.latest:
            assert format_day(found.latest.on) in sentence, (sentence, found)


def test_names_and_percentages_are_written_as_people_read_them() -> None:
    assert [label(status) for status in Status] == ["Current", "Due soon", "In time", "Overdue", "Away", "Exempt"]
    assert [percent_text(p) for p in (None, 87.5, 100.0, 0.0)] == ["–", "87.5%", "100%", "0%"]
