"""Six explanations are owed for every list."""

from __future__ import annotations

from datetime import date

from small_county import small_bundle

from models.outcomes import OUTCOMES
from serving.account import six_explanations


def test_a_list_is_accounted_for_under_all_six_heads() -> None:
    told = six_explanations(
        {name: small_bundle(name) for name in OUTCOMES},
        week=date(2026, 11, 23),
        data_as_at=date(2026, 11, 20),
    )
    assert list(told) == [
        "rationale",
        "responsibility",
        "data",
        "fairness",
        "safety and performance",
        "impact",
    ]
    assert "20 November 2026" in told["data"]
    assert (
        "persistent absence followed for about 5 in 100"
        in told["safety and performance"]
    )
