"""The house stands: each floor and room knows only what is below it, in imports and in relations named by string."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture.floors import ROOT, floor_of, may_know

pytestmark = pytest.mark.once


def test_every_import_contract_is_kept() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    env = os.environ | {"PYTHONPATH": str(ROOT / "site")}
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :]


def test_every_room_is_held_by_the_contract_on_what_is_inside_a_room() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    held = next(set(contract["containers"]) for contract in contracts if contract["name"] == "Inside a room")
    rooms = {app.name for app in apps.get_app_configs() if floor_of(app.name) is not None and app.name != "core"}
    assert rooms - {"people.wagtail_users"} <= held


def relations() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            named = getattr(field, "remote_field", None)
            if field.concrete and named is not None and isinstance(named.model, type):
                yield model, field.name, named.model


def test_no_relation_looks_up() -> None:
    people = apps.get_model(settings.AUTH_USER_MODEL)
    wrong = [
        f"{model._meta.label}.{name} → {other._meta.label}"
        for model, name, other in relations()
        if other is not people and not may_know(model.__module__, other.__module__)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "other", "allowed"),
    [
        ("home.models", "learning.lessons.models", True),
        ("core.models", "people.models", False),
        ("learning.quizzes.models", "learning.records.models", False),
        ("learning.records.models", "learning.quizzes.models", True),
        ("learning.catalogue.models", "learning.quizzes.models", False),
        ("learning.lessons.models", "briefings.library.models", False),
        ("briefings.library.models", "briefings.reviews.models", True),
        ("briefings.reviews.models", "briefings.library.models", False),
        ("people.models", "django.contrib.auth.models", True),
    ],
)
def test_the_rule_itself_tells_up_from_down(module: str, other: str, allowed: bool) -> None:
    assert may_know(module, other) is allowed


def test_site_is_a_plain_folder() -> None:
    """A package of that name would hide the standard library's `site`: docs/decisions/0001."""
    assert not (ROOT / "site/__init__.py").exists()
    assert (ROOT / "site/goldthread/__init__.py").exists()
