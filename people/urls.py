"""Addresses of people's own pages."""

from django.urls import path

from people import views

urlpatterns = [path("account/", views.account, name="account")]
