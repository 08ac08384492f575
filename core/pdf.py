"""PDF files from HTML that this project wrote itself: laid out chapter by chapter, and bound into one.

A table of thousands of rows takes a layout engine minutes; the same in chapters takes seconds. Nothing is fetched from
anywhere: what a file shows is in its HTML, its style sheet and this project's own fonts.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "static/goldthread/fonts"
FACE = "atkinson-hyperlegible-next-latin-wght-normal.woff2"


class NoPdf(Exception):
    """This machine can't make PDF files. The message is for the reader."""


def pdf_of(chapters: Iterable[str], *, stylesheet: Path) -> Iterator[bytes | int]:
    """Yield how many chapters are laid out, after each, and the whole file at the end: PDF/UA, pages numbered through.

    `chapters` are whole HTML documents. Raises NoPdf where the machine lacks what it takes.
    """
    weasyprint, fonts, fetcher = _weasyprint()
    css = stylesheet.read_text(encoding="utf-8") + _face()
    laid_out: list[Any] = []
    pages: list[Any] = []
    for number, chapter in enumerate(chapters, start=1):
        first = f"@page :first {{ counter-reset: page {len(pages) + 1} }}"
        sheet = weasyprint.CSS(string=css + first, url_fetcher=fetcher, font_config=fonts)
        html = weasyprint.HTML(string=chapter, url_fetcher=fetcher)
        laid_out.append(html.render(stylesheets=[sheet], font_config=fonts))
        pages += laid_out[-1].pages
        yield number
    yield laid_out[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1")


def _weasyprint() -> tuple[Any, Any, Any]:
    """Return the layout engine, its fonts, and what fetches files for it: this project's fonts and nothing else."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise NoPdf(
            "This site can't make PDF files yet: its machine lacks the Pango library. Those who run it can add it."
        ) from error

    class OurFonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(FONTS.as_uri()):
                raise ValueError(f"a PDF of this site's shows nothing from elsewhere: {url}")
            return super().fetch(url, headers)

    return weasyprint, FontConfiguration(), OurFonts(allowed_protocols={"file"})


def _face() -> str:
    if not (FONTS / FACE).exists():
        return ""
    return f'@font-face {{ font-family: "Atkinson Hyperlegible Next"; src: url("{(FONTS / FACE).as_uri()}") }}'
