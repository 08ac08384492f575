"""manage.py import_questions FILE: questions from GIFT, Moodle XML, CSV or XLSX into the bank, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.quizzes.actions.importing import import_questions
from learning.quizzes.formats.drafts import UnreadableFile
from learning.quizzes.formats.registry import FORMATS, format_of
from learning.quizzes.models import Category
from learning.quizzes.queries.weighing import weigh


class Command(BaseCommand):
    help = "Take questions from a GIFT, Moodle XML, CSV or XLSX file into the bank: all of them, or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=list(FORMATS), default="", help="if the file's ending doesn't say")
        parser.add_argument("--category", default="", help="code of the category for questions that name none")
        parser.add_argument("--publish", action="store_true", help="publish them, instead of leaving them drafts")
        parser.add_argument("--leave-out", action="store_true", help="take the others if some can't be taken")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        default = Category.objects.filter(code=options["category"]).first()
        if options["category"] and default is None:
            raise CommandError(f"There is no category with the code “{options['category']}”.")
        try:
            weighed = weigh(format_of(file.name, options["format"]).read(file.read_bytes()), default=default)
        except (UnreadableFile, OSError) as error:
            raise CommandError(str(error)) from error
        for draft in weighed.new:
            for note in draft.notes:
                self.stdout.write(f"{draft.place}: {note}")
        for problem in weighed.problems:
            self.stderr.write(f"{problem.place} can't be taken. {problem.words}")
        if weighed.problems and not options["leave_out"] and not options["dry_run"]:
            raise CommandError(
                f"Nothing was taken: {len(weighed.problems)} problems. Put them right, or take the rest by --leave-out."
            )
        if not options["dry_run"]:
            import_questions(
                drafts=weighed.new, default=default, publish=options["publish"], source=file.name, by=None
            )  # fmt: skip
        done = "would be taken" if options["dry_run"] else "taken"
        self.stdout.write(
            f"{len(weighed.new)} questions {done}, {len(weighed.there)} there already, "
            f"{len(weighed.problems)} problems."
        )
