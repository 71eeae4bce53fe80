"""The marks of each delivery, each made once and none held longer than it must be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from records.county.calendar import academic_year
from records.county.registers import marks
from records.county.simulate import County
from records.county.weeks import DAY, Delivery


def write_history(
    county: County, delivery: Delivery, place: Path
) -> list[pl.DataFrame]:
    """Write the marks known by the first delivery as Parquet, block by block of pupils.

    Returns
    -------
    list of polars.DataFrame
        Marks of days before it that become known later.
    """
    waiting = []
    days = county.world.days
    for year in range(days.years):
        named = academic_year(days.start_year + year).replace("/", "-")
        since: date = days.dates[days.first_day(year)].item()
        until: date = days.dates[days.last_day(year)].item()
        blocks = made(county, since, min(until, delivery.day))
        for number, block in enumerate(blocks, start=1):
            known = block.filter(delivery.known)
            if not known.is_empty():
                known.write_parquet(place / f"marks-{named}-{number:03d}.parquet")
            waiting.append(block.filter(~delivery.known))
    return waiting


def marks_of_week(
    county: County, delivery: Delivery, waiting: list[pl.DataFrame]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Return the marks that become known in a week, and those that still do not.

    Parameters
    ----------
    county : County
    delivery : Delivery
        Not the first.
    waiting : list of polars.DataFrame
        Marks of earlier weeks that were not known yet.
    """
    blocks = made(county, (delivery.after or delivery.day) + DAY, delivery.day)
    rows = pl.concat([*waiting, *blocks])
    return rows.filter(delivery.known), [rows.filter(~delivery.known)]


def made(county: County, since: date, until: date) -> Iterator[pl.DataFrame]:
    """Make the marks of some days, the last included, block by block of pupils."""
    dates = county.world.days.dates
    first = int(np.searchsorted(dates, np.datetime64(since)))
    stop = int(np.searchsorted(dates, np.datetime64(until), side="right"))
    stop = min(stop, county.world.days.taught)
    if first >= stop:
        return
    everywhere = np.ones(len(county.world.schools.phase), dtype=bool)
    yield from marks(county.world, county.history, first, stop, everywhere)
