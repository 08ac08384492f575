"""Cells that a spreadsheet would take for formulas are made plain text."""

from datetime import date

import pytest

from core.csv_export import FORMULA_PREFIXES, csv_response, harmless


def test_there_are_twelve_prefixes_and_each_is_disarmed() -> None:
    assert len(set(FORMULA_PREFIXES)) == 12
    for prefix in FORMULA_PREFIXES:
        assert harmless(f"{prefix}1+1") == f"'{prefix}1+1"


@pytest.mark.parametrize("hidden", [" ", "\u00a0", "\u200b", "\ufeff", "\x00", "  \u200b"])
def test_a_formula_behind_what_cannot_be_seen_is_disarmed_too(hidden: str) -> None:
    assert harmless(f"{hidden}=1+1").startswith("'")


@pytest.mark.parametrize("plain", ["O'Brien", "Anne-Marie", "a=b", "", "7", "–"])
def test_plain_text_stays_as_it_is(plain: str) -> None:
    assert harmless(plain) == plain


def test_days_are_iso_and_nothing_is_empty() -> None:
    assert (harmless(date(2026, 3, 7)), harmless(None), harmless(12)) == ("2026-03-07", "", "12")


def test_a_file_begins_with_a_byte_order_mark_and_is_not_kept() -> None:
    response = csv_response("people.csv", ["name"], [["Zoë"], ["=1"]])

    assert response.content == b"\xef\xbb\xbfname\r\nZo\xc3\xab\r\n'=1\r\n"
    assert response["Cache-Control"] == "private, no-store"
