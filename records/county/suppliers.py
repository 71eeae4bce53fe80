"""Write what suppliers would deliver: a folder a week, files in their own formats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from records.county.census import write_census
from records.county.exports import EXPORTS
from records.county.feeds import marks_of_week, write_history
from records.county.known import last_events, new_rows, roster
from records.county.schools import Schools
from records.county.simulate import County
from records.county.transfers import transfers, write_transfers
from records.county.weeks import Delivery, deliveries
from records.tables import TABLES

WEEKS = 12
OWN = "waymark"
# Which system the first schools of a phase use, the eleventh as the first: an estimate.
DEALT = (
    *("sims", "arbor", "bromcom", OWN, "sims"),
    *("arbor", "sims", "bromcom", "arbor", OWN),
)
NEXT_PHASE = 3  # places further on in DEALT, so that phases differ in a small county
EXPORTED = ("marks", "incidents")


@dataclass(frozen=True)
class Sender:
    """A school, and the reports that it sends.

    Attributes
    ----------
    laestab : int
    supplier : str
        A key of ``EXPORTS``, or ``OWN``: the authority holds its records itself.
    """

    laestab: int
    supplier: str


def senders(schools: Schools) -> dict[int, Sender]:
    """Return, by URN, who sends the marks and behaviour records of each school."""
    rank = np.arange(len(schools.phase)) - np.searchsorted(schools.phase, schools.phase)
    place = (rank + NEXT_PHASE * schools.phase) % len(DEALT)
    return {
        int(urn): Sender(int(laestab), DEALT[number])
        for urn, laestab, number in zip(
            schools.urn, schools.laestab, place, strict=True
        )
    }


def write(county: County, folder: Path, *, weeks: int = WEEKS) -> list[Delivery]:
    """Write the county's deliveries under ``folder``.

    The first holds all history, in Waymark's own layout with the days on which it
    became known. After it comes one a week, on Sunday, in time for Monday's list:
    what became known in that week, corrections of earlier weeks among it. Marks and
    behaviour come from each school in the format of its system, movers by common
    transfer file, and the school census once a term, on top of what it confirms.

    Parameters
    ----------
    county : County
    folder : Path
        Made when it does not exist.
    weeks : int, default=12
        How many deliveries follow the first.

    Returns
    -------
    list of Delivery

    Raises
    ------
    InputRejected
        When so many weeks would begin before the records.
    """
    opened: date = county.world.days.dates[0].item()
    first, *weekly = deliveries(county.until, weeks, opened)
    by_school = senders(county.world.schools)
    place = _folder_of(first, folder)
    waiting = write_history(county, first, place)
    for name, rows in new_rows(county, first).items():
        _write_own(name, rows, place)
    for delivery in weekly:
        place = _folder_of(delivery, folder)
        tables = new_rows(county, delivery)
        tables["marks"], waiting = marks_of_week(county, delivery, waiting)
        on_roll = roster(county, delivery)
        for name in EXPORTED:
            _write_exports(name, tables.pop(name), on_roll, by_school, place)
        _write_registers(county, delivery, tables, place)
    return [first, *weekly]


def _write_registers(
    county: County, delivery: Delivery, tables: dict[str, pl.DataFrame], place: Path
) -> None:
    """Write what the authority holds, and what it is sent of pupils as such."""
    moves = transfers(county, delivery)
    write_transfers(county, moves, delivery, place)
    write_census(county, delivery, place)
    spell = ["upn", "urn", "entry_date"]
    untold = tables["enrolments"].join(moves, on=spell, how="anti")
    for name, rows in (tables | {"enrolments": untold}).items():
        _write_own(name, rows, place)


def _write_own(name: str, rows: pl.DataFrame, place: Path) -> None:
    """Write rows in Waymark's own layout, unless there are none."""
    if not TABLES[name].versioned:
        rows = rows.drop("recorded_on")
    if not rows.is_empty():
        rows.write_csv(place / f"{name}.csv")


def _folder_of(delivery: Delivery, folder: Path) -> Path:
    place = folder / delivery.day.isoformat()
    place.mkdir(parents=True, exist_ok=True)
    return place


def _write_exports(
    name: str,
    rows: pl.DataFrame,
    on_roll: pl.DataFrame,
    by_school: dict[int, Sender],
    place: Path,
) -> None:
    """Write the rows of one table, each school's in the format of its system."""
    supplier = {urn: sender.supplier for urn, sender in by_school.items()}
    by_supplier = rows.with_columns(
        _supplier=pl.col("urn").replace_strict(supplier, return_dtype=pl.String)
    ).partition_by("_supplier", as_dict=True, include_key=False)
    for (who,), sent in sorted(by_supplier.items()):
        if who == OWN:
            sent.write_parquet(place / f"{name}.parquet")
            continue
        export = EXPORTS[str(who)][name]
        last = last_events(sent, TABLES[name]).sort("urn", maintain_order=True)
        named = last.join(on_roll, on="upn", how="left", maintain_order="left")
        paths = {
            urn: place / f"{sender.laestab}-{export.name}.csv"
            for urn, sender in by_school.items()
        }
        export.write(named, paths)
