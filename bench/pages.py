"""How fast pages are answered, against views that do almost nothing under the same middleware."""

from functools import partial

from django.core.handlers.wsgi import WSGIHandler

from bench.load import Reader, share
from people.models import Person

# Path, signed in as, compared with, and the least share of its throughput.
PAGES = [
    ("/", None, "/bench/bare/", 0.5),
    ("/briefings/was-not-brought/", None, "/bench/bare/", 0.5),
    ("/my-learning/", "learner@demo.example", "/bench/one-query/", 0.125),
    ("/courses/safeguarding-refresher/", "learner@demo.example", "/bench/one-query/", 0.125),
]


def main() -> bool:
    """Print a row a page. Return whether every target is met."""
    application = WSGIHandler()
    nobody = Reader(application)
    met = True
    for path, email, simple, least in PAGES:
        reader = Reader(application, Person.objects.get(email=email)) if email else nobody
        rate, ratio = share(partial(reader.per_second, path), partial(nobody.per_second, simple))
        met = met and ratio >= least
        print(
            f"{path:<40}{rate:>7,.0f} a second, {ratio:>5.2f} of {simple} (at least {least}),"
            f" {reader.queries(path)} queries{'' if ratio >= least else '  BELOW TARGET'}"
        )
    return met
