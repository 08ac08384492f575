"""manage.py import_django_quiz FILE: bring over a django-quiz-app 0.5.1 site from its dumpdata file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.quizzes.actions.django_quiz import Brought, import_dump
from learning.quizzes.formats.django_quiz import read, read_users
from learning.quizzes.formats.drafts import UnreadableFile
from people.models import Person, StaffNumber

THINGS = {
    "categories": "Categories", "questions": "Questions", "quizzes": "Quizzes", "sittings": "Sittings",
    "progress": "Progress rows",
}  # fmt: skip


class Command(BaseCommand):
    help = (
        "Bring over the categories, questions, quizzes and kept sittings of a django-quiz-app 0.5.1 site. Figures are "
        "looked for in the dump's folder and its folder media. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON by manage.py dumpdata quiz multichoice true_false essay")
        parser.add_argument(
            "--users", type=Path, help="CSV: pk, and email or staff_number, to say whose sittings are whose"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            dump = read(file.read_bytes())
            people = self._people(options["users"]) if options["users"] else {}
        except (UnreadableFile, OSError) as error:
            raise CommandError(str(error)) from error
        media = file.parent / "media"
        figures = media if media.is_dir() else file.parent
        brought = import_dump(dump=dump, people=people, figures=figures, by=None, dry_run=options["dry_run"])
        self._report(brought)
        if options["dry_run"]:
            self.stdout.write("Nothing was written: this was a dry run.")

    def _people(self, file: Path) -> dict[str, Person]:
        """Return who is who, saying of each line that names nobody, or several."""
        people = {}
        for pk, (email, number) in read_users(file.read_bytes()).items():
            found = list(Person.objects.filter(email__iexact=email)) if email else []
            if not found and number:
                found = [one.person for one in StaffNumber.objects.filter(number=number).select_related("person")]
            if len({person.pk for person in found}) == 1:
                people[pk] = found[0]
            else:
                named = "several people" if found else "nobody"
                self.stderr.write(f"User {pk}: {email or number} names {named} here.")
        return people

    def _report(self, brought: Brought) -> None:
        for note in brought.notes:
            self.stdout.write(str(note))
        for problem in brought.problems:
            self.stderr.write(str(problem))
        for key, words in THINGS.items():
            made, there, left = brought.made[key], brought.there[key], brought.left[key]
            if made or there or left:
                self.stdout.write(f"{words}: {made} taken, {there} there already, {left} not taken.")
