"""The demonstration partnership's catalogue: the courses taught online, and some that are taught in a room."""

import tomllib
from pathlib import Path
from typing import Any

from core.demo import DemoRun
from learning.catalogue.models import AskedFirst, Course, CourseLevel, Framework

ONLINE = Path(__file__).parent.parent / "lessons" / "demo_content"
FRAMEWORK = ("HSCP", "Harrowmere training levels")

# Taught by people: code, title, hours, level, modes, summary.
IN_A_ROOM: list[tuple[str, str, str, str, list[str], str]] = [
    (
        "INTER-AGENCY", "Working together: inter-agency training", "6", "Level 3", ["room"],
        "A day with colleagues from other agencies on assessing and helping a child together, worked through one "
        "family's story.",
    ),
    (
        "DSL", "Designated safeguarding lead", "12", "Level 3", ["room", "live"],
        "Two days for those who lead safeguarding in a school, a service or a charity: decisions, records, referrals "
        "and looking after the people who bring worries to you.",
    ),
    (
        "DSL-UPDATE", "Designated safeguarding lead: update", "3", "Level 3", ["room", "live"],
        "A half day every two years for serving leads: what has changed, and what local reviews have found.",
    ),
    (
        "OUTSIDE-HOME", "Harm outside the home", "3", "Level 3", ["room"],
        "Exploitation, violence between young people and going missing: how to see the places and the people round a "
        "child, and plan with them in mind.",
    ),
    (
        "SUPERVISION", "Reflective supervision", "6", "Level 4", ["room"],
        "For managers who supervise people working with children: making room to think, and noticing what is not "
        "being said.",
    ),
]  # fmt: skip

# Which course asks for which first, whether any one of them will do, and what happens without it.
ASKED_FIRST: list[tuple[str, list[str], str, str]] = [
    ("INTER-AGENCY", ["SG-AWARE", "SG-REFRESH"], "any", "block"),
    ("DSL-UPDATE", ["DSL"], "every", "block"),
    ("SAFE-REC", ["SG-AWARE", "SG-REFRESH"], "any", "block"),
    ("INFO-SHARE", ["SG-AWARE", "SG-REFRESH"], "any", "warn"),
]

# Taught by reading a procedure: code, title, hours, level, the procedure, summary.
BY_READING = (
    "ESCALATE", "Resolving disagreement: read and confirm", "0.5", "Level 2", "escalation",
    "How to disagree well with another agency about a child, and what to do when talking hasn’t settled it.",
)  # fmt: skip


def build(run: DemoRun) -> None:
    """Make the framework and the courses, once."""
    code, title = FRAMEWORK
    framework, _ = Framework.objects.get_or_create(code=code, defaults={"title": title})
    for path in sorted(ONLINE.glob("*.toml")):
        fields = tomllib.loads(path.read_text(encoding="utf-8"))["course"]
        level = fields.pop("level")
        make(run, framework, level, {**fields, "hours": str(fields["hours"]), "modes": ["online"]})
    for code, title, hours, level, modes, summary in IN_A_ROOM:
        fields = {"code": code, "title": title, "hours": hours, "modes": modes, "summary": summary}
        make(run, framework, level, fields)
    code, title, hours, level, slug, summary = BY_READING
    fields = {"code": code, "title": title, "hours": hours, "modes": ["reading"], "summary": summary}
    make(run, framework, level, fields | {"reading_page_id": page_key(run, "procedure", slug)})
    for code, first, how_many, if_missing in ASKED_FIRST:
        ask_first(run.get("course", code), [run.get("course", one) for one in first], how_many, if_missing)
    run.say(f"{len(run.made['course'])} courses")


def make(run: DemoRun, framework: Framework, level: str, fields: dict[str, Any]) -> None:
    course = Course.objects.filter(code=fields["code"]).first()
    if course is None:
        course = Course(**fields)
        course.levels = [CourseLevel(framework=framework, level=level)]
        course.full_clean()
        course.save()
        course.refresh_from_db()
    run.put("course", course.code, course)


def ask_first(course: Course, first: list[Course], how_many: str, if_missing: str) -> None:
    """Let a course ask for others first, unless an editor has decided about it since."""
    if not course.asked_first.exists():
        course.asked_first = [AskedFirst(first=one) for one in first]
        course.first_how_many, course.if_missing = how_many, if_missing
        course.full_clean()
        course.save()


def page_key(run: DemoRun, kind: str, slug: str) -> int | None:
    """Return the key of a page that an earlier room made, None if it made none."""
    page = run.made.get(kind, {}).get(slug)
    return page.pk if page else None
