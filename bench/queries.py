"""How many queries each list makes with 1, 10 and 1,000 rows: the same, or it doesn't scale.

The rows are made inside a transaction that is rolled back, so the database is left as it was.
"""

from collections.abc import Callable
from uuid import uuid4

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from wagtail.models import Page

from bench.load import Reader, counted
from briefings.library.models import BriefingPage
from briefings.newsletters.models import NewsletterPage
from briefings.procedures.models import ProcedurePage
from briefings.reviews.models import ReviewPage
from core import clock
from core.public_pages import raise_stamp
from learning.catalogue.models import Course
from learning.compliance.queries import statuses_for
from learning.lessons.models import CoursePage
from learning.records.models import Completion
from people.models import Person, Post

SIZES = (1, 10, 1000)
# Columns in which no two pages may be alike, and what the copies have there.
UNIQUE = {"number": "page.id * 1000", "reference": "'bench ' || page.id"}


def main() -> bool:
    """Print a row a list. Return whether every list makes the same number of queries at each size."""
    application = WSGIHandler()
    # The rows are there only inside the transaction, so the connection must outlive the requests.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    nobody = Reader(application)
    results = [
        row("/briefings/", lambda n: more_pages(BriefingPage, n), lambda: uncached(nobody, "/briefings/")),
        row("/reviews/", lambda n: more_pages(ReviewPage, n), lambda: uncached(nobody, "/reviews/")),
        row("/procedures/", lambda n: more_pages(ProcedurePage, n), lambda: uncached(nobody, "/procedures/")),
        row("/newsletters/", lambda n: more_pages(NewsletterPage, n), lambda: uncached(nobody, "/newsletters/")),
        row("/courses/", lambda n: more_pages(CoursePage, n), lambda: uncached(nobody, "/courses/")),
        row("/search/", lambda n: more_pages(BriefingPage, n), lambda: uncached(nobody, "/search/", "q=children")),
        row("/my-learning/", more_completions, lambda: as_person(application, "learner", "/my-learning/")),
        row("/team/", more_staff, lambda: as_person(application, "manager", "/team/")),
        row("statuses_for", more_staff, status_queries),
    ]
    return all(results)


def row(name: str, grow: Callable[[int], None], measure: Callable[[], int]) -> bool:
    counts = []
    with transaction.atomic():
        for size in SIZES:
            grow(size)
            raise_stamp()
            counts.append(measure())
        transaction.set_rollback(True)
    raise_stamp()
    same = len(set(counts)) == 1
    print(f"{name:<24}" + "".join(f"{count:>6}" for count in counts) + ("" if same else "  GROWS"))
    return same


def more_pages(model: type[Page], size: int) -> None:
    """Leave exactly `size` live pages of a type, each like the first in all but its number, address and place."""
    first = model.objects.order_by("path").first()
    assert first is not None
    Page.objects.filter(pk__in=model.objects.values("pk")).exclude(pk=first.pk).update(live=False)
    plain = Page.objects.get(pk=first.pk)
    Page.objects.bulk_create(
        Page(
            title=f"{plain.title} {number}",
            slug=f"bench-{size}-{number}",
            path=f"{plain.path[:-4]}{number + (0 if size > 10 else 7000)}",
            depth=plain.depth,
            url_path=f"/home/bench/{size}-{number}/",
            content_type=plain.content_type,
            locale=plain.locale,
            translation_key=uuid4(),
            live=True,
        )
        for number in range(1000, 1000 + size - 1)
    )
    columns = [field.column for field in model._meta.local_fields if field.column != "page_ptr_id"]
    values = [UNIQUE.get(column, f"like_it.{column}") for column in columns]
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            f"INSERT INTO {table} (page_ptr_id, {', '.join(columns)}) SELECT page.id, {', '.join(values)} "
            f"FROM wagtailcore_page AS page, {table} AS like_it WHERE page.slug LIKE %s AND like_it.page_ptr_id = %s",
            [f"bench-{size}-%", first.pk],
        )


def more_completions(size: int) -> None:
    learner = Person.objects.get(email="learner@demo.example")
    course = Course.objects.first()
    assert course is not None
    Completion.objects.bulk_create(
        Completion(
            person=learner, course=course, completed_on=clock.today(), source="import", hours=1, key=f"bench-{size}-{n}"
        )
        for n in range(size)
    )


def more_staff(size: int) -> None:
    """Give the demonstration's manager `size` more people."""
    manager = Person.objects.get(email="manager@demo.example")
    like = Post.objects.filter(line_manager=manager).first()
    assert like is not None
    people = Person.objects.bulk_create(
        Person(email=f"bench-{size}-{n}@example.org", first_name="B", last_name=f"{n}") for n in range(size)
    )
    Post.objects.bulk_create(
        Post(person=person, agency=like.agency, role=like.role, start=like.start, line_manager=manager)
        for person in people
    )


def as_person(application: WSGIHandler, name: str, path: str) -> int:
    return Reader(application, Person.objects.get(email=f"{name}@demo.example")).queries(path)


def uncached(reader: Reader, path: str, query: str = "page=1") -> int:
    """Return how many queries a page makes when it is made anew: an address with a query is never kept."""
    reader.get(path, query)
    with counted():
        reader.get(path, query)
        return len(connection.queries)


def status_queries() -> int:
    manager = Person.objects.get(email="manager@demo.example")
    today = clock.today()
    with counted():
        statuses_for(Post.objects.in_reporting_tree_of(manager, on=today), on=today)
        return len(connection.queries)
