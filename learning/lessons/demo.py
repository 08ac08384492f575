"""The demonstration partnership's courses online, with lessons, pictures, a film and knowledge checks."""

import tomllib
from pathlib import Path
from typing import Any

from core.demo import DemoRun, stream
from core.demo_pages import publish, section_page
from learning.lessons import demo_quizzes
from learning.lessons.models import CourseIndexPage, CoursePage, LessonPage

FOLDER = Path(__file__).parent / "demo_content"
# Everybody's first, then the refresher, then what fewer need.
ORDER = ["safeguarding-awareness", "safeguarding-refresher", "information-sharing", "safer-recruitment"]


def build(run: DemoRun) -> None:
    """Make the index, the course pages and their lessons, once."""
    index = section_page(
        run,
        CourseIndexPage,
        title="Courses",
        slug="courses",
        summary="Short courses to take at your own pace. Your place is kept, and what you complete is on your record.",
    )
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    for name in sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
        content = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        make_course(run, index, content)
    demo_quizzes.build(run, index)
    run.say(f"{len(run.made['course_page'])} courses online, {LessonPage.objects.count()} lessons")


def make_course(run: DemoRun, index: CourseIndexPage, content: dict[str, Any]) -> None:
    course, page = content["course"], content["page"]
    found = CoursePage.objects.filter(slug=page["slug"]).first()
    if found is None:
        found = publish(
            run,
            CoursePage(
                title=course["title"],
                slug=page["slug"],
                summary=course["summary"],
                content_note=page.get("content_note", ""),
                course=run.get("course", course["code"]),
                quiz=run.made["quiz"].get(course["code"]),
                introduction=page["introduction"],
                outcomes=[("outcome", sentence) for sentence in page["outcomes"]],
                for_whom=page["for_whom"],
            ),
            under=index,
        )
    for lesson in content["lessons"]:
        if not LessonPage.objects.child_of(found).filter(slug=lesson["slug"]).exists():
            publish(run, lesson_page(run, lesson), under=found)
    run.put("course_page", course["code"], found)


def lesson_page(run: DemoRun, fields: dict[str, Any]) -> LessonPage:
    return LessonPage(
        title=fields["title"],
        slug=fields["slug"],
        summary=fields.get("summary", ""),
        content_note=fields.get("content_note", ""),
        minutes=fields["minutes"],
        required=fields.get("required", True),
        body=[block for raw in fields["body"] for block in blocks_of(run, raw)],
    )


def blocks_of(run: DemoRun, raw: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return a block of the content files as a lesson's body takes it."""
    if raw["type"] == "knowledge_check":
        return [("knowledge_check", run.get("question", raw["question"]))]
    if raw["type"] == "heading":
        return [("heading", raw["text"])]
    return stream([raw], FOLDER)
