"""Take in a file of staff. See docs/importing.md."""

from people.imports.command import ImportCommand


class Command(ImportCommand):
    code = "staff"
    help = "Take in a file of staff, CSV or XLSX: docs/importing.md says how."
