"""A look: one page template in one state, as somebody sees it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.template import Template
from django.test.signals import template_rendered
from playwright.sync_api import Page

from people.models import Person

WIDTHS = (1280, 320)
AXE = Axe().axe_script
# Every rule that axe has, and the size of targets, which it leaves out until it is told.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
SOMEONE = "someone"  # a new colleague of the learner who signs in


@dataclass(frozen=True)
class Look:
    """`path` is an address, or makes the state and returns one. `who` signs in, "" nobody; `then` goes on from there.

    `template` is what the page must have been drawn with, so that the look is of what it says it is of.
    """

    name: str
    template: str
    path: str | Callable[[Person], str]
    who: str = ""
    then: Callable[[Page], Any] | None = None


class Drawn:
    """The names of the templates that the site has drawn with since it was made."""

    def __init__(self) -> None:
        self.names: set[str | None] = set()

    def __enter__(self) -> "Drawn":
        template_rendered.connect(self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        template_rendered.disconnect(self._hear)

    def _hear(self, template: Template, **kwargs: Any) -> None:
        self.names.add(template.name)


def faults_of(page: Page, widths: Iterable[int] = WIDTHS) -> list[str]:
    """Return what is wrong with the page that is open: axe's violations, headings, and what runs off its side."""
    faults = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} px: {fault}" for fault in [*violations(page), *shape_faults(page, width)]]
    return faults


def shape_faults(page: Page, width: int) -> list[str]:
    wide, headings = page.evaluate("[document.documentElement.scrollWidth, document.querySelectorAll('h1').length]")
    faults = [f"{wide} px wide: {culprits(page, width)}"] if wide > width else []
    return faults + ([f"{headings} h1 headings"] if headings != 1 else [])


def culprits(page: Page, width: int) -> str:
    """Return the first elements that stick out at the side, for whoever has to mend it."""
    found = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > width + 0.5)
            .slice(0, 4).map(one => one.outerHTML.slice(0, 90))""",
        width,
    )
    return "; ".join(found)


def violations(page: Page) -> list[str]:
    """Return axe-core's violations on the page that is open, one line an element."""
    if not page.evaluate("'axe' in window"):  # it stays when the window is drawn narrower
        page.evaluate(AXE)
    found = page.evaluate("options => axe.run(document, options).then(results => results.violations)", AXE_OPTIONS)
    return [
        f"{rule['id']} ({rule['impact']}) {node['target']} {node['html'][:120]} {checks(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def checks(node: dict[str, Any]) -> str:
    return " ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])[:200]
