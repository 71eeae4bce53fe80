"""What Fairlearn and Aequitas make of the rows that Waymark audits, and how long."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from fairlearn import metrics as fairlearn  # type: ignore[import-untyped]
from sklearn.metrics import precision_score

from fairness.results import Report

AEQUITAS = "aequitas==1.1.0"
DRAWS = 3
MEASURES = {
    "recall": fairlearn.true_positive_rate,
    "false_positive_rate": fairlearn.false_positive_rate,
    "selection_rate": fairlearn.selection_rate,
    "precision": lambda y, s: precision_score(y, s, zero_division=np.nan),
    "prevalence": lambda y, s: np.mean(y),
}

Labels = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]


def fairlearn_beside(
    y_true: Flags, selected: Flags, ethnicity: Labels, report: Report
) -> dict[str, float]:
    """Time Fairlearn's bootstrap of five measures over twenty groups, and compare.

    Returns
    -------
    dict
        Seconds for one draw, and the largest difference to our figures.
    """
    given = {
        "metrics": MEASURES,
        "y_true": y_true.astype(int),
        "y_pred": selected.astype(int),
        "sensitive_features": ethnicity,
    }
    started = time.perf_counter()
    frame = fairlearn.MetricFrame(**given, n_boot=DRAWS, ci_quantiles=[0.025, 0.975])
    seconds = (time.perf_counter() - started) / DRAWS
    ours = {group.group: group.to_dict() for group in report.of("ethnicity")}
    apart = max(
        _apart(ours[group][name], value)
        for group, told in frame.by_group.to_dict("index").items()
        for name, value in told.items()
    )
    return {"fairlearn_seconds_a_draw": seconds, "fairlearn_largest_difference": apart}


def _apart(ours: float | None, theirs: float | None) -> float:
    """Return the distance of two figures; endless where only one is defined."""
    known = [
        figure for figure in (ours, theirs) if figure is not None and figure == figure
    ]
    if len(known) == 1:
        return float("inf")
    return abs(known[0] - known[1]) if known else 0.0


def aequitas_beside(
    y_true: Flags, selected: Flags, groups: Mapping[str, Labels], report: Report
) -> dict[str, float | str]:
    """Time one audit by Aequitas in an environment of its own, and compare.

    It needs pandas below 3, so it cannot be installed beside Waymark.

    Returns
    -------
    dict
        Seconds, how many figures were compared, and the largest difference to ours;
        or why it could not be run.
    """
    references = {name: report.of(name)[0].reference for name in groups}
    with tempfile.TemporaryDirectory() as folder:
        rows, named = Path(folder, "rows.csv"), Path(folder, "references.json")
        frame = pd.DataFrame({**groups, "score": selected, "label_value": y_true})
        frame.astype({"score": int, "label_value": int}).to_csv(rows, index=False)
        named.write_text(json.dumps(references), encoding="utf-8")
        try:
            told = _run_apart(Path(folder, "apart"), rows, named)
        except subprocess.CalledProcessError as error:
            return {"aequitas": error.stderr.strip().splitlines()[-1]}
    return {
        "aequitas_seconds_without_draws": told["seconds"],
        **_compared(told, report),
    }


def _run_apart(home: Path, rows: Path, references: Path) -> dict[str, Any]:
    uv = [sys.executable, "-m", "uv"]
    python = str(home / "bin" / "python")
    script = str(Path(__file__).with_name("aequitas_audit.py"))
    for command in (
        [*uv, "venv", "--quiet", "--python", sys.executable, str(home)],
        [*uv, "pip", "install", "--quiet", "--python", python, AEQUITAS],
    ):
        subprocess.run(command, check=True, capture_output=True, text=True)
    done = subprocess.run(
        [python, "-W", "ignore", script, str(rows), str(references)],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _compared(told: Mapping[str, Any], report: Report) -> dict[str, float]:
    ours = {(group.attribute, group.group): group.to_dict() for group in report.groups}
    apart = []
    for theirs in told["groups"]:
        group = ours[theirs.pop("attribute_name"), theirs.pop("attribute_value")]
        for name, value in theirs.items():
            measure, _, disparity = name.partition(" ")
            apart.append(
                _apart(
                    group["disparity"][measure] if disparity else group[measure], value
                )
            )
    return {"aequitas_figures": len(apart), "aequitas_largest_difference": max(apart)}
