"""What could be done about a difference, tried on rows not learnt from."""

import json

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from fairness.inputs import CannotAudit
from fairness.mitigate import AS_IT_IS, Rows, mitigations, proxies, reweighed
from fairness.mitigation_plot import mitigation_plot, mitigation_table, told
from fairness.places import by_equal_recall, by_need
from waymark import app

N = 6000


def unlike(seed: int) -> pd.DataFrame:
    """Two groups of equal need; the label misses half of one group's."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["A", "B"], N, p=[0.7, 0.3])
    need = rng.normal(size=N)
    happened = rng.random(N) < 1 / (1 + np.exp(-(1.5 * need - 2)))
    return pd.DataFrame(
        {
            "group": group,
            "sign": need + rng.normal(0, 0.5, N),
            "proxy": (group == "B") + rng.normal(0, 0.5, N),
            "happened": happened.astype(int),
            "recorded": (happened & ((group == "A") | (rng.random(N) < 0.4))).astype(
                int
            ),
            "school": rng.integers(0, 40, N),
        }
    )


def rows_of(frame: pd.DataFrame, label: str = "recorded") -> Rows:
    return Rows(
        features=frame[["sign", "proxy"]].to_numpy(float),
        names=("sign", "proxy"),
        y_true=frame[label].to_numpy(float),
        group=frame.group.to_numpy(object),
        other_label=frame.happened.to_numpy(float),
        school=frame.school.to_numpy(object),
    )


def fit(features, y_true, weights):
    """Score by a weighted least-squares line: quick, and deterministic."""
    x = np.column_stack([np.ones(len(features)), features])
    root = np.sqrt(weights)[:, None]
    line = np.linalg.lstsq(x * root, y_true * root[:, 0], rcond=None)[0]
    return lambda given: np.clip(
        np.column_stack([np.ones(len(given)), given]) @ line, 0.001, 0.999
    )


@pytest.fixture(scope="module")
def tried():
    # Learnt from what was recorded, tried on what happened.
    train, test = rows_of(unlike(1)), rows_of(unlike(2), label="happened")
    found = mitigations(train, test, 500, fit=fit)
    return {one.name: one for one in found}


def recall(one, name: str) -> float:
    group = next(group for group in one.report.groups if group.group == name)
    return group.findings["recall"].estimate.value


def test_every_mitigation_makes_a_list_of_the_same_size(tried):
    assert [*tried] == [
        *(AS_IT_IS, "reweighing", "dropping proxies", "less biased label"),
        *("quotas by need", "group thresholds"),
    ]
    for name, one in tried.items():
        size = 490 if name == "group thresholds" else 500
        assert size <= one.report.everyone.selected <= 500, name


def test_what_was_planted_is_mended_and_shown_group_by_group(tried):
    def apart(name: str) -> float:
        return abs(recall(tried[name], "A") - recall(tried[name], "B"))

    assert apart(AS_IT_IS) > 0.1
    for name in ("reweighing", "dropping proxies", "less biased label"):
        assert apart(name) < apart(AS_IT_IS) / 1.5, name
    assert apart("group thresholds") < 0.02


def test_only_dealing_places_out_is_a_scenario(tried):
    scenarios = {name for name, one in tried.items() if one.scenario_only}
    assert scenarios == {"quotas by need", "group thresholds"}


def test_weights_make_outcome_and_group_independent():
    rows = rows_of(unlike(3))
    weights = reweighed(rows.y_true, rows.group)
    shares = [
        np.average(rows.y_true[rows.group == name], weights=weights[rows.group == name])
        for name in "AB"
    ]
    assert shares[0] == pytest.approx(shares[1])
    assert weights.sum() == pytest.approx(N)


def test_a_proxy_is_a_feature_that_tells_the_group():
    rows = rows_of(unlike(4))
    assert proxies(rows) == [1]
    constant = Rows(
        features=np.zeros((N, 1)), names=("c",), y_true=rows.y_true, group=rows.group
    )
    assert proxies(constant) == []


def test_quotas_follow_the_need_foretold_and_fill_the_list():
    score, group = np.repeat([0.3, 0.1], 100), np.repeat(["A", "B"], 100)
    selected = by_need(score, group.astype(object), 41)
    assert selected.sum() == pytest.approx(41)
    assert selected[:100].sum() == pytest.approx(31)


def test_thresholds_give_the_highest_equal_recall_that_fits():
    rng = np.random.default_rng(5)
    frame = unlike(5)
    y_true = frame.happened.to_numpy(float)
    score = frame.sign.to_numpy() - 2 * (frame.group == "B") + rng.normal(0, 0.1, N)
    group = frame.group.to_numpy(object)
    selected = by_equal_recall(y_true, score.to_numpy(), group, 600)
    shares = [selected[(group == name) & (y_true == 1)].mean() for name in "AB"]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)
    assert 580 <= selected.sum() <= 600


def test_table_and_plot_say_which_are_scenarios(tried):
    table = mitigation_table([*tried.values()])
    assert table.header == ("", "Everyone", "A", "B")
    assert table.rows[-1][0] == "group thresholds (scenario only)"
    figure = mitigation_plot([*tried.values()])
    assert isinstance(figure, Figure)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[-2:] == ["quotas by need *", "group thresholds *"]
    assert json.dumps([told(one) for one in tried.values()], allow_nan=False)


def test_rows_that_do_not_match_are_said():
    rows = rows_of(unlike(6))
    with pytest.raises(CannotAudit, match="same features"):
        mitigations(rows, rows.without([0]), 10, fit=fit)


def test_the_command_tries_fairlearn_too(tmp_path):
    unlike(7)[:2000].to_csv(tmp_path / "rows.csv", index=False)
    given = ("mitigate", "--rows", str(tmp_path / "rows.csv"), "--label", "recorded")
    columns = ("--group", "group", "--feature", "sign", "--feature", "proxy")
    rest = ("--other-label", "happened", "--school", "school", "--capacity", "90")
    plot = ("--plot", str(tmp_path / "tried.png"))
    done = CliRunner().invoke(app, [*given, *columns, *rest, *plot, "--json"])
    assert done.exit_code == 0, done.output
    names = [one["name"] for one in json.loads(done.stdout)["mitigations"]]
    assert "reduction" in names
    assert (tmp_path / "tried.png").stat().st_size > 10_000
