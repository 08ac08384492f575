"""What the gallery shows its components with: made-up people, pages and figures."""

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from core import charts
from core.forms import ChoiceLabel, DateField
from core.icons import ICONS
from core.statuses import STATUSES

A_DAY = date(2026, 5, 12)


class GalleryForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Full name", help_text="As it should stand on your certificate.")
    email = forms.EmailField(label="Work email", widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput({"autocomplete": "current-password"}))
    note = forms.CharField(label="What did you learn?", widget=forms.Textarea({"rows": 4}), required=False)
    agency = forms.ChoiceField(
        label="Agency", choices=[("", "Choose one"), ("council", "Council"), ("police", "Police")]
    )
    role = forms.ChoiceField(
        label="Which describes you best?",
        widget=forms.RadioSelect,
        choices=[
            ("direct", ChoiceLabel("I work directly with children", hint="Teachers, social workers, health visitors")),
            ("some", "I meet children in my work"),
            ("none", "I don't"),
        ],
    )
    topics = forms.MultipleChoiceField(
        label="Which topics?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("neglect", "Neglect"), ("voice", "The child's voice"), ("sharing", "Information sharing")],
    )
    started = DateField(label="When did you start?", help_text="For example, 27 3 2026")
    evidence = forms.FileField(label="Certificate", required=False)
    agree = forms.BooleanField(label="I have read this briefing", help_text="Your name and today's date are kept.")


class GalleryFilterForm(forms.Form):
    theme = forms.ChoiceField(label="Theme", required=False, choices=[("", "All themes"), ("neglect", "Neglect")])
    kind = forms.MultipleChoiceField(
        label="Kind", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("briefing", "Briefing"), ("notice", "Notice")],
    )  # fmt: skip


STEPS = [
    {"title": "What safeguarding means", "url": "#", "state": "done", "meta": "8 minutes"},
    {"title": "Seeing the child", "url": "#", "state": "done", "meta": "12 minutes"},
    {
        "title": "Sharing what you know",
        "url": "#",
        "state": "current",
        "meta": "10 minutes",
        "note": "You stopped here.",
    },
    {"title": "When you disagree", "state": "to_do", "meta": "9 minutes"},
    {"title": "Quiz: ten questions", "state": "to_do", "meta": "Pass mark 80%"},
]
CONTENTS = [{"anchor": "main", "title": "What happened"}, {"anchor": "main", "title": "What we learned"}]
JOINED = [
    {"title": "Reviews", "url": "#", "text": "What we learned"},
    {"title": "Briefings", "url": "#", "text": "What to do about it"},
    {"title": "Courses", "url": "#", "text": "Who has learned it"},
    {"title": "Practice", "text": "What changed for children"},
]
EVENTS = [
    {
        "date": date(2026, 2, 3),
        "kind": "Review",
        "title": "Robin: a review",
        "url": "#",
        "text": "A lesson is learned.",
    },
    {
        "date": date(2026, 3, 19),
        "kind": "Action",
        "title": "Midwives told of every move of home",
        "status": "in_progress",
    },
    {"date": A_DAY, "kind": "Learning briefing", "title": "Babies who move between areas", "url": "#"},
]
CARDS = [
    {"kind": "Learning briefing", "title": "Professional curiosity", "minutes": 7, "date": A_DAY, "themes": ["Neglect"],
     "summary": "Asking the next question, kindly, when an answer doesn't fit what you see."},
    {"kind": "Course", "title": "Safeguarding refresher", "meta": ["2 hours", "Online"], "status": "due_soon",
     "summary": "What has changed in three years, and what hasn't."},
    {"kind": "Procedure", "title": "Escalation and professional disagreement", "date": A_DAY, "themes": [],
     "summary": "What to do when you think a decision leaves a child unsafe."},
]  # fmt: skip
CONTACTS = [
    {
        "name": "Children's front door",
        "phone": "01632 960 123",
        "phone_href": "01632960123",
        "hours": "9am to 5pm, weekdays",
    },
    {"name": "Out of hours", "phone": "01632 960 456", "phone_href": "01632960456", "hours": "Nights and weekends"},
    {"name": "Emergency", "phone": "999", "phone_href": "999", "note": "If a child is in immediate danger"},
]
TABLE = {
    "header": ["Person", "Requirement", {"value": "Hours", "num": True}, "Completed"],
    "rows": [
        [{"value": "Amira Khan", "url": "#"}, "Safeguarding refresher", {"value": 2, "num": True}, "12 May 2026"],
        ["Tom Ellery", "Safer recruitment", {"value": "3.5", "num": True}, None],
    ],
}
SUMMARY = [
    {"label": "Reference", "value": "LCSPR 03"},
    {"label": "Published", "value": "12 May 2026", "url": "#", "action": "Change"},
    {"label": "Lead agency", "value": None},
]
TABS = [
    {"id": "tab-team", "label": "My team", "html": mark_safe("<p>Eleven people.</p>")},
    {"id": "tab-all", "label": "Everyone", "html": mark_safe("<p>Four hundred people.</p>")},
]
SECTIONS = [
    {"heading": "What happened", "html": mark_safe("<p>What is known.</p>"), "summary": "In short", "open": True},
    {"heading": "What was found", "html": mark_safe("<p>Five lessons.</p>")},
]
BLOCKS = {
    "key_point": {"html": mark_safe("<p>A child who was not brought is a child to ask about.</p>")},
    "quote": {"text": "I knew something was wrong. Nobody had asked me.", "attribution": "A neighbour, in a review"},
    "case_example": {
        "title": "The third missed visit",
        "html": mark_safe("<p>A baby we call Robin…</p>"),
        "questions": ["Who holds the whole picture?", "What would you ask, and whom?"],
    },
    "checklist": {"title": "Before you close the case", "entries": ["Speak with the child", "Check the address"]},
    "figures": {
        "entries": [{"number": "3 in 10", "label": "visits were not kept"}, {"number": "12", "label": "agencies"}]
    },
    "table": {
        "caption": "Who decides",
        "header": ["Decision", "Who"],
        "rows": [["Strategy discussion", "Social care"]],
    },
    "links": {"title": "Read next", "entries": [{"title": "Escalation", "url": "#", "description": "A procedure"}]},
    "video": {
        "title": "A conversation with a parent",
        "video_url": "#",
        "transcript": mark_safe("<p>Words.</p>"),
    },
}


def sample_charts() -> list[object]:
    """Return one chart of each kind, and one of nothing."""
    return [
        charts.status_bar(
            {"current": 31, "due_soon": 6, "in_time": 8, "overdue": 5, "away": 2, "exempt": 1}, title="Your team"
        ),
        charts.bars(
            [("Harrowmere Council", 86.2), ("Mereshire Constabulary", 74.0), ("Lantern", None, "nobody to count")],
            title="Trained, by agency",
            unit="%",
            maximum=100,
            target=80,
        ),
        charts.line(
            [(date(2025, 12, 31), 61), (date(2026, 3, 31), 68), (date(2026, 6, 30), 66), (date(2026, 9, 30), 79)],
            title="Trained, by quarter",
            unit="%",
            maximum=100,
        ),
        charts.status_bar({}, title="An empty team"),
    ]


def gallery_context() -> dict[str, object]:
    """Return what templates/core/gallery.html shows."""
    filled = GalleryForm({"email": "not an address", "started_day": "31", "started_month": "2", "started_year": "2026"})
    return {
        "statuses": STATUSES,
        "icons": ICONS,
        "steps": STEPS,
        "joined": JOINED,
        "contents": CONTENTS,
        "events": EVENTS,
        "cards": CARDS,
        "contacts": CONTACTS,
        "table": TABLE,
        "summary": SUMMARY,
        "empty_form": GalleryForm(auto_id="empty_%s"),
        "filled_form": filled,
        "filter_form": GalleryFilterForm(auto_id="filter_%s"),
        "pages": Paginator(range(240), 10).page(7),
        "crumbs": [{"title": "Home", "url": "/"}, {"title": "Briefings", "url": "/briefings/"}],
        "tabs": TABS,
        "sections": SECTIONS,
        "charts": sample_charts(),
        "blocks": BLOCKS,
    }
