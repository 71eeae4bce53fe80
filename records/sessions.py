"""Which attendance codes are possible sessions, and which absences, as DfE counts.

Possible = present + approved educational activity + authorised + unauthorised. Codes
out of force are counted too, because old marks keep them.

References
----------
DfE, Pupil absence in schools in England: methodology.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

import narwhals as nw

from records.codes import code_list

Frame = TypeVar("Frame")


def codes_meaning(*meanings: str) -> list[str]:
    """Attendance codes with any of these meanings, those out of force too."""
    codes = code_list("attendance_codes")
    return [
        code
        for code, meaning in codes.select("code", "meaning").iter_rows()
        if meaning in meanings
    ]


def told_apart() -> dict[str, list[str]]:
    """Codes that a feature may tell from others of the same meaning, by what they say.

    Which they are is declared in the code list, each for a reason
    (``docs/decisions/0009``); any other code says no more than its meaning.
    """
    told: dict[str, list[str]] = {}
    codes = code_list("attendance_codes").select("code", "told_as").drop_nulls()
    for code, kind in codes.iter_rows():
        told.setdefault(kind, []).append(code)
    return told


ATTENDED = codes_meaning("present", "approved_activity")
AUTHORISED = codes_meaning("authorised")
UNAUTHORISED = codes_meaning("unauthorised")
ABSENT = [*AUTHORISED, *UNAUTHORISED]
POSSIBLE = [*ATTENDED, *ABSENT]

MEASURES: Mapping[str, Sequence[str]] = {
    "attendance": ATTENDED,
    "overall_absence": ABSENT,
    "authorised_absence": AUTHORISED,
    "unauthorised_absence": UNAUTHORISED,
    "illness": ["I"],
    "appointments": ["M"],
    "auth_religious": ["R"],
    "auth_study": ["S"],
    "auth_mob": ["T"],
    "auth_excluded": ["E"],
    "auth_performance": ["C1"],
    "auth_interview": ["J1"],
    "auth_part_time": ["C2"],
    "auth_other": ["C"],
    "unauth_hol": ["G"],
    "unauth_oth": ["O"],
    "unauth_late_registers_closed": ["U"],
    "unauth_not_yet": ["N"],
}


def one_mark_a_session(marks: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Keep one mark for each pupil and session.

    Two schools may mark the same session of a pupil who is registered at both.
    The pupil was in one place, so being there counts before being absent, and
    that before a session that was not possible (D, at the other school); then the
    lower URN.

    Parameters
    ----------
    marks : narwhals.LazyFrame
        With ``pupil_id``, ``urn``, ``date``, ``session`` and ``code``, in the one
        version that is meant.
    """
    # Few pupils have two schools: only theirs pay for the comparison.
    urn = nw.col("urn")
    movers = (
        marks.group_by("pupil_id")
        .agg(lowest=urn.min(), highest=urn.max())
        .filter(nw.col("lowest") != nw.col("highest"))
        .select("pupil_id")
    )
    settled, doubled = _parted(marks, movers)
    return nw.concat([settled, _one_place(doubled)])


def _parted(
    marks: nw.LazyFrame[Any], movers: nw.LazyFrame[Any]
) -> tuple[nw.LazyFrame[Any], nw.LazyFrame[Any]]:
    """Return the marks of others, and those of movers."""
    if not marks.implementation.is_polars():
        others, theirs = (
            marks.join(movers, on="pupil_id", how=how) for how in ("anti", "semi")
        )
        return others, theirs
    # Polars would look for the movers, and so read every mark, at each use of these.
    pupils = movers.lazy().collect()["pupil_id"].to_list()
    moved = nw.col("pupil_id").is_in(pupils)
    return marks.filter(~moved), marks.filter(moved)


def _one_place(marks: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    absent = nw.col("code").is_in(ABSENT).cast(nw.Int64)
    impossible = (~nw.col("code").is_in(POSSIBLE)).cast(nw.Int64)
    order = (absent + 2 * impossible) * 1_000_000 + nw.col("urn")
    first = nw.col("order").min().over("pupil_id", "date", "session")
    return (
        marks.with_columns(order.alias("order"))
        .filter(nw.col("order") == first)
        .drop("order")
    )


def percentages(marks: Frame, by: Sequence[str] = ()) -> Frame:
    """Compute DfE's attendance percentages from marks.

    Parameters
    ----------
    marks : any frame that Narwhals can wrap
        With ``code``, one row a session, in the one version that is meant.
    by : sequence of str
        Columns to group by; without any, all marks are one group.

    Returns
    -------
    The same kind of frame, lazy when it was lazy: one row a group with ``by``,
    ``possible_sessions``, then each of ``MEASURES`` as a percentage of the possible
    sessions, under the name DfE publishes it by (without its ``_perc``); not a number
    where no session was possible.

    References
    ----------
    DfE, Pupil attendance in schools: data guidance.
    """
    wrapped = cast("nw.LazyFrame[Any]", nw.from_native(cast(Any, marks)))
    counts = [
        nw.col("code").is_in(list(codes)).sum().alias(name)
        for name, codes in {"possible_sessions": POSSIBLE, **MEASURES}.items()
    ]
    counted = wrapped.group_by(*by).agg(*counts) if by else wrapped.select(*counts)
    possible = nw.col("possible_sessions")
    shares = [(nw.col(name) / possible * 100).alias(name) for name in MEASURES]
    return cast(Frame, counted.with_columns(*shares).to_native())
