"""Files that people bring: staff, absences and, from the floor above, completions.

The way of a file: `lifecycle.receive` → columns named (`mapping`) → `lifecycle.check` makes the preview → somebody
confirms → `lifecycle.take_in` plans again inside the transaction that writes, and refuses if the plan has changed →
`undoing.undo`. Each kind of file is an `ImportKind` in `kinds.KINDS`. Source: docs/decisions/0016.
"""
