"""Many sentences at once must be the single ones."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from features.catalogue import CATALOGUE, COMPANIONS, OPTIONAL
from features.sentences import sentence
from features.wording import halves, sentences

EVERYTHING = {**CATALOGUE, **OPTIONAL}
KINDS = ("concern", "strength")


def county(pupils: int = 60) -> pl.DataFrame:
    """Return pupils of two year groups whose figures are of every kind."""
    draw = np.random.default_rng(3)
    rows = {}
    for name in (*EVERYTHING, *COMPANIONS):
        unit = EVERYTHING[name].unit if name in EVERYTHING else "sessions"
        if "share" in unit:
            amount = draw.choice([0, 0.001, 0.03, 1 / 7, 0.5, 1], pupils)
        elif unit.startswith("difference"):
            amount = draw.choice([-2, -0.134, -0.003, 0, 0.002, 0.27, 3], pupils)
        else:
            amount = draw.choice([0, 1, 2, 3, 7, 40], pupils).astype(float)
        amount[draw.random(pupils) < 0.05] = np.nan
        rows[name] = amount
    for feature in EVERYTHING.values():
        if feature.out_of:
            # A share of sessions is a whole number of them.
            whole = rows[feature.out_of]
            count = np.round(rows[feature.name] * whole)
            rows[feature.name] = np.divide(
                count, whole, out=rows[feature.name].copy(), where=whole > 0
            )
    rows["year_group"] = draw.choice([0.0, 8.0, np.nan], pupils)
    return pl.DataFrame(rows, nan_to_null=True)


@pytest.mark.parametrize("kind", KINDS)
def test_many_sentences_are_the_single_ones(kind):
    rows = county()
    usual = halves(rows, list(EVERYTHING.values()))
    of_year = {row["year_group"]: row for row in usual.to_dicts()}
    for feature in EVERYTHING.values():
        together = sentences(feature, rows, kind=kind, usual=usual)
        one_by_one = [
            sentence(
                feature,
                row,
                kind=kind,
                half=None
                if feature.comparator
                else of_year.get(row["year_group"], {}).get(feature.name),
            )
            for row in rows.to_dicts()
        ]
        assert together == one_by_one


def year(figures: list[float | None], name: str = "incidents_4w") -> pl.DataFrame:
    return pl.DataFrame(
        {"year_group": [8.0] * len(figures), name: figures},
        schema_overrides={name: pl.Float64},
    )


@pytest.mark.parametrize(
    ("own", "kind", "figures", "expected"),
    [
        (
            5.0,
            "concern",
            [2.0] * 12,
            "; for half of Year 8 in this area it was 2 or fewer",
        ),
        (5.0, "concern", [0.0] * 12, "; for half of Year 8 in this area it was none"),
        (2.0, "concern", [2.0] * 12, ""),
        (1.0, "concern", [2.0] * 12, ""),
        (
            0.0,
            "strength",
            [2.0] * 12,
            "; for half of Year 8 in this area it was 2 or more",
        ),
        # Too few pupils, or too few of whom it is known, to speak of a year group.
        (5.0, "concern", [2.0] * 8, ""),
        (5.0, "concern", [2.0] * 12 + [None] * 4, ""),
    ],
)
def test_a_pupil_is_set_beside_half_of_the_year_group(own, kind, figures, expected):
    feature = CATALOGUE["incidents_4w"]
    usual = halves(year(figures), [feature])
    (text,) = sentences(feature, year([own]), kind=kind, usual=usual)
    told, _, beside = text.rstrip(".").partition(";")
    assert told
    assert beside == expected.lstrip(";")


def test_shares_are_set_beside_half_in_the_pupils_own_sessions():
    feature = CATALOGUE["absence_rate_4w"]
    area = year([0.05] * 12, feature.name)
    usual = halves(area, [feature])
    own = year([14 / 58], feature.name).with_columns(possible_sessions_4w=58.0)
    assert sentences(feature, own, kind="concern", usual=usual) == [
        "Missed 14 of 58 sessions in the last four school weeks; for half of Year 8 in "
        "this area it was 3 or fewer."
    ]
    own = year([0.0], feature.name).with_columns(possible_sessions_4w=58.0)
    assert sentences(feature, own, kind="strength", usual=usual) == [
        "Attended all 58 sessions in the last four school weeks; for half of Year 8 in "
        "this area it was 55 or fewer."
    ]


def test_without_a_year_group_nobody_is_set_beside_anybody():
    feature = CATALOGUE["incidents_4w"]
    usual = halves(year([2.0] * 12), [feature])
    own = year([5.0]).with_columns(year_group=pl.lit(None, pl.Float64))
    (text,) = sentences(feature, own, kind="concern", usual=usual)
    assert "half" not in text
