"""Statements that are put together once in each process, and run again with other values.

Having the ORM put a statement together takes several times as long as the database takes to answer a small one. That
is time well spent nearly everywhere; for the few that everybody runs at the same moment, on the day that a team is
asked to take a quiz, it is most of the time there is. `python -m bench attempts` measures it.
Source: docs/decisions/0028.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")


class Given(Expression):
    """The place of a value that is given each time that a statement is run.

    A moment, and anything else that databases keep in ways of their own, needs `output_field` to say what it is.
    """

    def __init__(self, name: str, output_field: Any = None) -> None:
        super().__init__(output_field=output_field)
        self.name, self.kept_as = name, output_field

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def adapted(self, value: Any, connection: Any) -> Any:
        return value if self.kept_as is None else self.kept_as.get_db_prep_value(value, connection)


class Statement(Generic[Row]):
    """A queryset of models, or of `values_list`, whose statement is put together when it is first run.

    `make` returns the queryset with a `Given` where each value goes. Whatever else stands in it is fixed from then on:
    nothing of today, and nobody in particular. Rows are read at once; prefetching isn't known here.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._ready: dict[str, _Ready] = {}

    def queryset(self) -> QuerySet[Any, Any]:
        """Return its queryset, to stand within that of another."""
        return self._make()

    def run(self, **given: Any) -> list[Row]:
        """Return the rows for some values, each by the name of its `Given`."""
        # Asked for once: `connection` looks for itself again with each thing that it is asked.
        on = connections[DEFAULT_DB_ALIAS]
        ready = self._ready.get(on.vendor)
        if ready is None:
            ready = self._ready[on.vendor] = _Ready(self._make())
        return ready.run(given, on)

    def first(self, **given: Any) -> Row | None:
        """Return the first row, or None. The queryset says how many are read."""
        rows = self.run(**given)
        return rows[0] if rows else None


class _Ready:
    """A statement in one database's own words, with what its rows are made into: as Django's own iterables do it."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        kind = queryset._iterable_class
        if kind not in (ModelIterable, ValuesListIterable, FlatValuesListIterable):
            raise TypeError("Only models and values_list can be read by a statement that is put together once.")
        self.locks = queryset.query.select_for_update and connection.features.has_select_for_update
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        select = compiler.select
        self.converters = list(compiler.get_converters([column for column, *_ in select]).items())
        self.flat = kind is FlatValuesListIterable
        self.model: Any = None
        if kind is ModelIterable:
            info = compiler.klass_info
            places = info["select_fields"]
            self.model, self.columns = info["model"], slice(places[0], places[-1] + 1)
            self.names = [column[0].target.attname for column in select[self.columns]]
            self.related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
            self.added = list(compiler.annotation_col_map.items())

    def run(self, given: dict[str, Any], connection: Any) -> list[Any]:
        if self.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row is held for writing inside a transaction.")
        params = [one.adapted(given[one.name], connection) if isinstance(one, Given) else one for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        if self.converters:
            rows = [self._converted(row, connection) for row in rows]
        if self.model is not None:
            return [self._object(row, connection.alias) for row in rows]
        return [row[0] for row in rows] if self.flat else [tuple(row) for row in rows]

    def _converted(self, row: Any, connection: Any) -> list[Any]:
        made = list(row)
        for place, (converters, expression) in self.converters:
            for convert in converters:
                made[place] = convert(made[place], expression, connection)
        return made

    def _object(self, row: Any, alias: str) -> Any:
        made = self.model.from_db(alias, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, made)
        for name, place in self.added:
            setattr(made, name, row[place])
        return made
