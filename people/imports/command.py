"""What the import commands share: they show what a file would do, and do it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import clock
from core.tables import LARGEST_FILE, UnreadableFile, open_table
from people.imports import kinds
from people.imports.kinds import KINDS, Asked, Line, Overtaken, Plan, Scope
from people.imports.lifecycle import Reading, carry_out, hash_of, lacking
from people.imports.mapping import guess_columns, is_heading, kept_mapping
from people.imports.rules import too_many
from people.models import Agency, Person, PostKind

WORDS = {
    "staff": {
        kinds.JOINS: "join", kinds.MOVES: "move", kinds.CHANGES: "change", kinds.LEAVES: "leave",
        kinds.WAITS: "wait for the person to confirm",
    },
}  # fmt: skip
MOST_SHOWN = 200


class ImportCommand(BaseCommand):
    """`code` names the kind of file."""

    code = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--agency", default="", help="code: the file may speak of this agency and those below only")
        parser.add_argument("--mapping", type=Path, help='JSON: {"columns": {"email": "Work email"}, "values": {…}}')
        parser.add_argument("--by", default="", help="email of the person who answers for it, for the audit log")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--all", action="store_true", help="list every change, and not the first 200 alone")
        if KINDS[self.code].says_who_left:
            parser.add_argument(
                "--everybody", nargs="*", choices=PostKind.values, metavar="KIND",
                help="the file has everybody (of these kinds) at the agencies it names: end others' posts",
            )  # fmt: skip
            parser.add_argument("--allow-leavers", action="store_true", help="go on though more than 5%% would leave")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, path = KINDS[self.code], options["file"]
        agency = self.agency(options["agency"])
        by = self.person(options["by"])
        everybody = options.get("everybody")
        kinds_of_post = frozenset(PostKind.values if everybody == [] else everybody or [])
        asked = Asked(Scope.of(agency), clock.today(), kinds_of_post)
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise CommandError(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
            with path.open("rb") as file:
                columns, values = self.mapping(file, options["mapping"], agency)
                reading = Reading(kind, file, path.name, columns, values, asked)
                sha256 = hash_of(file)
        except (UnreadableFile, OSError) as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            plan = kind.plan(reading.rows, asked, reading.has, lock=not options["dry_run"])
            self.show(plan, everything=options["all"], dry=options["dry_run"])
            if options["dry_run"]:
                return
            if too_many(plan.leaving, plan.held) and not options.get("allow_leavers"):
                raise CommandError(
                    f"Nothing was done: {plan.leaving} of {plan.held} posts would end, more than 5%. Perhaps the file "
                    "is cut short. If it is meant, say --allow-leavers."
                )
            try:
                carry_out(kind=kind, plan=plan, asked=asked, by=by, agency=agency, file_name=path.name, sha256=sha256)
            except Overtaken as error:
                raise CommandError(
                    "Nothing was done: somebody else recorded some of the same while this was being saved. Run it "
                    "again: what is there already is passed over."
                ) from error

    def agency(self, code: str) -> Agency | None:
        found = Agency.objects.filter(code__iexact=code).first() if code else None
        if code and found is None:
            raise CommandError(f"There is no agency with the code “{code}”.")
        return found

    def person(self, email: str) -> Person | None:
        found = Person.objects.filter(email__iexact=email).first() if email else None
        if email and found is None:
            raise CommandError(f"Nobody here has the email “{email}”.")
        return found

    def mapping(self, file: Any, path: Path | None, agency: Agency | None) -> tuple[dict[str, str], dict[str, Any]]:
        kind = KINDS[self.code]
        kept = kept_mapping(kind.code, agency)
        columns, values = dict(kept.columns), dict(kept.values)
        if path:
            try:
                said = json.loads(path.read_text())
                columns, values = dict(said.get("columns", {})), dict(said.get("values", {}))
            except (ValueError, AttributeError, TypeError) as error:
                raise CommandError(f"The mapping is no JSON of the right shape: {error}") from error
        table = open_table(file, "", is_heading=is_heading(kind.columns))
        guessed = guess_columns(kind.columns, table.headings, columns)
        if missing := lacking(kind, guessed):
            raise CommandError(
                f"The file has no column for: {'; '.join(missing)}. Its headings: {', '.join(table.headings)[:500]}. "
                "Rename them, or say which is which with --mapping."
            )
        return guessed, values

    def show(self, plan: Plan, *, everything: bool, dry: bool) -> None:
        told = [line for line in plan.lines if line.what or line.notes]
        for line in told if everything else told[:MOST_SHOWN]:
            self.tell(line)
        if len(told) > MOST_SHOWN and not everything:
            self.stdout.write(f"… and {len(told) - MOST_SHOWN:,} more: --all lists them.")
        counts = plan.counts
        did = [
            f"{counts[act]:,} {WORDS.get(self.code, {}).get(act, self.word(act))}"
            for act in (kinds.JOINS, kinds.MOVES, kinds.CHANGES, kinds.LEAVES, kinds.WAITS)
            if counts.get(act)
        ]
        summary = ", ".join(did) or "no changes"
        self.stdout.write(
            f"{'Would be done' if dry else 'Done'}: {summary}; {counts.get(kinds.UNCHANGED, 0):,} unchanged, "
            f"{counts.get(kinds.ERROR, 0):,} with errors."
        )

    def word(self, act: str) -> str:
        return {kinds.JOINS: "added", kinds.CHANGES: "changed"}.get(act, act)

    def tell(self, line: Line) -> None:
        where = f"Row {line.number}" if line.number else "Not in the file"
        if line.act == kinds.ERROR:
            self.stderr.write(f"{where}, {line.who}: not taken. {' '.join(line.notes)}")
            return
        self.stdout.write(f"{where}, {line.who}: {line.act}. {'; '.join(line.what)}")
        for note in line.notes:
            self.stderr.write(f"{where}, {line.who}: {note}")
