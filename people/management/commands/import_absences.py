"""Take in a file of absences. See docs/importing.md."""

from people.imports.command import ImportCommand


class Command(ImportCommand):
    code = "absences"
    help = "Take in a file of absences, CSV or XLSX: docs/importing.md says how."
