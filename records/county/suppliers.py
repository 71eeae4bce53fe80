"""Write what suppliers would deliver: a folder a week, files in their own formats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from records.county.census import write_census
from records.county.exports import EXPORTS
from records.county.feeds import marks_of_week, write_history
from records.county.known import last_events, new_rows, roster
from records.county.pages import on_roll, write_pages
from records.county.returns import write_returns
from records.county.senders import INTERFACES, OWN, WIDE, Sender, senders
from records.county.simulate import County
from records.county.transfers import transfers, write_transfers
from records.county.weeks import Delivery, deliveries
from records.county.wide_exports import write_wide
from records.tables import TABLES

WEEKS = 12


@dataclass(frozen=True)
class Post:
    """What is sent at the end of one week.

    Attributes
    ----------
    county : County
    delivery : Delivery
        Not the first.
    place : Path
        Its folder.
    by_school : dict of int to Sender
        By URN.
    """

    county: County
    delivery: Delivery
    place: Path
    by_school: dict[int, Sender]

    @cached_property
    def on_roll(self) -> pl.DataFrame:
        """What interfaces give of pupils."""
        return on_roll(self.county, self.delivery)

    def paths(self, name: str) -> dict[int, Path]:
        """Return, by URN, the file or folder of each school."""
        return {
            urn: self.place / f"{school.laestab}-{name}"
            for urn, school in self.by_school.items()
        }

    def schools(self, of: str) -> pl.Expr:
        """Return the form in which each row's school sends marks or incidents."""
        forms = {urn: getattr(school, of) for urn, school in self.by_school.items()}
        return pl.col("urn").replace_strict(forms, return_dtype=pl.String)


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
        post = Post(county, delivery, _folder_of(delivery, folder), by_school)
        tables = new_rows(county, delivery)
        marks, waiting = marks_of_week(county, delivery, waiting)
        _write_marks(post, marks, tables["suspensions"])
        _write_incidents(post, tables.pop("incidents"))
        _write_registers(post, tables)
    return [first, *weekly]


def _write_marks(post: Post, marks: pl.DataFrame, suspensions: pl.DataFrame) -> None:
    """Write the marks of a week, each school's in its own form.

    An interface gives no pupil who has left; the authority tells their last marks.
    """
    students = post.on_roll.select("upn", "urn", "id")
    sent = marks.join(students, on=["upn", "urn"], how="left", maintain_order="left")
    form = post.schools("marks")
    gone = form.is_in(INTERFACES) & pl.col("id").is_null()
    named = sent.with_columns(_form=pl.when(gone).then(pl.lit(OWN)).otherwise(form))
    for form_of, rows in _by_form(named):
        if form_of == OWN:
            rows.drop("id").write_parquet(post.place / "marks.parquet")
        elif form_of in INTERFACES:
            given = suspensions.join(students, on=["upn", "urn"], maintain_order="left")
            _write_interface(post, form_of, rows, given)
        else:
            _write_reports(post, "marks", form_of, rows.drop("id"))


def _write_incidents(post: Post, incidents: pl.DataFrame) -> None:
    named = incidents.with_columns(_form=post.schools("incidents"))
    for form, rows in _by_form(named):
        if form == OWN:
            rows.write_parquet(post.place / "incidents.parquet")
        else:
            _write_reports(post, "incidents", form, rows)


def _by_form(named: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """Part rows by ``_form``, in the order of the forms' names."""
    parts = named.partition_by("_form", as_dict=True, include_key=False)
    return [(str(form), rows) for (form,), rows in sorted(parts.items())]


def _write_interface(
    post: Post, supplier: str, marks: pl.DataFrame, suspensions: pl.DataFrame
) -> None:
    """Write the pages of every school that has marks."""
    folders = post.paths(supplier)
    told = last_events(marks, TABLES["marks"])
    for (urn,), rows in told.partition_by("urn", as_dict=True).items():
        of_school = pl.col("urn") == urn
        pupils, given = (
            frame.filter(of_school) for frame in (post.on_roll, suspensions)
        )
        write_pages(supplier, folders[int(urn)], pupils, rows, given)


def _write_reports(post: Post, name: str, form: str, rows: pl.DataFrame) -> None:
    """Write the rows of one table that systems report, a file a school."""
    who = roster(post.county, post.delivery)
    last = last_events(rows, TABLES[name]).sort("urn", maintain_order=True)
    named = last.join(who, on="upn", how="left", maintain_order="left")
    if form.endswith(WIDE):
        paths = post.paths(f"{form}-marks.csv")
        write_wide(form.removesuffix(WIDE), named, paths)
    else:
        export = EXPORTS[form][name]
        export.write(named, post.paths(f"{export.name}.csv"))


def _write_registers(post: Post, tables: dict[str, pl.DataFrame]) -> None:
    """Write what the authority holds, and what it is sent of pupils as such."""
    moves = transfers(post.county, post.delivery)
    write_transfers(post.county, moves, post.delivery, post.place)
    returned = [urn for urn, each in post.by_school.items() if each.returns_census]
    write_census(post.county, post.delivery, post.place, left_out=returned)
    write_returns(post.county, post.delivery, post.place, of=returned)
    spell = ["upn", "urn", "entry_date"]
    untold = tables["enrolments"].join(moves, on=spell, how="anti")
    for name, rows in (tables | {"enrolments": untold}).items():
        _write_own(name, rows, post.place)


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
