"""Addresses of people's own pages."""

from django.urls import include, path

from people import views

urlpatterns = [
    path("account/login/", views.SignInView.as_view(), name="account_login"),
    path("account/", views.account, name="account"),
    path("account/posts/<int:key>/", views.post_offer, name="post_offer"),
    path("imports/", include("people.imports.urls")),
]
