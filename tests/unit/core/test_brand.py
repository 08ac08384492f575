"""The partnership's colours: which are refused, and that what is derived from the rest stays readable."""

import re
from itertools import product

import pytest

from core.brand import PAPER, WHITE, brand_css, check_accent_colour, check_brand_colour, contrast

INK = "#172a2b"


def properties(css: str) -> dict[str, str]:
    return dict(re.findall(r"(--[a-z-]+):(#[0-9a-f]{6})", css))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # Worked out by hand from WCAG 2.2's definition of relative luminance.
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#abcdef", "#abcdef", 1.0),
    ],
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("colour", ["", "0f3d3e", "#0f3", "teal", "#0f3d3g", "#0f3d3e0", "#0f3d3e}body{}"])
def test_a_colour_that_is_not_six_digits_is_refused(colour: str) -> None:
    assert "six digits" in str(check_brand_colour(colour))
    assert "six digits" in str(check_accent_colour(colour))
    with pytest.raises(ValueError, match="#rrggbb"):
        contrast(colour, WHITE)


def test_a_colour_too_light_for_white_text_is_refused_with_its_contrast() -> None:
    assert check_brand_colour("#888888") == (
        "White text on this colour has a contrast of 3.54 to 1; it needs 4.5 to 1. Choose a darker colour."
    )


def test_a_colour_readable_on_white_but_not_on_paper_is_refused() -> None:
    assert contrast("#767676", WHITE) >= 4.5 > contrast("#767676", PAPER)
    assert "on the page" in str(check_brand_colour("#767676"))


def test_the_default_colours_pass() -> None:
    assert check_brand_colour("#0f3d3e") is None
    assert check_accent_colour("#b8862b") is None


STEPS = ["00", "33", "66", "99", "cc", "ff"]
EVERY_COLOUR = ["#" + "".join(parts) for parts in product(STEPS, repeat=3)]


def test_whatever_colour_passes_everything_derived_from_it_is_readable() -> None:
    passing = [colour for colour in EVERY_COLOUR if check_brand_colour(colour) is None]
    assert len(passing) > 60
    for colour in passing:
        shades = properties(brand_css(colour))
        assert contrast(shades["--brand"], shades["--brand-ink"]) >= 4.5, colour
        assert contrast(shades["--brand-deep"], WHITE) >= 4.5, colour
        assert contrast(shades["--brand-link"], PAPER) >= 4.5, colour
        assert contrast(shades["--brand"], shades["--brand-soft"]) >= 4.5, colour
        assert contrast(shades["--brand-deep"], shades["--brand-soft"]) >= 4.5, colour
        assert contrast(INK, shades["--brand-soft"]) >= 7, colour
        assert contrast(shades["--accent-bright"], shades["--brand"]) >= 3, colour


def test_whatever_accent_passes_ink_is_readable_on_its_tint() -> None:
    for accent in (colour for colour in EVERY_COLOUR if check_accent_colour(colour) is None):
        assert contrast(INK, properties(brand_css(accent=accent))["--accent-soft"]) >= 7, accent


def test_a_stored_colour_that_fails_gives_way_to_the_default() -> None:
    assert brand_css("#ffff00", "#ffff00") == brand_css()
    assert brand_css("red;}body{display:none}") == brand_css()
