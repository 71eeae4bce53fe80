from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.calibration import Calibration
from models.outcomes import SUSPENSION
from records.disclosure import MINIMUM
from records.errors import NoData
from training.shadow import compare_lists

WEEK = date(2026, 4, 20)


@pytest.fixture
def compared(county_tables, trained):
    def compare(then=trained.bundle, week=WEEK):
        return compare_lists(
            county_tables, SUSPENSION, week, trained.bundle, then, capacity=0.05
        )

    return compare


def test_the_same_model_makes_the_same_list(compared):
    found = compared()
    assert (found.scored, found.places, found.shared) == (440, 22, 22)
    assert found.rank_correlation == pytest.approx(1)
    assert all(now == then for now, then in found.by_group.values())


def test_another_model_moves_places(compared, trained):
    manifest = trained.bundle.manifest
    other = replace(trained.bundle, manifest=replace(manifest, calibration=DOUBLED))
    found = compared(other)
    # A steeper line moves every risk, and nobody's rank.
    assert found.shared == found.places
    assert found.mean_risk["challenger"] != found.mean_risk["champion"]
    assert "0 (0%) would go to somebody else" in found.in_words()


def test_no_group_of_a_few_is_shown(compared):
    shown = compared().by_group
    assert shown
    assert all(min(both) >= MINIMUM for both in shown.values())


def test_a_week_before_the_records_has_nobody_to_score(compared):
    with pytest.raises(NoData, match="nobody on roll"):
        compared(week=date(2024, 9, 9))


DOUBLED = Calibration(slope=2.0, intercept=0.0)
