"""The migrations are whole, and each says by its name what it does."""

import re

from django.core.management import call_command

from tests.architecture.floors import ROOT


def test_no_model_is_ahead_of_its_migrations(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_is_named() -> None:
    unnamed = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("[bchlp]*/**/migrations/[0-9]*.py")
        if re.search(r"_auto_|_\d{8}_\d{4}$", path.stem)
    ]
    assert unnamed == []
