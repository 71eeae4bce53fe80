"""Session marks set out in width: a row a pupil, a column a session.

A row holds the marks of one day (``Date``, ``AM``, ``PM``), of one week (``Week
Beginning``, ``Mon AM`` … ``Fri PM``) or of any days, named in the headings
(``08/09/2025 AM``); ``session_columns`` says how they may be written. An empty cell
says nothing of its session; ``-`` says that the register was not taken.

No heading is confirmed in a public source: those of pupils are the ones of the same
supplier's report of a row a session, and all are to be verified with the first real
export. The school stands in the file name, the day of recording is that of the
delivery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from records.contracts import Column, Type
from records.readers.arbor_marks import ARBOR_MARKS
from records.readers.bromcom_marks import BROMCOM_MARKS
from records.readers.document import ISO_DATE, Document, Reading, layout
from records.readers.layout import UPN, Layout
from records.readers.session_columns import session_column
from records.readers.sims_marks import SIMS_MARKS
from records.readers.text_rows import collected, sound_heading, text_rows
from records.readers.unreadable import Unreadable
from records.soundness import Heading
from records.tables import IDENTITIES, MARKS
from records.validation import LONGEST_SHOWN

WEEKS = ("Week Beginning", "Week Commencing", "Week Starting", "WeekBeginning")
OF_SESSION = ("date", "session", "code")
WRITTEN = {r"^\d\d/\d\d/\d{4}$": "%d/%m/%Y", r"^\d{4}-\d\d-\d\d$": ISO_DATE}
SCHOOL = "LAESTAB in the file name"
SESSION = "a column such as 08/09/2025 AM or Mon AM"


@dataclass(frozen=True, kw_only=True)
class WideMarks:
    """How a supplier names the columns beside those of sessions.

    Attributes
    ----------
    name : str
        What people call it.
    columns : mapping of str to Column or None
        Of a pupil, by heading; None for a column that is expected and not kept.
    days : sequence of str
        What the column may be called that says the day of ``AM`` and ``PM``.
    weeks : sequence of str
        What the column may be called that says when the week begins.
    certain : bool
        Whether the headings are confirmed.
    """

    name: str
    columns: Mapping[str, Column | None]
    days: Sequence[str] = ("Date",)
    weeks: Sequence[str] = WEEKS
    certain: bool = False

    @property
    def upn(self) -> str:
        """The heading of UPNs."""
        return next(name for name, column in self.columns.items() if column == UPN)

    @property
    def expected(self) -> tuple[str, ...]:
        """Every heading that is not of a session."""
        return (*self.columns, *self.days, *self.weeks)

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """What fills the marks, and the identities where there are names."""
        places = {
            heading: column.name
            for heading, column in self.columns.items()
            if column is not None
        }
        marks = {
            self.upn: "upn",
            SCHOOL: "laestab",
            "|".join((*self.days, *self.weeks)): "date",
            "AM, PM": "session",
            SESSION: "code",
        }
        found = [layout(self.name, MARKS, marks)]
        if {"surname", "forename"} <= set(places.values()):
            found.append(layout(self.name, IDENTITIES, places))
        return tuple(found)

    def as_layout(self, names: Sequence[str]) -> Layout:
        """Say what each column of one file is, those of sessions and days too.

        Parameters
        ----------
        names : sequence of str
            Headings of the file.
        """
        sessions = [known for name in names if (known := session_column(name))]
        days = [name for name in (*self.days, *self.weeks) if name in names]
        if any(known.needs_day for known in sessions) and not {*days} & {*self.days}:
            days.append(self.days[0])
        if any(known.needs_week for known in sessions) and not {*days} & {*self.weeks}:
            days.append(self.weeks[0])
        # Only the UPN is needed of a pupil.
        of_pupil = {
            heading: column
            for heading, column in self.columns.items()
            if heading in names or column == UPN
        }
        return Layout(
            name=self.name,
            tables=(MARKS, IDENTITIES),
            columns={
                **of_pupil,
                **dict.fromkeys(days, MARKS.column("date")),
                **{known.heading: MARKS.column("code") for known in sessions},
            },
            date_format=ISO_DATE,
            certain=self.certain,
        )


def _wide(long: Layout, *totals: str) -> WideMarks:
    """Take the columns of pupils from a report of a row a session."""
    of_pupil = {
        name: column
        for name, column in long.columns.items()
        if column is None or column.name not in OF_SESSION
    }
    return WideMarks(
        name=long.name.replace("session marks", "wide session marks"),
        columns=of_pupil | dict.fromkeys(totals),
    )


SUPPLIED_WIDE = {
    "sims-wide-marks": _wide(
        SIMS_MARKS,
        *("Presents", "AEA", "Authorised Absences", "Unauthorised Absences"),
        *("Possible", "% Attend", "Missing marks"),
        *("Lates Before Reg. closed (L)", "Lates after Reg. closed (U)"),
    ),
    "arbor-wide-marks": _wide(
        ARBOR_MARKS,
        *("Possible sessions", "Present", "Authorised absent", "Unauthorised absent"),
        *("Approved Educational Activity", "Late (L)", "Late (U)", "Attendance %"),
    ),
    "bromcom-wide-marks": _wide(BROMCOM_MARKS),
}


def read(
    path: Path,
    known_on: date,
    *,
    laestab: int | None,
    wide: WideMarks,
) -> Reading:
    """Read one export of a school.

    Parameters
    ----------
    path : Path
    known_on : date
        Day on which it reached the authority; every row is recorded on it.
    laestab : int or None
        The school, which the file does not say; None when its name does not either.
    wide : WideMarks

    Returns
    -------
    Reading
        Delivered rows of ``marks``, and of ``identities`` where names are exported:
        ``upn`` stands for ``pupil_id`` and ``laestab`` for ``urn``; ``_row`` is the
        row in the file.

    Raises
    ------
    Unreadable
        When it cannot be read.
    """
    document = Document([path.name], wide.layouts, known_on)
    found = session_headings(path, wide)
    rows = collected(text_rows(path, found), path)
    known = {
        column.name: _iso([heading]) if column.type is Type.DATE else heading
        for heading, column in wide.columns.items()
        if column is not None and heading in found.names
    }
    if {"surname", "forename"} <= set(known):
        pupils = rows.select("_file", "_row", **known)
        document.add_frame("identities", pupils.unique("upn", keep="last"))
    marks = _marks(_of_weeks(document, rows, wide), found, wide)
    school = pl.lit(laestab).cast(pl.String)
    document.add_frame("marks", marks.with_columns(laestab=school))
    return document.reading()


def session_headings(path: Path, wide: WideMarks) -> Heading:
    """Examine a file and return its heading.

    Raises
    ------
    Unreadable
        When a column is not understood, stands twice or is missing.
    """
    found = sound_heading(path, wide.expected)
    for name, what, advice in _faults(found.names, wide):
        column = name[:LONGEST_SHOWN]
        raise Unreadable(path.name, what, advice, row=1, column=column)
    return found


def _faults(names: Sequence[str], wide: WideMarks) -> Iterator[tuple[str, str, str]]:
    """Say which columns are not understood or missing, and what to do."""
    sessions = [found for name in names if (found := session_column(name)) is not None]
    for name in names:
        if name not in wide.expected and session_column(name) is None:
            what = "is neither a column of this file nor a session, such as "
            columns = ", ".join(wide.expected)
            advice = f"remove it, or write it so; the columns are {columns}"
            yield name, f"{what}08/09/2025 AM or Mon AM", advice
    missing = "is missing"
    if not sessions:
        yield "08/09/2025 AM", f"{missing}, or Mon AM, or AM", "add a column a session"
    if wide.upn not in names:
        yield wide.upn, missing, "add the column"
    if any(session.needs_day for session in sessions) and not {*names} & {*wide.days}:
        yield wide.days[0], missing, "add the column, as AM and PM name no day"
    if any(session.needs_week for session in sessions) and not {*names} & {*wide.weeks}:
        yield wide.weeks[0], missing, "add the column, as Mon AM names no week"


def _of_weeks(document: Document, rows: pl.DataFrame, wide: WideMarks) -> pl.DataFrame:
    """Take up the rows whose week begins on another day than a Monday."""
    weeks = [name for name in wide.weeks if name in rows.columns]
    if not weeks:
        return rows
    wrong = _day(weeks).dt.weekday() != 1
    document.blame_rows(
        "marks",
        rows.filter(wrong),
        weeks[0],
        "is not a Monday, on which a school week begins",
        "export the week from its Monday on",
        value=pl.col(weeks[0]),
    )
    return rows.filter(wrong.not_().fill_null(True))


def _marks(rows: pl.DataFrame, found: Heading, wide: WideMarks) -> pl.DataFrame:
    """Return a row a mark, with the heading of its column as ``_column``."""
    sessions = [known for name in found.names if (known := session_column(name))]
    days = [name for name in wide.days if name in found.names]
    weeks = [name for name in wide.weeks if name in found.names]
    columns = pl.DataFrame(
        [
            {
                "_column": known.heading,
                "session": known.session,
                "_day": known.day and known.day.isoformat(),
                "_weekday": known.weekday,
            }
            for known in sessions
        ],
        schema={
            "_column": pl.String,
            "session": pl.String,
            "_day": pl.String,
            "_weekday": pl.Int64,
        },
    )
    marks = rows.unpivot(
        [known.heading for known in sessions],
        index=["_file", "_row", wide.upn, *days, *weeks],
        variable_name="_column",
        value_name="code",
    ).join(columns, on="_column", maintain_order="left")
    of_week = pl.col("_day").is_null() & pl.col("_weekday").is_not_null()
    of_day = pl.coalesce("_day", _iso(days))
    day = pl.when(of_week).then(_in_week(weeks)).otherwise(of_day)
    return marks.drop_nulls("code").with_columns(date=day, upn=pl.col(wide.upn))


def _iso(columns: Sequence[str]) -> pl.Expr:
    """Write the days of the first column as ISO 8601; what is no day, as it is."""
    if not columns:
        return pl.lit(None, dtype=pl.String)
    return pl.coalesce(_day(columns).dt.strftime(ISO_DATE), columns[0])


def _day(columns: Sequence[str]) -> pl.Expr:
    """Read the days of the first column, day first or as ISO 8601 writes them."""
    text = pl.col(columns[0])
    return pl.coalesce(
        pl.when(text.str.contains(written)).then(text).str.to_date(form, strict=False)
        for written, form in WRITTEN.items()
    )


def _in_week(columns: Sequence[str]) -> pl.Expr:
    """Return the day of a weekday, in the week that begins on a Monday."""
    if not columns:
        return pl.lit(None, dtype=pl.String)
    day = _day(columns).dt.offset_by(pl.format("{}d", "_weekday"))
    return pl.coalesce(day.dt.strftime(ISO_DATE), columns[0])
