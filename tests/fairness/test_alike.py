"""Like with like: officers' decisions, and the label itself."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats.contingency import relative_risk
from typer.testing import CliRunner

from fairness.alike import MARK, banded, compare_alike
from fairness.decisions import DAYS, audit_decisions
from fairness.inputs import CannotAudit
from waymark import app

N = 6000


def county(seed: int, strictness: float = 1.0) -> pd.DataFrame:
    """Pupils of two groups, of which one has more incidents and perhaps less grace."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["Fewer", "More"], N)
    incidents = rng.poisson(np.where(group == "More", 2.0, 1.0)).clip(0, 4)
    chance = 0.04 * incidents * np.where(group == "More", strictness, 1.0)
    return pd.DataFrame(
        {
            "group": group,
            "incidents": incidents,
            "suspended": (rng.random(N) < chance).astype(int),
            "school": rng.integers(0, 40, N),
        }
    )


def label_of(rows: pd.DataFrame, **given):
    found = compare_alike(
        {"suspended": rows.suspended},
        groups={"group": rows.group},
        given={"incidents": rows.incidents},
        **{"clusters": rows.school, "draws": 300} | given,
    )
    return next(each for each in found if each.group == "More")


def test_one_stratum_is_the_plain_ratio():
    rows = county(1).assign(incidents=1)
    found = label_of(rows, clusters=None)
    events = rows[rows.group == "More"].suspended, rows[rows.group == "Fewer"].suspended
    plain = relative_risk(
        int(events[0].sum()), len(events[0]), int(events[1].sum()), len(events[1])
    )
    assert found.ratio.value == pytest.approx(plain.relative_risk)
    assert found.crude_ratio == pytest.approx(plain.relative_risk)
    assert found.difference.value == pytest.approx(found.rate - found.others)
    low, high = plain.confidence_interval()
    assert (found.ratio.low, found.ratio.high) == pytest.approx((low, high), rel=0.06)


def test_more_incidents_alone_are_no_bias():
    found = label_of(county(2))
    assert found.crude_ratio > MARK
    assert found.ratio.low < 1 < found.ratio.high
    assert found.verdict != "outside"


def test_less_grace_for_the_same_incidents_is_found():
    counties = [label_of(county(seed, strictness=1.8)) for seed in range(20)]
    assert sum(each.ratio.low < 1.8 < each.ratio.high for each in counties) >= 17
    assert {each.verdict for each in counties} == {"outside"}
    found = counties[0]
    assert found.sentence.startswith("More (group): suspended 1.")


def test_where_nothing_is_planted_little_is_found():
    found = sum(
        label_of(county(seed), draws=200).verdict == "outside" for seed in range(40)
    )
    assert found <= 2


def test_a_group_with_nobody_beside_it_is_not_compared():
    rows = county(4)
    rows["incidents"] = np.where(rows.group == "More", 9, rows.incidents)
    found = label_of(rows)
    assert found.compared == 0
    assert found.ratio.value is found.p_value is found.others is None
    assert found.verdict == "insufficient evidence"


def test_small_groups_are_withheld_with_one_that_would_give_them_away():
    rows = county(5)
    rows.loc[:4, "group"] = "Few"
    found = compare_alike(
        {"suspended": rows.suspended},
        groups={"group": rows.group},
        given={"incidents": rows.incidents},
        draws=200,
    )
    few = next(each for each in found if each.group == "Few")
    assert few.suppressed
    assert few.to_dict()["count"] is None
    assert few.to_dict(whole=True)["count"] == 5
    assert sum(each.suppressed for each in found) == 2


def test_a_handful_of_events_is_withheld_and_so_is_a_handful_of_pupils():
    rows = county(5)
    rows.loc[:399, "group"] = "Rare"
    none = rows.group == "Rare"
    rows.loc[none, "suspended"] = (np.arange(none.sum()) < 3).astype(int)
    given = {"groups": {"g": rows.group}, "given": {"incidents": rows.incidents}}
    found = compare_alike({"suspended": rows.suspended}, draws=100, **given)
    assert {each.group for each in found if each.suppressed} == {"Rare", "Fewer"}
    rows["suspended"] = np.arange(N) % 5 == 0
    of_few = np.where(none, np.arange(N) % 4, np.arange(N))
    given = {"groups": {"g": rows.group}, "given": {"incidents": rows.incidents}}
    found = compare_alike(
        {"suspended": rows.suspended}, draws=100, pupils=of_few, **given
    )
    assert "Rare" in {each.group for each in found if each.suppressed}
    found = compare_alike({"suspended": rows.suspended}, draws=100, **given)
    assert not any(each.suppressed for each in found)


def decided(seed: int, patience: float) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = county(seed).assign(risk=rng.random(N), reason=rng.choice(["a", "b"], N))
    rows["risk"] += 0.2 * (rows.group == "More")
    dismissed = rng.random(N) < np.where(rows.group == "More", 0.3 * patience, 0.3)
    later = rng.random(N) < 0.4
    rows["decision"] = np.where(
        dismissed, "dismissed", np.where(later, "deferred", "supported")
    )
    return rows.assign(days=rng.poisson(3 + 2 * rows.risk))


def test_who_is_dismissed_more_for_the_same_reasons_and_risk_is_found():
    rows = decided(6, patience=1.6)
    found = {
        (each.outcome, each.group): each
        for each in audit_decisions(
            rows.decision,
            groups={"group": rows.group},
            reasons={"reason": rows.reason},
            risk=rows.risk,
            days=rows.days,
            clusters=rows.school,
            draws=200,
        )
    }
    assert found["dismissed", "More"].verdict == "outside"
    assert found["dismissed", "More"].ratio.value == pytest.approx(1.6, rel=0.15)
    assert found["supported", "More"].ratio.value < 1
    assert found[DAYS, "More"].verdict == "within"
    assert found[DAYS, "More"].rate == pytest.approx(
        rows.days[rows.group == "More"].mean()
    )


def test_days_are_compared_among_those_of_whom_something_is_decided():
    rows = decided(6, patience=1.0)
    rows.loc[::4, "decision"] = "nothing yet"
    waiting = rows.decision == "nothing yet"
    found = audit_decisions(
        rows.decision,
        groups={"group": rows.group},
        reasons={"reason": rows.reason},
        risk=rows.risk,
        days=np.where(waiting, np.nan, rows.days),
        draws=100,
    )
    assert {each.outcome for each in found} == {*rows.decision, DAYS}
    for each in found:
        if each.outcome == DAYS:
            of = ~waiting & (rows.group == each.group)
            assert each.count == of.sum()
            assert each.rate == pytest.approx(rows.days[of].mean())


def test_risks_are_held_the_same_in_bands_of_equal_size():
    bands, sizes = np.unique(
        banded(np.random.default_rng(0).random(500)), return_counts=True
    )
    assert list(bands) == ["1", "2", "3", "4", "5"]
    assert (sizes == 100).all()
    assert set(banded([0.5] * 10)) == {"2"}


def test_bad_input_is_said():
    rows = county(7)
    with pytest.raises(CannotAudit, match="no decisions"):
        audit_decisions([], groups={}, reasons={}, risk=[])
    with pytest.raises(CannotAudit, match="one circumstance"):
        compare_alike({"s": rows.suspended}, groups={"g": rows.group}, given={})
    with pytest.raises(CannotAudit, match="no groups"):
        compare_alike({"s": rows.suspended}, groups={}, given={"g": rows.group})


def test_both_commands_answer(tmp_path):
    rows = decided(8, patience=1.6)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    columns = ("--group", "group", "--school", "school", "--json")
    label = (
        "audit-label",
        "--records",
        str(tmp_path / "rows.csv"),
        "--label",
        "suspended",
    )
    done = CliRunner().invoke(app, [*label, "--given", "incidents", *columns])
    assert {each["group"] for each in json.loads(done.stdout)["comparisons"]} == {
        *("Fewer", "More")
    }
    file = ("audit-decisions", "--decisions", str(tmp_path / "rows.csv"))
    asked = ("--decision", "decision", "--risk", "risk", "--given", "reason")
    done = CliRunner().invoke(app, [*file, *asked, "--days", "days", *columns[:-1]])
    assert "More (group): dismissed 1." in done.stdout


def test_the_label_of_a_file_needs_its_columns_named(tmp_path):
    rows = decided(8, patience=1.0)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    done = CliRunner().invoke(
        app, ["audit-label", "--records", str(tmp_path / "rows.csv")]
    )
    assert done.exit_code == 4
    assert "--label COL, --group COL and --given COL" in done.stderr


def test_what_would_befall_fewer_than_ten_is_not_judged():
    rows = county(9).assign(incidents=0)
    few = np.arange(N) < 150
    rows["suspended"] = np.where(few, np.arange(N) % 4 == 0, np.arange(N) % 25 == 0)
    found = compare_alike(
        {"suspended": rows.suspended.astype(int)},
        groups={"group": np.where(few, "Few", rows.group)},
        given={"incidents": rows.incidents},
        draws=200,
    )
    ratio = next(each for each in found if each.group == "Few")
    assert ratio.ratio.value > 5
    assert ratio.p_value is None
    assert ratio.verdict == "insufficient evidence"
