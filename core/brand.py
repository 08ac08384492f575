"""The partnership's colours: are they readable, and what follows from them.

Pure functions over #rrggbb strings. Contrast as WCAG 2.2 defines it (relative luminance, 1 to 21).
"""

import colorsys
import re

PAPER = "#fbf7ef"
WHITE = "#ffffff"
DEFAULT_COLOUR = "#0f3d3e"
DEFAULT_ACCENT = "#b8862b"
LEAST_FOR_TEXT = 4.5
LEAST_FOR_LINES = 3.0
LEAST_ON_BRAND = 5.0

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


def shade(colour: str, *, lightness: float, saturation: float) -> str:
    """Return the hue of `colour` at another lightness and saturation, each 0 to 1. A grey stays grey."""
    hue, _, own_saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    if own_saturation == 0:
        saturation = 0
    parts = colorsys.hls_to_rgb(hue, min(1, lightness), min(1, saturation))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _lightness_and_saturation(colour: str) -> tuple[float, float]:
    _, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    return lightness, saturation


def check_brand_colour(colour: str) -> str | None:
    """Return one sentence that says why `colour` can't be the brand's, or None if it can."""
    if not _HEX.fullmatch(colour.lower()):
        return "Write the colour as # and six digits or letters from a to f, such as #0f3d3e."
    for ground, words in ((WHITE, "White text on this colour"), (PAPER, "Text in this colour on the page")):
        ratio = contrast(colour, ground)
        if ratio < LEAST_FOR_TEXT:
            return f"{words} has a contrast of {ratio:.2f} to 1; it needs 4.5 to 1. Choose a darker colour."
    return None


def check_accent_colour(colour: str) -> str | None:
    """Return one sentence that says why `colour` can't be the accent's lines, or None if it can."""
    if not _HEX.fullmatch(colour.lower()):
        return "Write the colour as # and six digits or letters from a to f, such as #b8862b."
    ratio = contrast(colour, PAPER)
    if ratio < LEAST_FOR_LINES:
        return f"Lines in this colour have a contrast of {ratio:.2f} to 1; they need 3 to 1. Choose a darker colour."
    return None


def _bright_enough(accent: str, ground: str) -> str:
    """Return `accent` lightened until a line in it stands out from the dark `ground`."""
    _, saturation = _lightness_and_saturation(accent)
    for percent in range(45, 100, 3):
        lighter = shade(accent, lightness=percent / 100, saturation=saturation * 1.1)
        if contrast(lighter, ground) >= LEAST_ON_BRAND:
            return lighter
    return WHITE


def _soft_enough(colour: str) -> str:
    """Return a tint of `colour` on which text in `colour` itself is readable."""
    _, saturation = _lightness_and_saturation(colour)
    for thousandths in range(925, 1000, 5):
        tint = shade(colour, lightness=thousandths / 1000, saturation=saturation * 0.35)
        if contrast(colour, tint) >= LEAST_FOR_TEXT:
            return tint
    return WHITE


def brand_css(colour: str = DEFAULT_COLOUR, accent: str = DEFAULT_ACCENT) -> str:
    """Return the style sheet that sets the brand's custom properties.

    A colour that fails its check gives way to the default, so that the site stays readable whatever was stored.
    """
    if check_brand_colour(colour):
        colour = DEFAULT_COLOUR
    if check_accent_colour(accent):
        accent = DEFAULT_ACCENT
    lightness, saturation = _lightness_and_saturation(colour)
    link = shade(colour, lightness=lightness * 1.3, saturation=saturation * 1.15)
    properties = {
        "--brand": colour.lower(),
        "--brand-ink": WHITE,
        "--brand-deep": shade(colour, lightness=lightness * 0.72, saturation=saturation),
        "--brand-soft": _soft_enough(colour),
        "--brand-link": link if contrast(link, PAPER) >= LEAST_FOR_TEXT else colour.lower(),
        "--accent": accent.lower(),
        "--accent-soft": shade(accent, lightness=0.905, saturation=_lightness_and_saturation(accent)[1] * 1.15),
        "--accent-bright": _bright_enough(accent, colour),
        "--paper": PAPER,
    }
    return ":root{" + ";".join(f"{name}:{value}" for name, value in properties.items()) + "}\n"
