"""The partnership's colours: are they readable, and what follows from them.

Pure functions over #rrggbb strings. Contrast as WCAG 2.2 defines it (relative luminance, 1 to 21).
"""

import re

PAPER = "#fbf7ef"
WHITE = "#ffffff"
BLACK = "#000000"
DEFAULT_COLOUR = "#0f3d3e"
DEFAULT_ACCENT = "#b8862b"
LEAST_FOR_TEXT = 4.5
LEAST_FOR_LINES = 3.0

_HEX = re.compile(r"#[0-9a-f]{6}")


def _channels(colour: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(colour.lower()):
        raise ValueError(f"{colour!r} isn't a colour written as #rrggbb")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours, 1.0 to 21.0 (WCAG 2.2). Raises ValueError if one isn't such."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` (0 to 1) of `other` mixed in, as #rrggbb."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def check_brand_colour(colour: str) -> str | None:
    """Return one sentence that says why `colour` can't be the brand's, or None if it can."""
    if not _HEX.fullmatch(colour.lower()):
        return "Write the colour as # and six digits or letters from a to f, such as #0f3d3e."
    for ground, words in ((WHITE, "White text on this colour"), (PAPER, "Text in this colour on the page")):
        ratio = contrast(colour, ground)
        if ratio < LEAST_FOR_TEXT:
            return f"{words} has a contrast of {ratio:.1f} to 1; it needs 4.5 to 1. Choose a darker colour."
    return None


def check_accent_colour(colour: str) -> str | None:
    """Return one sentence that says why `colour` can't be the accent's lines, or None if it can."""
    if not _HEX.fullmatch(colour.lower()):
        return "Write the colour as # and six digits or letters from a to f, such as #b8862b."
    ratio = contrast(colour, PAPER)
    if ratio < LEAST_FOR_LINES:
        return f"A line in this colour has a contrast of {ratio:.1f} to 1 on the page; it needs 3 to 1. Choose a darker one."
    return None


def _bright_enough(accent: str, ground: str) -> str:
    """Return `accent` lightened until a line in it shows on the dark `ground`."""
    for share in range(0, 100, 5):
        lighter = mix(accent, WHITE, share / 100)
        if contrast(lighter, ground) >= LEAST_FOR_TEXT:
            return lighter
    return WHITE


def brand_css(colour: str = DEFAULT_COLOUR, accent: str = DEFAULT_ACCENT) -> str:
    """Return the style sheet that sets the brand's custom properties; a colour that fails its check gives the default's."""
    if check_brand_colour(colour):
        colour = DEFAULT_COLOUR
    if check_accent_colour(accent):
        accent = DEFAULT_ACCENT
    link = mix(colour, WHITE, 0.1)
    properties = {
        "--brand": colour.lower(),
        "--brand-ink": WHITE,
        "--brand-deep": mix(colour, BLACK, 0.28),
        "--brand-soft": mix(colour, WHITE, 0.91),
        "--brand-link": link if contrast(link, PAPER) >= LEAST_FOR_TEXT else colour.lower(),
        "--accent": accent.lower(),
        "--accent-soft": mix(accent, WHITE, 0.8),
        "--accent-bright": _bright_enough(accent, colour),
        "--paper": PAPER,
    }
    return ":root{" + ";".join(f"{name}:{value}" for name, value in properties.items()) + "}\n"
