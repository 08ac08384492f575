"""The project's addresses, and the simple views that they are measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from goldthread.urls import urlpatterns as project
from people.models import Agency


@never_cache
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@never_cache
def one_query(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/small.html", {"agency": Agency.objects.get(code="HM-CSC")})


urlpatterns = [path("bench/bare/", bare), path("bench/one-query/", one_query), *project]
