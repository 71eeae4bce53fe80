"""Attendance: what the registers say, in windows of school weeks."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from features.absence_days import WEEKDAYS, spells, weeks_of_days
from features.absence_weeks import (
    SHORT_WINDOWS,
    full_weeks,
    largest_step,
    shape,
    short_windows,
    years,
)
from features.course import course, improving
from features.illness import illness_spells
from features.kept import kept
from features.registers import daily
from features.weeks import Weeks
from features.year_weeks import year_weeks

# Persistent absence is one possible session in ten.
LINE = 10


def attendance(
    rows: nw.LazyFrame[Any],
    register: nw.LazyFrame[Any],
    by_week: nw.LazyFrame[Any],
    weeks: Weeks,
) -> nw.LazyFrame[Any]:
    """Add the attendance features to the cohort.

    Parameters
    ----------
    rows : narwhals.LazyFrame
        One row per pupil with ``pupil_id``, ``urn`` and ``year_group``.
    register : narwhals.LazyFrame
        From ``registers.sessions``.
    by_week : narwhals.LazyFrame
        From ``registers.weekly``.
    weeks : Weeks

    Returns
    -------
    narwhals.LazyFrame
        ``rows`` with the features and companions of the theme.
    """
    by_day = kept(daily(register, weeks))
    recent = kept(weeks_of_days(by_day))
    for part in (
        years(by_week, weeks),
        year_weeks(by_week, weeks),
        short_windows(recent, weeks),
        full_weeks(recent),
        shape(recent, weeks),
        course(recent, weeks),
        spells(by_day, weeks),
        illness_spells(by_day, weeks),
    ):
        rows = rows.join(part, on="pupil_id", how="left")
    return _compared(_counted(_of_two_years(_rates(rows))), weeks)


def _rates(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Divide by the pupil's own possible sessions; without any, nothing is known."""
    windows = (*(f"{w}w" for w in SHORT_WINDOWS), "year", "last_year")
    kinds = {
        "unauthorised": "12w",
        "illness": "12w",
        "late": "12w",
        "medical": "12w",
    }
    recent = ("unexplained", "illness")
    return rows.with_columns(
        **{
            f"absence_rate_{w}": _share(f"absent_{w}", f"possible_{w}") for w in windows
        },
        **{
            f"possible_sessions_{w}": nw.col(f"possible_{w}").fill_null(0)
            for w in windows
        },
        **{
            f"{kind}_rate_{w}": _share(f"{kind}_{w}", f"possible_{w}")
            for kind, w in kinds.items()
        },
        **{f"{kind}_rate_4w": _share(f"{kind}_4w", "possible_4w") for kind in recent},
        **{
            f"{day}_rate_12w": _share(f"absent_{day}_12w", f"possible_{day}_12w")
            for day in WEEKDAYS
        },
        missed_or_late_rate_12w=_share(
            nw.col("absent_12w") + nw.col("late_12w"), "possible_12w"
        ),
        authorised_rate_12w=_share(
            nw.col("absent_12w") - nw.col("unauthorised_12w"), "possible_12w"
        ),
        monday_friday_share_12w=_share(
            nw.col("absent_monday_12w") + nw.col("absent_friday_12w"), "absent_12w"
        ),
        absence_same_weeks_last_year=_share("absent_same_weeks", "possible_same_weeks"),
        after_holiday_rate_year=_share(
            "absent_after_holidays", "possible_after_holidays"
        ),
    )


def _of_two_years(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Divide by the sessions, and by the school weeks, known of both years."""
    weeks = nw.col("weeks_known_year") + nw.col("weeks_known_last_year")
    absent, possible = (
        # Float, because Arrow keeps sums of pandas in the bytes they came in.
        nw.col(f"{count}_year").cast(nw.Float64) + nw.col(f"{count}_last_year")
        for count in ("absent", "possible")
    )
    return rows.with_columns(
        absence_rate_two_years=_share(absent, possible),
        weeks_broken_two_years=_share("weeks_broken", weeks),
        weeks_fifth_missed_two_years=_share("weeks_fifth_missed", weeks),
    )


def _counted(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Count where a possible session is known: nothing found is then none."""
    counts = {
        "late_after_close_12w": "late_after_close_12w",
        "reduced_timetable_12w": "part_time_12w",
        "off_site_12w": "off_site_12w",
        "arranged_education_12w": "arranged_12w",
        "single_session_absences_12w": "part_days_12w",
        "mornings_only_12w": "mornings_only_12w",
        "afternoons_only_12w": "afternoons_only_12w",
        "unauthorised_sessions_10w": "unauthorised_10w",
        "absence_spells_12w": "absence_spells_12w",
        "longest_spell_12w": "longest_spell_12w",
        "current_spell": "current_spell",
        "illness_spells_12w": "illness_spells_12w",
        "short_illnesses_6w": "short_illnesses_6w",
        "short_illnesses_before_6w": "short_illnesses_before_6w",
    }
    weeks_known = ("weeks_known_12w", "weeks_known_year", "weeks_known_last_year")
    known, unrecorded = nw.col("possible_12w"), nw.col("unrecorded_12w")
    return rows.with_columns(
        **{
            name: nw.when(known > 0).then(nw.col(count).fill_null(0))
            for name, count in counts.items()
        },
        registers_missing_12w=nw.when(known + unrecorded > 0).then(unrecorded),
        **{name: nw.col(name).fill_null(0) for name in weeks_known},
        absence_break_12w=largest_step(),
        absence_improving_12w=improving(),
    )


def _compared(rows: nw.LazyFrame[Any], weeks: Weeks) -> nw.LazyFrame[Any]:
    """Set recent absence beside the pupil's own past and beside others' absence."""
    twelve = nw.col("absence_rate_12w")
    # Engines disagree on whether missing keys are a group: none is missing here.
    rows = rows.with_columns(year_key=nw.col("year_group").fill_null(-1))
    for others, key in (("year_group", "year_key"), ("school", "urn")):
        rows = rows.with_columns(
            others_absent=nw.col("absent_12w").sum().over(key),
            others_possible=nw.col("possible_12w").sum().over(key),
        ).with_columns(
            **{f"{others}_absence_rate_12w": _share("others_absent", "others_possible")}
        )
    return rows.with_columns(
        absence_trend=nw.col("absence_rate_4w") - twelve,
        absence_above_line_year=nw.col("absence_rate_year") - 1 / LINE,
        sessions_left_before_line=_left_before_line(weeks),
        short_illness_rise_12w=nw.col("short_illnesses_6w")
        - nw.col("short_illnesses_before_6w"),
        absence_change_on_last_year=twelve - nw.col("absence_rate_last_year"),
        absence_above_year_group_12w=twelve - nw.col("year_group_absence_rate_12w"),
        absence_above_school_12w=twelve - nw.col("school_absence_rate_12w"),
    )


def _left_before_line(weeks: Weeks) -> nw.Expr:
    """Count what can still be missed below the line when every session is held."""
    possible = nw.col("possible_year")
    most = (possible + (weeks.sessions_ahead - 1)) // LINE
    return nw.when(possible > 0).then(most - nw.col("absent_year"))


def _share(part: str | nw.Expr, whole: str | nw.Expr) -> nw.Expr:
    part = nw.col(part) if isinstance(part, str) else part
    whole = nw.col(whole) if isinstance(whole, str) else whole
    return nw.when(whole > 0).then(part / whole)
