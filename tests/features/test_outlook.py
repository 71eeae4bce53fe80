"""Four weeks on, only what follows by arithmetic has moved, and never for the worse."""

from __future__ import annotations

import polars as pl
import pytest

from features.outlook import with_sessions_missed, without_incident

PUPIL = {
    "absence_rate_1w": 0.5,
    "absence_rate_2w": 0.25,
    "absence_rate_4w": 0.2,
    "absence_rate_6w": 0.2,
    "absence_rate_12w": 0.3,
    "absence_rate_year": 0.2,
    "absence_above_line_year": 0.1,
    "absence_above_school_12w": 0.05,
    "possible_sessions_year": 60.0,
    "incidents_1w": 1.0,
    "incidents_4w": 3.0,
    "incidents_12w": 5.0,
    "incidents_weeks_9_to_12": 2.0,
    "weeks_since_incident": 0.0,
    "moves_2y": 1.0,
}


def test_four_full_weeks_bring_the_rates_down() -> None:
    (after,) = with_sessions_missed(pl.DataFrame([PUPIL]), pl.lit(0.0)).to_dicts()
    assert after["absence_rate_1w"] == after["absence_rate_4w"] == 0
    assert after["absence_rate_12w"] == pytest.approx(0.3 * 8 / 12)
    assert after["absence_rate_year"] == pytest.approx(12 / 100)
    assert after["absence_above_line_year"] == pytest.approx(0.02)
    assert after["absence_above_school_12w"] == pytest.approx(-0.05)
    assert after["moves_2y"] == 1


def test_nothing_gets_worse_by_missing_less() -> None:
    calm = PUPIL | {"absence_rate_1w": 0.0, "absence_rate_year": 0.01}
    (after,) = with_sessions_missed(pl.DataFrame([calm]), pl.lit(0.2)).to_dicts()
    assert all(after[name] <= calm[name] for name in calm if name != "moves_2y")


def test_weeks_without_incident_leave_the_older_ones_behind() -> None:
    (after,) = without_incident(pl.DataFrame([PUPIL])).to_dicts()
    assert after["incidents_4w"] == after["incidents_1w"] == 0
    assert after["incidents_12w"] == 3
    assert after["weeks_since_incident"] == 4


def test_what_is_not_known_stays_unknown() -> None:
    unknown = pl.DataFrame([PUPIL | {"incidents_4w": None, "absence_rate_4w": None}])
    assert without_incident(unknown)["incidents_4w"].to_list() == [None]
    missed = with_sessions_missed(unknown, pl.col("absence_rate_4w"))
    assert missed["absence_rate_12w"].to_list() == [0.3]
