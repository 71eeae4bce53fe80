from __future__ import annotations

import pytest

from training.robustness import HELD


def test_new_pupils_and_new_schools_are_shown_beside_those_known(trained):
    assert [one.held for one in trained.held] == list(HELD)
    for one in trained.held:
        assert 0.5 < one.auc < 1
        assert one.auc == pytest.approx(one.auc_met, abs=0.15)
        assert 0 < one.rows < len(trained.test) / 2
