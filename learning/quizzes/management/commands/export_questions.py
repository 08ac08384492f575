"""manage.py export_questions FILE: the bank, or a category of it, as GIFT, Moodle XML, CSV or XLSX."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.quizzes.formats.drafts import UnreadableFile
from learning.quizzes.formats.registry import FORMATS, format_of
from learning.quizzes.models import Category
from learning.quizzes.queries.exporting import drafts_of, questions_to_export


class Command(BaseCommand):
    help = "Write the questions of the bank to a file, in the format that its ending or --format says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=list(FORMATS), default="")
        parser.add_argument("--category", default="", help="code of a category: only its questions and those below it")

    def handle(self, *args: Any, **options: Any) -> None:
        category = Category.objects.filter(code=options["category"]).first()
        if options["category"] and category is None:
            raise CommandError(f"There is no category with the code “{options['category']}”.")
        drafts = drafts_of(questions_to_export(category))
        try:
            written = format_of(options["file"].name, options["format"]).write(drafts)
            options["file"].write_bytes(written.content)
        except (UnreadableFile, OSError) as error:
            raise CommandError(str(error)) from error
        for problem in written.problems:
            self.stderr.write(f"{problem.place}: {problem.words}")
        self.stdout.write(f"{len(drafts)} questions; {len(written.problems)} notes on what the format can't hold.")
