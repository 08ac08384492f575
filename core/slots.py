"""Named slots that higher floors fill, so that a lower one can show what it may not import.

A room fills a slot in its AppConfig.ready(). Nothing here knows who does.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

# Each says whether a reader may see a file used by things other than pages: (reader, {"label.model": [keys]}).
file_readers: list[Callable[[Any, dict[str, list[str]]], bool]] = []

# Each gives links for the header: (request) -> [(order, title, url)], for the person who is signed in.
navigation: list[Callable[[HttpRequest], list[tuple[int, str, str]]]] = []

# Each gives the next moment at which what the public may read changes by the clock alone: (after), None if never.
moments: list[Callable[[datetime], datetime | None]] = []

# Each gives what stands at the end of a page for whoever reads it, as HTML or nothing: (request, page). To somebody who
# isn't signed in it gives the same as to everybody, without a form, since that page is kept whole.
page_endings: list[Callable[[HttpRequest, Any], str]] = []

# Each says whether a page asks its readers to confirm that they have read it: (the page's key).
asks_to_confirm: list[Callable[[int], bool]] = []

# Each says what confirming that one has read a page is worth to somebody: (person, the page's key, on) -> a sentence,
# and whether it is due of them then, so that they may confirm again; None if it is worth nothing more.
confirming: list[Callable[[Any, int, date], tuple[str, bool] | None]] = []

# Each gives panels for the admin's dashboard: (request) -> a renderable Wagtail component, or None.
dashboard: list[Callable[[HttpRequest], Any]] = []

# Each says in sentences what withdrawing a completion would do, as at a day: (completion, on).
correction_effects: list[Callable[[Any, date], list[str]]] = []

# Each carries what a room keeps of a person when two records of one are merged: what to do (merge, by, today), what
# that would do in sentences (kept, gone), and how to undo it (merge, by).
merging: list[tuple[Callable[[Any, Any, date], None], Callable[[Any, Any], list[str]], Callable[[Any, Any], None]]] = []

# Each says in a sentence why two records of one person can't be merged yet, or nothing: (kept, gone).
merging_waits: list[Callable[[Any, Any], str]] = []

# Each does what is due at a moment, such as reminders: (at). Run often, perhaps twice: done once is done.
due: list[Callable[[datetime], None]] = []

# The same for what commits each of its steps by itself, such as sending: (at). It runs outside any transaction, and
# comes back before long, for the rest waits on it.
due_in_steps: list[Callable[[datetime], None]] = []
