"""Addresses of the front door."""

from django.urls import path

from home import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("my-learning/", views.my_learning, name="my_learning"),
    path("my-learning/of/<int:key>/", views.learning_as_seen, name="learning_as_seen"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
