"""Addresses of this room."""

from django.urls import URLPattern, path

from core.views.brand import brand_styles
from core.views.gallery import gallery

urlpatterns: list[URLPattern] = [
    path("brand.css", brand_styles, name="brand_styles"),
    path("components/", gallery, name="gallery"),
]
