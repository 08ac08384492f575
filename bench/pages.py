"""How fast pages are answered, against views that do almost nothing under the same middleware."""

from django.core.handlers.wsgi import WSGIHandler

from bench.load import Reader, best
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
    simple = {path: best(lambda path=path: nobody.per_second(path)) for path in ("/bench/bare/", "/bench/one-query/")}
    for path, rate in simple.items():
        print(f"{path:<44}{rate:>9,.0f} a second")
    met = True
    for path, email, against, least in PAGES:
        reader = Reader(application, Person.objects.get(email=email)) if email else nobody
        rate = best(lambda reader=reader, path=path: reader.per_second(path))
        share = rate / simple[against]
        met = met and share >= least
        print(
            f"{path:<44}{rate:>9,.0f} a second {share:>6.2f} of {against} (at least {least})"
            f" {reader.queries(path):>3} queries{'' if share >= least else '  BELOW TARGET'}"
        )
    return met
