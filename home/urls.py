"""Addresses of the front door."""

from django.urls import path

from home import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("my-learning/", views.my_learning, name="my_learning"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
