"""A file is seen whole and a function held in the head. Names say what is inside."""

import ast

import pytest

from tests.architecture.floors import OURS, ROOT, python_files

pytestmark = pytest.mark.once

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
SAYS_NOTHING = {"utils.py", "helpers.py", "misc.py", "common.py", "tools.py", "stuff.py"}


def test_no_file_is_longer_than_can_be_seen_whole() -> None:
    hand_written = [
        *python_files(),
        *sorted((ROOT / "core/frontend").rglob("*.[sj]*s")),
        *(ROOT / "templates").rglob("*.html"),
    ]
    lengths = {path: len(path.read_text().splitlines()) for path in hand_written if path.is_file()}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_can_be_held_in_the_head() -> None:
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = length
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [str(path.relative_to(ROOT)) for path in python_files() if path.name in SAYS_NOTHING] == []


@pytest.mark.parametrize("package", [package for package in OURS if package not in {"tests", "scripts"}])
def test_every_file_with_code_begins_by_saying_what_it_is(package: str) -> None:
    silent = []
    for path in python_files(package):
        tree = ast.parse(path.read_text())
        if tree.body and not ast.get_docstring(tree) and path.name not in {"apps.py", "__init__.py"}:
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []
