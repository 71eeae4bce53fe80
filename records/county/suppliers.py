"""Write what suppliers would deliver: one folder a day, files in their own formats."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.calendar import academic_year
from records.county.registers import marks
from records.county.simulate import County

SIMS_WEEKS = 2  # school weeks in each export: how far back it looks


def write(county: County, folder: Path) -> None:
    """Write the county's deliveries under ``folder``.

    Everything comes in Waymark's own layout in the folder of the last Monday, except
    the marks of SIMS schools: those come as weekly exports of two school weeks, as
    the marks stood on the Saturday, in time for Monday's list. An amendment shows only
    as a later export that differs.

    Parameters
    ----------
    county : County
    folder : Path
        Made when it does not exist.
    """
    last = folder / county.until.isoformat()
    last.mkdir(parents=True, exist_ok=True)
    for name, rows in county.register_tables.items():
        rows.write_csv(last / f"{name}.csv")
    _write_marks(county, last)
    _write_sims(county, folder)


def _write_marks(county: County, folder: Path) -> None:
    """One file an academic year, written a block of pupils at a time."""
    world = county.world
    for year in range(world.days.years):
        first = world.days.first_day(year)
        stop = min(world.days.last_day(year) + 1, world.days.taught)
        if first >= stop:
            continue
        name = academic_year(world.days.start_year + year).replace("/", "-")
        with (folder / f"marks-{name}.csv").open("wb") as file:
            blocks = marks(world, county.history, first, stop, ~world.schools.sims)
            for number, block in enumerate(blocks):
                block.write_csv(file, include_header=number == 0)


def _write_sims(county: County, folder: Path) -> None:
    world = county.world
    for school in np.flatnonzero(world.schools.sims):
        only = np.arange(len(world.schools.phase)) == school
        blocks = marks(world, county.history, 0, world.days.taught, only)
        versions = _in_sims_words(county, pl.concat(list(blocks)))
        name = f"{world.schools.laestab[school]}-sims-session-marks.csv"
        for saturday, first in _exports(world.days.dates, county.until):
            export = _as_it_stood(versions, saturday, first)
            day = folder / saturday.isoformat()
            day.mkdir(exist_ok=True)
            export.write_csv(day / name)


def _exports(dates: NDArray[np.datetime64], until: date) -> list[tuple[date, date]]:
    """Saturday of each export, and the first day that it covers."""
    days: list[date] = dates.tolist()
    weeks = sorted({day - timedelta(days=day.weekday()) for day in days})
    return [
        (week + timedelta(days=5), weeks[max(0, number - SIMS_WEEKS + 1)])
        for number, week in enumerate(weeks)
        if week < until
    ]


def _in_sims_words(county: County, rows: pl.DataFrame) -> pl.DataFrame:
    """Name pupils and columns as the export does; dates stay dates for now."""
    start = pl.col("date").dt.offset_by("-7mo").dt.year()
    groups = county.register_tables["year_groups"].select(
        "upn",
        "year_group",
        start=pl.col("academic_year").str.slice(0, 4).cast(pl.Int32),
    )
    people = county.register_tables["identities"]
    return (
        rows.with_columns(start=start)
        .join(groups, on=["upn", "start"], how="left", maintain_order="left")
        .join(people, on="upn", how="left", maintain_order="left")
        .select(
            pl.col("surname").alias("Surname"),
            pl.col("forename").alias("Forename"),
            (pl.col("year_group") + "A").alias("Reg"),
            ("Year " + pl.col("year_group")).alias("Year"),
            pl.col("upn").alias("UPN"),
            pl.col("date_of_birth").dt.strftime("%d/%m/%Y").alias("DOB"),
            pl.col("date").alias("Date"),
            pl.col("session").alias("Session"),
            pl.col("code").alias("Mark"),
            pl.when(pl.col("code") == "L").then(pl.lit("10")).alias("Minutes Late"),
            pl.lit(None, pl.String).alias("Comments"),
            "recorded_on",
        )
    )


def _as_it_stood(versions: pl.DataFrame, day: date, first: date) -> pl.DataFrame:
    """Return the latest version, on ``day``, of each mark since ``first``."""
    return (
        versions.filter(
            pl.col("Date").is_between(first, day), pl.col("recorded_on") <= day
        )
        .unique(["UPN", "Date", "Session"], keep="last", maintain_order=True)
        .sort("Surname", "Forename", "UPN", "Date", "Session")
        .with_columns(pl.col("Date").dt.strftime("%d/%m/%Y"))
        .drop("recorded_on")
    )
