"""Take in training history. See docs/importing.md."""

from people.imports.command import ImportCommand


class Command(ImportCommand):
    code = "completions"
    help = "Take in a file of training history, CSV or XLSX: docs/importing.md says how."
