"""Rows of Waymark's tables, joined from the tables of a census extract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from records.codes import code_list
from records.readers.document import Document
from records.readers.extract_tables import ExtractTable, iso
from records.readers.pupil_facts import (
    KINDS,
    NOT_DECLARED,
    NURSERY,
    academic_year,
    birth_month,
    laestab,
    language_group,
)
from records.readers.unreadable import Unreadable
from records.sessions import AUTHORISED, UNAUTHORISED
from records.soundness import SEND_AGAIN
from records.tables.totals import MOST_SESSIONS

Tables = Mapping[str, ExtractTable]

ON_ROLL, OFF_ROLL = "pupilonroll", "pupilnolongeronroll"
KEYS = {ON_ROLL: "pupilonrolltableid", OFF_ROLL: "pupilnolongeronrolltableid"}
CENSUS = "schoolcensustableid"
OF_PUPILS = ("enrolments", "identities", "pupils", "year_groups", "sen")
OF_CENSUS = ("laestab", "start_date", "academic_year", "year_counted", "term_counted")
OF_ROW = (
    *("upn", "laestab", "status", "entry_date", "leaving_date"),
    *("year_counted", "term_counted"),
)
EVENTS = {
    "fsmperiodsonroll": "free_school_meals",
    "fsmperiod": "free_school_meals",
    "termlyexclusionsonroll": "suspensions",
    "termlyexclusionsoffroll": "suspensions",
    "schoolarrangedapdetailonroll": "alternative_provision",
    "schoolarrangedapdetailoffroll": "alternative_provision",
}
# What a pupil's two schools both say, by what makes it the same.
REPEATED = {
    "free_school_meals": ("upn", "start_date"),
    "alternative_provision": ("upn", "provider", "start_date"),
}
# The pupils of a provider, which returns a census of its own.
ENTERED = ("approvisiondetailonroll", "approvisiondetailoffroll")
AT_PROVIDER = {
    "provider": "laestab",
    "start_date": "entry_date",
    "end_date": "leaving_date",
    "reason": "apreason",
}
TERM = pl.col("term_counted"), "termlysessionspossible"
HALF_TERM = pl.lit("summer_2"), "summerhalfterm2sessionspossible"
COUNTS = {
    "termlysessiondetailsonroll": TERM,
    "termlysessiondetailsoffroll": TERM,
    "summerhalfterm2sessiondetailsonroll": HALF_TERM,
    "summerhalfterm2sessiondetailsoffroll": HALF_TERM,
}
POSSIBLE = (TERM[1], HALF_TERM[1])
# By heading, the item of the census that it holds.
CIRCUMSTANCES = {
    "youngcarer": "YoungCarer",
    "servicechild": "ServiceChild",
    "plaa": "PostLookedAfterArrangements",
}
PLACEMENTS, REASONS = "alternative_provision", "attendance_reasons"
PREVIOUS, PERMANENT = "P", "PERM"
MAIN = ("C", "M")
FIRST_MONTH_OF_AUTUMN, FIRST_MONTH_OF_SUMMER = 9, 5
CODES = code_list("attendance_codes")["code"].to_list()
YEAR = timedelta(days=365)


def take_tables(document: Document, found: Tables) -> None:
    """Take the rows of every table of an extract into ``document``.

    Parameters
    ----------
    document : Document
    found : mapping of str to ExtractTable
        By name; ``schoolcensus`` and ``pupilonroll`` at least.

    Raises
    ------
    Unreadable
        When tables cannot be read or joined.
    """
    pupils = _pupils(document, found)
    document.add_frame("enrolments", pupils)
    _take_persons(document, pupils, found.get("senneeds"))
    for name, table in EVENTS.items():
        if name in found:
            rows = found[name].read((_key(name),), document.layouts[table])
            rows = _linked(document, found[name], rows, pupils, table)
            rows = _once(rows, REPEATED[table]) if table in REPEATED else _ended(rows)
            document.add_frame(table, rows)
    for name in ENTERED:
        if name in found:
            rows = found[name].read((_key(name), "apreason"))
            rows = _linked(document, found[name], rows, pupils, PLACEMENTS)
            document.add_frame(PLACEMENTS, rows.with_columns(**AT_PROVIDER))
    for name in COUNTS:
        if name in found:
            _take_counts(document, found[name], pupils)


def _key(name: str) -> str:
    """Return the heading by which a table names its pupils."""
    off_roll = name == OFF_ROLL or name.endswith("offroll")
    return KEYS[OFF_ROLL if off_roll else ON_ROLL]


def _pupils(document: Document, found: Tables) -> pl.DataFrame:
    """Return all that is said of pupils, with their school and census.

    Those at their current single or main school come first.
    """
    censuses = _censuses(found["schoolcensus"])
    layouts = [document.layouts[name] for name in OF_PUPILS]
    parts = []
    for roll, key in KEYS.items():
        if roll in found:
            optional = (*POSSIBLE, *CIRCUMSTANCES)
            names = found[roll].heading.names
            keys = (key, CENSUS, *(name for name in optional if name in names))
            rows = _by_key(found[roll], found[roll].read(keys, *layouts), key)
            if roll == OFF_ROLL:
                rows = rows.with_columns(status=pl.lit(PREVIOUS))
            parts.append(rows.join(censuses, on=CENSUS, how="left"))
    pupils = pl.concat(parts, how="diagonal")
    for column in ("ethnicity", "language", "leaving_date", *POSSIBLE, *KEYS.values()):
        if column not in pupils.columns:
            pupils = pupils.with_columns(pl.lit(None, dtype=pl.String).alias(column))
    main = pl.col("status").is_in(MAIN).fill_null(False)
    return pupils.sort(~main, "_file", "_row")


def _censuses(table: ExtractTable) -> pl.DataFrame:
    """Return the school, the day and the term of each census."""
    rows = table.read((CENSUS, "lea", "estab", "referencedate"))
    rows = _by_key(table, rows, CENSUS).with_columns(iso(pl.col("referencedate")))
    said = [_census(table, row) for row in rows.iter_rows(named=True)]
    return pl.DataFrame(said, schema=dict.fromkeys((CENSUS, *OF_CENSUS), pl.String()))


def _census(table: ExtractTable, row: dict[str, Any]) -> dict[str, str | None]:
    try:
        day = date.fromisoformat(row["referencedate"] or "")
    except ValueError:
        raise Unreadable(
            table.path.name,
            "is not a day such as 2026-01-15",
            SEND_AGAIN,
            row=row["_row"],
            column="referencedate",
        ) from None
    year, period = _term_counted(day)
    return {
        CENSUS: row[CENSUS],
        "laestab": laestab(row["lea"], row["estab"]),
        "start_date": day.isoformat(),
        "academic_year": academic_year(day),
        "year_counted": year,
        "term_counted": period,
    }


def _term_counted(day: date) -> tuple[str, str]:
    """Return the year and term whose sessions a census counts, one in arrears."""
    if day.month >= FIRST_MONTH_OF_AUTUMN:
        return academic_year(day - YEAR), "summer_1"
    term = "autumn" if day.month < FIRST_MONTH_OF_SUMMER else "spring"
    return academic_year(day), term


def _by_key(table: ExtractTable, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return rows as they are, when each has a key of its own."""
    wrong = rows.filter(pl.col(key).is_null() | pl.col(key).is_duplicated())
    if wrong.is_empty():
        return rows
    raise Unreadable(
        table.path.name,
        "is empty or stands twice, so that no table can be joined to it",
        SEND_AGAIN,
        row=wrong["_row"][0],
        column=key,
    )


def _take_persons(
    document: Document, pupils: pl.DataFrame, needs: ExtractTable | None
) -> None:
    """Take what is said of pupils and not of schools, once a pupil."""
    once = _once(pupils, ("upn",))
    document.add_frame("identities", once)
    # An extract that does not say them must not blank what another one said.
    described = once.drop_nulls(["ethnicity", "language"])
    for column, rule in (("language", language_group), ("birth_month", birth_month)):
        said = {text: rule(text) for text in described[column].unique()}
        described = described.with_columns(
            pl.col(column).replace_strict(said, return_dtype=pl.String)
        )
    document.add_frame("pupils", described)
    taught = ~pl.col("year_group").is_in(NURSERY)
    document.add_frame("year_groups", once.filter(taught))
    provided = once.drop_nulls("provision")
    if needs is not None:
        key = _key(needs.name)
        provided = provided.join(_needs(needs), on=key, how="left")
    document.add_frame("sen", provided)
    for heading in CIRCUMSTANCES:
        if heading in once.columns:
            document.add_frame("circumstances", _declared(once, heading))


def _declared(pupils: pl.DataFrame, heading: str) -> pl.DataFrame:
    """Return the pupils of whom a circumstance is declared, and which."""
    item = CIRCUMSTANCES[heading]
    kinds = {code: kind for (named, code), kind in KINDS.items() if named == item}
    said = pupils.drop_nulls(heading).filter(~pl.col(heading).is_in(NOT_DECLARED))
    return said.with_columns(kind=pl.col(heading).replace(kinds))


def _needs(table: ExtractTable) -> pl.DataFrame:
    """Return the needs of the first two ranks of each pupil."""
    key = _key(table.name)
    rows = table.read((key, "sentyperank", "sentype"))
    rank = pl.col("sentyperank").cast(pl.Int64, strict=False)
    need = pl.col("sentype")
    return (
        rows.sort(rank, nulls_last=True, maintain_order=True)
        .group_by(key)
        .agg(primary_need=need.first(), secondary_need=need.get(1, null_on_oob=True))
    )


def _linked(
    document: Document,
    table: ExtractTable,
    rows: pl.DataFrame,
    pupils: pl.DataFrame,
    fills: str,
) -> pl.DataFrame:
    """Put pupil and school beside rows, and reject the rows of no pupil."""
    key = _key(table.name)
    known = pupils.drop_nulls(key).select(key, *OF_ROW)
    strangers = rows.join(known, on=key, how="anti")
    what = "is of no pupil in the extract"
    document.blame_rows(fills, strangers, key, what, SEND_AGAIN)
    return rows.join(known, on=key)


def _once(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Keep the row of the main school where a pupil is at two."""
    order = [~pl.col("status").is_in(MAIN).fill_null(False), "_file", "_row"]
    return rows.sort(order).unique(columns, keep="first", maintain_order=True)


def _ended(suspensions: pl.DataFrame) -> pl.DataFrame:
    """Give permanent exclusions, which have no length, no sessions."""
    permanent = pl.when(pl.col("category") == PERMANENT).then(pl.lit("0"))
    return suspensions.with_columns(pl.col("sessions").fill_null(permanent))


def _take_counts(document: Document, table: ExtractTable, pupils: pl.DataFrame) -> None:
    """Take counts by reason, and their sums beside the possible sessions."""
    period, possible = COUNTS[table.name]
    key = _key(table.name)
    reasons = document.layouts[REASONS]
    of_period = {"academic_year": pl.col("year_counted"), "period": period}
    rows = _linked(document, table, table.read((key,), reasons), pupils, REASONS)
    document.add_frame(REASONS, rows.with_columns(**of_period))
    sessions = pl.col("sessions").cast(pl.Int64, strict=False)
    counted = sessions.is_between(0, MOST_SESSIONS)
    sums = rows.group_by(key).agg(
        authorised=sessions.filter(pl.col("code").is_in(AUTHORISED)).sum(),
        unauthorised=sessions.filter(pl.col("code").is_in(UNAUTHORISED)).sum(),
        _counted=(counted & pl.col("code").is_in(CODES)).fill_null(False).all(),
    )
    totals = pupils.drop_nulls([key, possible]).join(sums, on=key, how="left")
    # A sum without a row that is rejected would be too small.
    totals = totals.filter(pl.col("_counted").fill_null(True))
    document.add_frame(
        "attendance_totals",
        totals.with_columns(
            pl.col("authorised", "unauthorised").fill_null(0).cast(pl.String),
            possible=pl.col(possible),
            **of_period,
        ),
    )
