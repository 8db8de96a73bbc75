"""Document numbers: one gap-free series per kind, till, epoch and year, taken in the document's own transaction."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from .tables import series

_OF = (
    series.c.kind == bindparam("of_kind"),
    series.c.till == bindparam("of_till"),
    series.c.epoch == bindparam("of_epoch"),
    series.c.year == bindparam("of_year"),
)
_LAST = select(series.c.last).where(*_OF).with_for_update()
_NEXT = update(series).where(*_OF).values(last=bindparam("next"))


def take(connection: Connection, kind: str, *, till: str, epoch: str, year: int) -> str:
    """The next number of this series, e.g. "R-T012A-26-000123"; a rollback gives it back."""
    which = {"of_kind": kind, "of_till": till, "of_epoch": epoch, "of_year": year}
    last = connection.execute(_LAST, which).scalar()
    if last is None:
        last = 0
        connection.execute(
            insert(series), {"kind": kind, "till": till, "epoch": epoch, "year": year, "last": 1}
        )
    else:
        connection.execute(_NEXT, {**which, "next": last + 1})
    return write(kind, till=till, epoch=epoch, year=year, counter=last + 1)


def take_many(
    connection: Connection, kind: str, count: int, *, till: str, epoch: str, year: int
) -> range:
    """Reserve `count` consecutive counters at once for a run; word them with `write`."""
    first = take(connection, kind, till=till, epoch=epoch, year=year)
    start = int(first.rsplit("-", 1)[1])
    if count > 1:
        connection.execute(
            _NEXT,
            {
                "of_kind": kind,
                "of_till": till,
                "of_epoch": epoch,
                "of_year": year,
                "next": start + count - 1,
            },
        )
    return range(start, start + count)


def write(kind: str, *, till: str, epoch: str, year: int, counter: int) -> str:
    """The number as printed."""
    return f"{kind}-{till}{epoch}-{year % 100:02d}-{counter:06d}"


def all_series(connection: Connection) -> tuple[tuple[str, str, str, int, int], ...]:
    """Every series: kind, till, epoch, year, last counter taken."""
    rows = connection.execute(
        select(series.c.kind, series.c.till, series.c.epoch, series.c.year, series.c.last).order_by(
            series.c.kind, series.c.till, series.c.epoch, series.c.year
        )
    )
    return tuple((k, t, e, y, n) for k, t, e, y, n in rows)
