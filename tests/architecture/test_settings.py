"""Production refuses to start insecurely, and says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.floors import ROOT

GOOD = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "learning.example.org",
    "BASE_URL": "https://learning.example.org",
    "DATABASE_URL": "postgres://goldthread@localhost/goldthread",
    "DEFAULT_FROM_EMAIL": "learning@example.org",
    "TRUSTED_PROXY_COUNT": "1",
}


def start(**env: str | None) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own; None leaves a variable unset."""
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", "PATH": os.environ["PATH"]}
    wanted = {name: value for name, value in (GOOD | env).items() if value is not None}
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.DEBUG, s.DEMO_SIGN_INS)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=Path("/"), capture_output=True, text=True, check=False,
        env=paths | wanted | {"DJANGO_SETTINGS_MODULE": "goldthread.settings.production"},
    )  # fmt: skip


def test_it_starts_when_everything_is_set_and_then_nothing_is_lax() -> None:
    done = start()
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "False", "False"]


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", [name for name in GOOD if name != "TRUSTED_PROXY_COUNT"])
def test_it_refuses_to_start_without_each_variable_and_names_it(name: str, value: str | None) -> None:
    done = start(**{name: value})
    assert done.returncode != 0
    assert f"  {name}: " in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too short"),
        ("SECRET_KEY", "a" * 60, "SECRET_KEY is too easy to guess"),
        ("SECRET_KEY", "only-for-development-0123456789-abcdefghijklmnopqrstuvwxyz", "SECRET_KEY is too easy to guess"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name hosts"),
        ("BASE_URL", "http://learning.example.org", "https://"),
    ],
)
def test_it_refuses_a_value_that_is_not_safe_and_says_why(name: str, value: str, words: str) -> None:
    done = start(**{name: value})
    assert done.returncode != 0
    assert words in done.stderr


@pytest.mark.parametrize("count", [None, "0"])
def test_behind_a_proxy_it_asks_how_many_stand_in_front(count: str | None) -> None:
    refused = start(TRUSTED_PROXY_COUNT=count)
    assert refused.returncode != 0
    assert "Set TRUSTED_PROXY_COUNT" in refused.stderr
    assert start(TRUSTED_PROXY_COUNT=count, BEHIND_PROXY="no").returncode == 0


def test_demonstration_sign_ins_are_off_in_production_unless_asked_for() -> None:
    assert start(DEMO_SIGN_INS="yes").stdout.split() == ["True", "False", "True"]
    assert start(DEMO_SIGN_INS="no").stdout.split() == ["True", "False", "False"]
