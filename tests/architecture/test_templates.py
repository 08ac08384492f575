"""Templates hold no script and no style of their own, call no other site, and every one of them is used."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

from tests.architecture.floors import ROOT, python_files

pytestmark = pytest.mark.once

TEMPLATES = ROOT / "templates"
# Mail is read in mail programs, which know no style sheet but the one in the element.
IN_MAIL = ("emails/",)
# What Django looks for by itself.
FOUND_BY_NAME = {"403.html", "404.html"}
FETCHES = (
    r"<(script|link|img|iframe|video|audio|source|track|object|embed|form)\b[^>]*"
    r"\b(src|href|action|data|poster|srcset)=[\"'](https?:)?//"
)


@cache
def templates() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text()
        for path in sorted(TEMPLATES.rglob("*"))
        if path.suffix in {".html", ".txt", ".xml", ".svg"}
    }


def on_the_site() -> dict[str, str]:
    return {name: text for name, text in templates().items() if not name.startswith(IN_MAIL)}


def lines_with(pattern: str) -> list[str]:
    """Return "template:line: text" for each line of the site's templates that a pattern is found in."""
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in on_the_site().items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line, re.IGNORECASE)
    ]


def test_no_template_has_a_style_of_its_own() -> None:
    assert lines_with(r"<style|[\s\"']style\s*=") == []


def test_no_template_has_a_script_of_its_own() -> None:
    assert lines_with(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)") == []


def test_no_template_has_an_event_written_into_an_element() -> None:
    assert lines_with(r"<[^>]*\son[a-z]+\s*=|javascript:|\shx-on") == []


def test_nothing_is_fetched_from_another_site() -> None:
    assert lines_with(FETCHES) == []


def test_what_a_public_page_always_shows_has_no_token_and_no_messages() -> None:
    """One token in the header would give every reader a cookie, and keep pages from being shared."""
    always = [
        name
        for name in ("base.html", "components/navigation.html", "components/footer.html", "components/worried.html")
        if name in templates()
    ]
    for name in always:
        for token in re.finditer(r"csrf_token|\bmessages\b", templates()[name]):
            before = templates()[name][: token.start()]
            assert "user.is_authenticated" in before, f"{name} shows a token or messages to anybody"


@cache
def mentions() -> str:
    code = [path.read_text() for path in python_files("core", "people", "briefings", "learning", "home", "site")]
    return "\n".join([*code, *templates().values()])


def stands_in_for_a_packages_own(name: str) -> bool:
    return any(
        (folder / name).is_file()
        for folder in get_app_template_dirs("templates")
        if ROOT / "core" not in folder.parents
    )


def is_used(name: str) -> bool:
    """Return whether anything names a template: whole, as a component, or by the name of its page class."""
    if name in FOUND_BY_NAME or name in mentions() or stands_in_for_a_packages_own(name):
        return True
    folder, _, file = name.rpartition("/")
    stem = Path(file).stem
    component = folder == "components" and re.search(rf"component\s+[\"']{stem}[\"']", mentions())
    put_together = folder != "components" and re.search(rf"[\"'(]{re.escape(folder)}/(\{{|[\"']\s*[+|])", mentions())
    page_class = re.search(rf"class {''.join(part.title() for part in stem.split('_'))}\(", mentions())
    return bool(component or put_together or page_class)


def test_every_template_is_used() -> None:
    assert [name for name in templates() if not is_used(name)] == []


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
    ],
)
def test_the_rule_itself_catches_a_style(line: str) -> None:
    assert re.search(r"<style|[\s\"']style\s*=", line)
