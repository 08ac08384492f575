"""Reads of courses online: what a course consists of, and where a person is in it."""

from learning.lessons.queries.asked_first import Asking, Before, askings, before_starting
from learning.lessons.queries.listing import Listed, listed_courses
from learning.lessons.queries.outlines import Lesson, Outline, kept_outline, outline_of
from learning.lessons.queries.taught import CourseLink, course_links, kept_taught
from learning.lessons.queries.ways import Way, lessons_left_of, readable_lessons, way_through, ways_under_way

__all__ = [
    "Asking",
    "Before",
    "CourseLink",
    "Lesson",
    "Listed",
    "Outline",
    "Way",
    "askings",
    "before_starting",
    "course_links",
    "kept_outline",
    "kept_taught",
    "lessons_left_of",
    "listed_courses",
    "outline_of",
    "readable_lessons",
    "way_through",
    "ways_under_way",
]
