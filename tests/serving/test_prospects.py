"""What may help is the smallest change that like pupils have really shown."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from small_county import FEATURES, small_bundle

from models.bundle import Bundle
from serving.prospects import NOTHING_ENOUGH, would_help
from serving.shortlist import Place

ALIKE = 40
OTHERS = ("absence_rate_1w", "absence_rate_2w", "absence_rate_6w")


def like_pupils(recent: list[float]) -> pl.DataFrame:
    """Return pupils of like absence over twelve weeks, with these last four."""
    unmoved = dict.fromkeys((*FEATURES, *OTHERS), 0.3) | {
        "incidents_12w": 0.0,
        "incidents_4w": 0.0,
        "incidents_weeks_9_to_12": 0.0,
        "possible_sessions_year": 100.0,
    }
    return pl.DataFrame(
        [
            {"pupil_id": number} | unmoved | {"absence_rate_4w": rate}
            for number, rate in enumerate(recent, start=1)
        ]
    )


def said(rows: pl.DataFrame, line: float) -> str:
    place = Place(1, 1, "Review first", ("suspension",))
    bundle = small_bundle("suspension")
    found = would_help(bundle, rows, [place], {"suspension": line})
    assert found["pupil_id"].to_list() == [1]
    return found["would_help"].item()


def risk_of(rows: pl.DataFrame) -> float:
    bundle = small_bundle("suspension")
    return float(bundle.predict(rows.head(1).to_pandas())[0])


@pytest.fixture
def improving() -> pl.DataFrame:
    return like_pupils([0.4, *np.linspace(0.0, 0.4, ALIKE - 1)])


def test_the_smallest_sufficient_change_is_told(improving: pl.DataFrame) -> None:
    text = said(improving, risk_of(improving))
    count = int(re.search(r"no more than (\d+) of the next 40", text).group(1))
    assert count in (12, 8, 4)
    assert "not a promise" in text


def test_a_change_that_like_pupils_have_not_shown_is_not_told() -> None:
    alike = like_pupils([0.4] * ALIKE)
    assert said(alike, risk_of(alike)) == NOTHING_ENOUGH


def test_a_line_out_of_reach_is_said_to_be(improving: pl.DataFrame) -> None:
    assert said(improving, 1e-9) == NOTHING_ENOUGH


def test_no_change_is_told_that_raises_the_estimate(
    improving: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    predict = Bundle.predict
    monkeypatch.setattr(
        Bundle, "predict", lambda *of: seen.append(predict(*of)) or seen[-1]
    )
    now = risk_of(improving)
    said(improving, now)
    assert max(float(risks.max()) for risks in seen) <= now


def test_only_the_listed_are_told(improving: pl.DataFrame) -> None:
    place = Place(1, 1, "Review first", ("persistent_absence",))
    found = would_help(
        small_bundle("suspension"), improving, [place], {"suspension": 0.1}
    )
    assert found.is_empty()
