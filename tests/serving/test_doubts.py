"""Doubt is said beside an estimate where there is any."""

from __future__ import annotations

import polars as pl
from small_county import FEATURES, small_bundle

from serving.doubts import (
    CLOSE_TO_THE_LINE,
    beyond_training,
    close_to_the_line,
    little_known,
)


def test_few_weeks_are_said_to_be_few() -> None:
    rows = pl.DataFrame({"weeks_known_12w": [3.0, 6.0, 12.0]})
    assert little_known(rows).to_list() == [
        "This rests on 3 of the last 12 school weeks.",
        None,
        None,
    ]


def test_figures_outside_what_was_learnt_from_are_named() -> None:
    # The small bundle has learnt from figures between 0 and a half.
    usual = dict.fromkeys(FEATURES, 0.25)
    rows = pl.DataFrame(
        [
            usual,
            usual | {"incidents_4w": 9.0},
            usual | {"absence_rate_4w": None},
            # The time of year is no sign of anybody's.
            usual | {"year_group": 9.0},
        ]
    )
    said = beyond_training(small_bundle("suspension"), rows).to_list()
    assert said[0] is said[2] is said[3] is None
    assert "nobody with a figure like this" in said[1]


def test_only_those_near_the_end_of_the_list_are_close_to_it() -> None:
    screenings = pl.DataFrame(
        {
            "outcome": ["suspension"] * 3 + ["persistent_absence"],
            "risk": [0.2, 0.21, 0.4, 0.2],
        }
    )
    close = close_to_the_line({"suspension": 0.2}).alias("close")
    assert screenings.select(close).to_series().to_list() == [
        [CLOSE_TO_THE_LINE],
        [CLOSE_TO_THE_LINE],
        [],
        [],
    ]
