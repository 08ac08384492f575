"""Reads of courses online: what a course consists of, and where a person is in it."""

from learning.lessons.queries.listing import Listed, listed_courses
from learning.lessons.queries.outlines import Lesson, Outline, kept_outline, outline_of
from learning.lessons.queries.ways import Way, lessons_left_of, readable_lessons, way_through, ways_under_way

__all__ = [
    "Lesson",
    "Listed",
    "Outline",
    "Way",
    "kept_outline",
    "lessons_left_of",
    "listed_courses",
    "outline_of",
    "readable_lessons",
    "way_through",
    "ways_under_way",
]
