"""Addresses of this room: a quick way to course pages where they usually are. Wagtail finds them anywhere else."""

from django.urls import path

from learning.lessons import views

app_name = "lessons"
urlpatterns = [
    path("courses/<slug:course>/", views.course_by_address, name="course"),
    path("courses/<slug:course>/<slug:lesson>/", views.lesson_by_address, name="lesson"),
]
