"""How many people hold posts, agency by agency, each person counted once wherever they stand."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import Count, Max, Min

from people.models import Agency, PostQuerySet

# People by the two agencies that they may be in; whoever holds three posts or more by themselves.
ALIKE = """
SELECT least, most, CASE WHEN posts > 2 THEN held.person END AS several, COUNT(*) FROM ({each}) AS held
GROUP BY least, most, CASE WHEN posts > 2 THEN held.person END
"""


def people_below(posts: PostQuerySet, paths: Mapping[int, str], *, on: date) -> dict[str, int]:
    """Return how many people hold any of `posts` on a day, by the path of each agency with all below it.

    `paths` are agencies' paths by key, of all that the posts are in. The database groups people by the agencies that
    they are in; only who is in three or more is looked at one by one.
    """
    held = posts.held_on(on).order_by()
    each, params = (
        held.values("person")
        .annotate(least=Min("agency"), most=Max("agency"), posts=Count("pk"))
        .query.sql_with_params()
    )
    pairs: Counter[frozenset[int]] = Counter()
    several = []
    with connection.cursor() as cursor:
        cursor.execute(ALIKE.format(each=each), params)
        for least, most, person, number in cursor.fetchall():
            if person is None:
                pairs[frozenset((least, most))] += number
            else:
                several.append(person)
    of_several: dict[int, set[int]] = defaultdict(set)
    for person, agency in held.filter(person__in=several).values_list("person", "agency") if several else ():
        of_several[person].add(agency)
    for together in of_several.values():
        pairs[frozenset(together)] += 1
    counted: Counter[str] = Counter()
    for agencies, number in pairs.items():
        for path in {above for agency in agencies for above in lineage(paths[agency])}:
            counted[path] += number
    return dict(counted)


def lineage(path: str) -> list[str]:
    """Return the tree paths of the agencies above the one at `path`, topmost first, and its own."""
    return [path[:end] for end in range(Agency.steplen, len(path) + 1, Agency.steplen)]
