"""Addresses of this room: a quick way to course pages where they usually are. Wagtail finds them anywhere else."""

from django.urls import path

from learning.lessons import quiz_pages, views, visiting

app_name = "lessons"
urlpatterns = [
    path("quizzes/<int:page>/start/", quiz_pages.start, name="start_quiz"),
    path("quizzes/<int:page>/<int:position>/", visiting.question, name="visit_question"),
    path("quizzes/<int:page>/check/", visiting.check, name="visit_check"),
    path("quizzes/<int:page>/result/", visiting.result, name="visit_result"),
    path("courses/<slug:course>/", views.course_by_address, name="course"),
    path("courses/<slug:course>/<slug:lesson>/", views.lesson_by_address, name="lesson"),
]
