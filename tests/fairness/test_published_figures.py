"""The audit repeats figures that others have published.

Larson, Mattu, Kirchner and Angwin, "How we analyzed the COMPAS recidivism algorithm"
(ProPublica, 23 May 2016): the tables of two-year recidivism by race, and the
percentages printed beneath them. Aequitas' tutorial audits the same rows; its
disparities are those percentages over the Caucasian ones.
"""

import numpy as np
import pytest

from fairness.audit import audit

# Low and did not reoffend, high and did not, low and did, high and did.
TABLES = {
    "African-American": (990, 805, 532, 1369),
    "Caucasian": (1139, 349, 461, 505),
}
PRINTED = {
    "African-American": {
        "false_positive_rate": 44.85,
        "false_negative_rate": 27.99,
        "precision": 63,
        "false_omission_rate": 35,
    },
    "Caucasian": {
        "false_positive_rate": 23.45,
        "false_negative_rate": 47.72,
        "precision": 59,
        "false_omission_rate": 29,
    },
}


@pytest.fixture(scope="module")
def groups():
    race, happened, listed = (
        np.concatenate(
            [
                np.repeat((name, name, name, name) if at is None else at, table)
                for name, table in TABLES.items()
            ]
        )
        for at in (None, (0, 0, 1, 1), (0, 1, 0, 1))
    )
    report = audit(
        happened,
        listed,
        groups={"race": race},
        reference={"race": "Caucasian"},
        draws=100,
    )
    return {group.group: group.to_dict() for group in report.of("race")}


@pytest.mark.parametrize("name", PRINTED)
def test_the_rates_are_those_printed(groups, name):
    for measure, percent in PRINTED[name].items():
        half = 0.005 if isinstance(percent, float) else 0.5
        assert 100 * groups[name][measure] == pytest.approx(percent, abs=half), measure


def test_the_disparities_are_ratios_to_the_reference(groups):
    disparity = groups["African-American"]["disparity"]
    assert disparity["false_positive_rate"] == pytest.approx(44.85 / 23.45, abs=0.001)
    assert disparity["false_negative_rate"] == pytest.approx(27.99 / 47.72, abs=0.001)
    assert groups["Caucasian"]["disparity"]["false_positive_rate"] == 1
    assert groups["African-American"]["verdict"] == "outside"
