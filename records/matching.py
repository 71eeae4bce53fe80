"""Whom and what rows speak of: pupils by their UPN, schools by their LAESTAB."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from records.errors import InputRejected
from records.identity import check_letter_fits, pseudonyms, says_why_none
from records.lake import Lake
from records.problems import Problems
from records.readers.cleaning import cleaned
from records.readers.layout import UPNS, Layout
from records.rows import Rows
from records.tables import (
    ENROLMENTS,
    INCIDENTS,
    MARKS,
    PUPIL_LINKS,
    PUPILS,
    SCHOOLS,
    SUSPENSIONS,
)

ON_ROLL = (PUPILS, ENROLMENTS, PUPIL_LINKS)
EVENTS = (MARKS, INCIDENTS, SUSPENSIONS)
PREVIOUS = "P"
# A LAESTAB is the number of an authority and four digits of a school.
AUTHORITY = 10_000
LAST_TURN = 2
SCHOOL = ("laestab", "urn", "recorded_on")
PUPIL = {"upn": pl.String(), "pupil_id": pl.Int64(), "on_roll": pl.Boolean()}


def turn(layout: Layout) -> int:
    """Say when rows are to be matched: schools first, events when all are on roll."""
    table = layout.tables[0]
    return 0 if table == SCHOOLS else LAST_TURN if table in EVENTS else 1


class Matching:
    """The schools and pupils known so far, from the lake and from this delivery.

    Parameters
    ----------
    lake : Lake
        Knows the schools and pupils of earlier deliveries.
    key : bytes
        The authority's secret.
    problems : Problems
        Takes up the rows whose school or pupil is not known, which are left out.
    """

    def __init__(self, lake: Lake, key: bytes, problems: Problems) -> None:
        self.key, self.problems = key, problems
        self.schools = _latest(lake.scan("schools").select(*SCHOOL).collect())
        held = [lake.scan(table.name).select("pupil_id") for table in ON_ROLL]
        self.held = pl.concat(held).unique().collect()["pupil_id"]
        self.pupils = pl.DataFrame(schema=PUPIL)
        self.homeless: set[int] = set()

    def match(self, rows: Rows) -> Rows:
        """Put URNs and pseudonyms beside LAESTABs and UPNs.

        Parameters
        ----------
        rows : Rows
            In the order of ``turn``.

        Returns
        -------
        Rows
            Those that speak of somebody known.
        """
        if rows.layout.tables[0] == SCHOOLS:
            more = rows.frame.select(*SCHOOL)
            self.schools = _latest(pl.concat([self.schools, more]))
        rows = self._with_school(rows)
        for pseudonym, upn in UPNS.items():
            if upn.name in rows.frame.columns:
                rows = self._with_pupil(rows, pseudonym, upn.name)
        return rows

    def _with_pupil(self, rows: Rows, pseudonym: str, upn: str) -> Rows:
        layout = rows.layout
        frame = self._named(rows.frame, pseudonym, upn)
        # A number that is not needed may be empty.
        unfit = pl.col(upn).is_not_null() & pl.col(pseudonym).is_null()
        if _misfits(frame, pseudonym, upn):
            tidied = pl.when(unfit).then(cleaned(pl.col(upn)).str.to_uppercase())
            frame = frame.with_columns(tidied.otherwise(pl.col(upn)).alias(upn))
            frame = self._named(frame, pseudonym, upn)
        if layout.tables[0] in ON_ROLL:
            self._enrol(frame[upn])
        events = layout.tables[0] in EVENTS
        strangers = events and not frame["on_roll"].all()
        if strangers or _misfits(frame, pseudonym, upn):
            strange = ~pl.col("on_roll") & events
            frame = self._without_strangers(layout, frame, upn, unfit, strange)
        return replace(rows, frame=frame)

    def _named(self, frame: pl.DataFrame, pseudonym: str, upn: str) -> pl.DataFrame:
        """Put the pseudonym beside a UPN, making those not met before."""
        # Rows of a pupil mostly follow each other: each run is looked up once.
        runs = frame[upn].rle().struct.unnest()["value"].alias("upn")
        known = self._known(runs)
        if known["pupil_id"].null_count() > runs.null_count():
            self._learn(runs.filter(known["pupil_id"].is_null()))
            known = self._known(runs)
        run = pl.col(upn).rle_id()
        return frame.with_columns(
            pl.lit(known["pupil_id"]).gather(run).alias(pseudonym),
            pl.lit(known["on_roll"]).gather(run).alias("on_roll"),
        )

    def _known(self, upns: pl.Series) -> pl.DataFrame:
        return upns.to_frame().join(
            self.pupils, on="upn", how="left", maintain_order="left"
        )

    def _without_strangers(
        self,
        layout: Layout,
        frame: pl.DataFrame,
        upn: str,
        unfit: pl.Expr,
        strange: pl.Expr,
    ) -> pl.DataFrame:
        frame = self._without(
            layout,
            frame,
            unfit & says_why_none(pl.col(upn)),
            upn,
            "says why the pupil has no UPN (a code UN1 to UN10), which is no UPN",
            "give the pupil one, temporary if need be",
        )
        frame = self._without(
            layout,
            frame,
            unfit,
            upn,
            "holds a UPN whose form or check letter does not fit",
            "correct it at the school",
        )
        return self._without(
            layout,
            frame,
            strange,
            upn,
            "is of a pupil who is in neither pupils nor enrolments",
            "deliver these first, or together with it",
        )

    def _enrol(self, upns: pl.Series) -> None:
        """Note that pupils are on roll, by what this delivery says."""
        now = pl.col("on_roll") | pl.col("upn").is_in(upns.unique().implode())
        self.pupils = self.pupils.with_columns(on_roll=now)

    def _learn(self, upns: pl.Series) -> None:
        """Make pseudonyms of numbers not met before, where these are UPNs."""
        new = upns.drop_nulls().unique()
        new = new.filter(check_letter_fits(new))
        pupils = pl.DataFrame({"upn": new, "pupil_id": pseudonyms(new, self.key)})
        held = pl.col("pupil_id").is_in(self.held.implode())
        self.pupils = pl.concat([self.pupils, pupils.with_columns(on_roll=held)])
        if self.pupils["pupil_id"].n_unique() < self.pupils.height:
            raise InputRejected(
                "two pupils would share a pseudonym; "
                "choose another pseudonym key and ingest everything anew"
            )

    def _with_school(self, rows: Rows) -> Rows:
        layout = rows.layout
        table = layout.tables[0]
        if "urn" not in table.delivered or "urn" in rows.frame.columns:
            return rows
        schools = self.schools.select("laestab", "urn")
        frame = rows.frame.join(
            schools, on="laestab", how="left", maintain_order="left"
        )
        if table is ENROLMENTS:
            frame = frame.remove(_past_and_elsewhere(schools))
        homeless = pl.col("urn").is_null()
        what = "is of a school that is not in schools"
        if any(column.name == "laestab" for column in layout.fields):
            frame = self._without(
                layout,
                frame,
                homeless,
                "laestab",
                what,
                "deliver that table first, or correct the LAESTAB",
                value=pl.col("laestab").cast(pl.String),
            )
        self._blame_files(layout, frame.filter(homeless), what)
        return replace(rows, frame=frame.remove(homeless))

    def _blame_files(self, layout: Layout, homeless: pl.DataFrame, what: str) -> None:
        """Say of files, each once, that their names give no school that is known."""
        self.problems.reject(homeless, layout.tables[0].name)
        for place in homeless["_file"].unique().sort():
            if place not in self.homeless:
                self.homeless.add(place)
                self.problems.add_file(
                    self.problems.labels[place],
                    what,
                    "deliver that table first, or put its LAESTAB first in the file "
                    "name",
                )

    def _without(
        self,
        layout: Layout,
        frame: pl.DataFrame,
        wrong: pl.Expr,
        column: str,
        what: str,
        advice: str,
        value: pl.Expr | None = None,
    ) -> pl.DataFrame:
        """Leave out rows, saying why."""
        rejected = frame.filter(wrong)
        if rejected.is_empty():
            return frame
        heading = layout.heading(column)
        self.problems.add_rows(rejected, what, advice, column=heading, value=value)
        self.problems.reject(rejected, layout.tables[0].name)
        return frame.remove(wrong)


def _misfits(frame: pl.DataFrame, pseudonym: str, upn: str) -> int:
    """Count the rows with a number of which no pseudonym can be made."""
    return frame[pseudonym].null_count() - frame[upn].null_count()


def _latest(schools: pl.DataFrame) -> pl.DataFrame:
    """Keep the URN last recorded: a school that became an academy has a new one."""
    return schools.sort("recorded_on", "urn").unique("laestab", keep="last")


def _past_and_elsewhere(schools: pl.DataFrame) -> pl.Expr:
    """Find the spells that a transfer file tells of schools of another authority.

    They are over, and such schools are not screened.
    """
    authorities = (schools["laestab"] // AUTHORITY).unique()
    elsewhere = ~(pl.col("laestab") // AUTHORITY).is_in(authorities.implode())
    return (pl.col("status") == PREVIOUS) & elsewhere
