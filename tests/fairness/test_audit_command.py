"""What an outsider asks of ``waymark audit`` with files of their own."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fairlearn
from typer.testing import CliRunner

from waymark import app

N = 2400
PROMISED = {
    *("attribute", "group", "count", "prevalence", "selection_rate", "recall"),
    *("false_negative_rate", "false_positive_rate", "false_omission_rate"),
    *("precision", "intervals", "disparity", "verdict", "suppressed"),
}


def theirs() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    score = rng.random(N)
    happened = rng.random(N) < score**2
    return pd.DataFrame(
        {
            "sex": rng.choice(["F", "M"], N),
            "fsm": rng.choice([True, False], N),
            "code": rng.choice([1.0, 2.0, np.nan], N, p=[0.6, 0.3, 0.1]),
            "happened": happened,
            "score": score,
            "listed": (score > 0.8).astype(int),
        }
    )


class Command:
    """The command, and a file it is given."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch

    def run(self, rows: pd.DataFrame, *options: str, kind: str = "csv"):
        path = self.folder / f"theirs.{kind}"
        if kind == "csv":
            rows.to_csv(path, index=False)
        else:
            rows.to_parquet(path)
        given = ["audit", "--predictions", str(path), *options, "--json"]
        self.monkeypatch.setattr(sys, "argv", ["waymark", *given])
        return CliRunner().invoke(app, given)

    def groups(self, *given, **kind) -> dict[tuple[str, str], dict]:
        done = self.run(*given, **kind)
        assert done.exit_code == 0, done.output
        told = json.loads(done.stdout)["groups"]
        return {(each["attribute"], each["group"]): each for each in told}


@pytest.fixture
def command(tmp_path, monkeypatch) -> Command:
    return Command(tmp_path, monkeypatch)


FLAG = ("--label", "happened", "--flag", "listed", "--group", "sex", "--draws", "100")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_it_says_what_fairlearn_says(command, kind):
    rows = theirs()
    found = command.groups(rows, *FLAG, kind=kind)
    frame = fairlearn.MetricFrame(
        metrics={
            "count": fairlearn.count,
            "selection_rate": fairlearn.selection_rate,
            "recall": fairlearn.true_positive_rate,
            "false_negative_rate": fairlearn.false_negative_rate,
            "false_positive_rate": fairlearn.false_positive_rate,
        },
        y_true=rows.happened.astype(int),
        y_pred=rows.listed,
        sensitive_features=rows.sex,
    ).by_group
    larger = rows.sex.value_counts().idxmax()
    for (_, name), group in found.items():
        assert set(group) >= PROMISED
        assert not group["suppressed"]
        for measure, value in frame.loc[name].items():
            assert group[measure] == pytest.approx(value, abs=1e-9)
            if measure != "count":
                low, high = group["intervals"][measure]
                assert low <= value <= high
                ratio = value / frame.loc[larger, measure]
                assert group["disparity"][measure] == pytest.approx(ratio, abs=1e-9)


def test_both_kinds_of_file_and_both_ways_to_list_agree(command):
    rows = theirs()
    top = ("--score", "score", "--capacity", str(rows.listed.sum()))
    group = ("--group", "sex", "code", "fsm", "--draws", "100", "--label", "happened")
    from_csv = command.groups(rows, *top, *group)
    assert from_csv == command.groups(rows, *top, *group, kind="parquet")
    assert ("fsm", "True") in from_csv
    flagged = command.groups(rows, *group, "--flag", "listed", kind="parquet")
    assert flagged["sex", "M"]["recall"] == from_csv["sex", "M"]["recall"]


def test_what_is_not_recorded_is_a_group(command):
    rows = theirs()
    found = command.groups(
        rows, *FLAG, "--group", "code", "--reference", "code=1.0", kind="parquet"
    )
    assert found["code", "Not recorded"]["count"] == rows.code.isna().sum()
    assert found["code", "1.0"]["verdict"] == "reference"


def test_equals_at_the_edge_of_the_list_are_treated_alike(command):
    rows = theirs().assign(score=0.25)
    found = command.groups(
        rows, "--score", "score", "--capacity", "600", "--group", "sex", kind="csv"
    )
    assert found["sex", "F"]["selection_rate"] == pytest.approx(0.25)
    assert found["sex", "M"]["selection_rate"] == pytest.approx(0.25)


def test_without_outcomes_only_the_selection_is_told(command):
    group = command.groups(theirs(), "--flag", "listed", "--group", "sex")["sex", "F"]
    assert group["selection_rate"] > 0
    assert group["recall"] is group["precision"] is group["prevalence"] is None


def test_small_groups_are_withheld_with_one_that_would_give_them_away(command):
    rows = theirs().assign(
        sen=["a"] * 4 + ["b"] * 96 + ["c"] * (N - 100), sex=["F", "M"] * (N // 2)
    )
    options = (*FLAG, "--group", "sen")
    found = command.groups(rows, *options)
    assert [found["sen", name]["suppressed"] for name in "abc"] == [True, True, False]
    for name in "ab":
        told = found["sen", name]
        assert told["count"] is told["recall"] is told["prevalence"] is None
        assert told["findings"] == {}
    assert found["sen", "a"]["verdict"] == "insufficient evidence"
    shown = command.groups(rows, *options, "--whole")
    assert shown["sen", "a"]["count"] == 4
    assert shown["sen", "a"]["suppressed"]


def test_crossed_columns_are_one_more_attribute(command):
    found = command.groups(theirs(), *FLAG, "--cross", "sex,code", kind="parquet")
    assert ("sex x code", "F, Not recorded") in found


def test_one_class_in_a_group_is_undefined_and_said(command):
    rows = theirs()
    rows.loc[rows.sex == "F", "happened"] = False
    done = command.run(rows, *FLAG, "--score", "score")
    told = json.loads(done.stdout)
    female = next(group for group in told["groups"] if group["group"] == "F")
    assert female["recall"] is female["auc"] is None
    assert female["disparity"]["recall"] is None
    assert any("In 1 of 2 groups of sex nobody or" in note for note in told["notes"])


def test_weeks_of_warning_are_known_for_some_only(command):
    rows = theirs().assign(weeks=np.where(np.arange(N) % 2, 6.0, np.nan))
    found = command.groups(rows, *FLAG, "--weeks", "weeks")
    assert found["sex", "F"]["mean_weeks_of_warning"] == 6


def test_constant_scores_are_said(command):
    done = command.run(theirs().assign(score=0.3), *FLAG, "--score", "score")
    assert any("Every score is the same" in n for n in json.loads(done.stdout)["notes"])


def test_a_report_is_written_to_be_published(command, tmp_path):
    rows, folder = theirs(), tmp_path / "report"
    then = tmp_path / "then.json"
    then.write_text(command.run(rows, *FLAG, "--whole").stdout)
    options = ("--report", str(folder), "--since", str(then), "--title", "Theirs")
    assert command.run(rows, *FLAG, *options).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        *("audit.html", "audit.pdf", "audit.csv")
    }
    html = (folder / "audit.html").read_text()
    assert "<h1>Theirs</h1>" in html
    assert "No verdict changed" in html


@pytest.mark.parametrize(
    ("folder", "since", "said"),
    [("theirs.csv", None, "cannot write"), ("report", "{}", "is not what waymark")],
)
def test_a_report_that_cannot_be_made_is_said(command, tmp_path, folder, since, said):
    options = ["--report", str(tmp_path / folder)]
    if since is not None:
        (tmp_path / "since.json").write_text(since)
        options += ["--since", str(tmp_path / "since.json")]
    done = command.run(theirs(), *FLAG, *options)
    assert done.exit_code == 4
    assert said in json.loads(done.stdout)["error"]


SCORED = ("--score", "score", "--capacity", "9", "--group", "sex")
REFUSED = [
    ({"score": np.nan}, SCORED, "'score' is missing (or NaN) in 2,400"),
    (
        {"score": "high"},
        SCORED,
        "'score' must hold numbers, but holds 'high' in row 1 under the heading",
    ),
    ({"happened": None}, FLAG, "'happened' is missing (or NaN)"),
    ({"happened": 2}, FLAG, "'happened' may hold only 0 and 1"),
    ({"happened": 0}, FLAG, "one class only (nobody"),
    ({}, ("--flag", "listed"), "at least one column of groups"),
    ({}, ("--group", "sex"), "either --flag COL, or --score COL"),
    ({}, ("--group", "sex", "--capacity", "9"), "needs --score"),
    ({}, ("--group", "sen", "--flag", "listed"), "no column 'sen'; it has sex"),
    ({}, (*SCORED[:3], "99999", "--group", "sex"), "99,999 places"),
    ({}, (*FLAG, "--reference", "sex"), "is not COL=VALUE"),
    ({}, (*FLAG, "--reference", "sex=X"), "'X' of 'sex' is not among"),
    ({}, (*FLAG, "--cross", "sex"), "crosses nothing"),
]


@pytest.mark.parametrize(("changes", "options", "said"), REFUSED)
def test_bad_input_is_a_sentence_and_an_exit_code(command, changes, options, said):
    done = command.run(theirs().assign(**changes), *options)
    assert done.exit_code == 4
    assert said in json.loads(done.stdout)["error"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "neither CSV"), (b"PAR1\x00\nb", "neither CSV"), (b"a,b\n", "no rows")],
)
def test_files_that_hold_no_predictions_are_said(command, tmp_path, content, said):
    (tmp_path / "odd.csv").write_bytes(content)
    odd = ("audit", "--predictions", str(tmp_path / "odd.csv"), "--flag", "b")
    done = CliRunner().invoke(app, [*odd, "--group", "a"])
    assert done.exit_code == 4
    assert said in done.stderr
