"""The table of what django-quiz-app has and what there is here names a test in every row, and each is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[5]
ROWS = [
    line
    for line in (ROOT / "docs" / "quiz-parity.md").read_text().splitlines()
    if line.startswith("|") and not re.match(r"\| (?:there|---|\*\*)", line)
]


def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_row_names_a_test_or_says_that_it_is_not_yet() -> None:
    assert len(ROWS) > 30
    assert [row for row in ROWS if "::test_" not in row and "Not yet" not in row] == []


def test_every_test_that_is_named_is_there() -> None:
    named = [tuple(name.split("::")) for row in ROWS for name in re.findall(r"`([\w/]+\.py::test_\w+)`", row)]
    assert len(named) > 30
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []
