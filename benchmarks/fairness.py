"""How long the audit of a county takes: ``python -m benchmarks.fairness [ROWS]``.

Made-up pupils of about the county's make-up, every attribute that the pipeline
audits, and 1,000 bootstrap draws of whole schools. Fairlearn's own bootstrap runs
beside it on five of the measures and one attribute, for a few draws.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np
import numpy.typing as npt
from fairlearn import metrics as fairlearn  # type: ignore[import-untyped]
from sklearn.metrics import precision_score

from fairness.audit import DRAWS, audit
from fairness.gate import Marks, decide
from fairness.report import to_html

ROWS = 93_000
ROWS_A_SCHOOL = 314
FAIRLEARN_DRAWS = 3

Labels = npt.NDArray[np.str_]


def made_up_groups(rng: np.random.Generator, rows: int) -> dict[str, Labels]:
    """Return labels of every audited attribute."""

    def labels(attribute: str, shares: list[float]) -> Labels:
        names = [f"{attribute} {at}" for at in range(len(shares))]
        return rng.choice(names, rows, p=np.array(shares) / sum(shares))

    sen = labels("sen", [0.81, 0.14, 0.05])
    ethnicity = labels("ethnicity", [0.75, *(0.25 / 19 for _ in range(19))])
    return {
        "ethnicity": ethnicity,
        "ethnicity_major": labels("major", [0.82, 0.06, 0.05, 0.03, 0.02, 0.02]),
        "priority_group": labels("priority", [0.87, 0.06, 0.055, 0.005, 0.01]),
        "sen": sen,
        "sen_need": labels("need", [0.81, *(0.19 / 14 for _ in range(14))]),
        "sex": labels("sex", [0.51, 0.49]),
        "fsm": labels("fsm", [0.8, 0.2]),
        "phase": labels("phase", [0.55, 0.43, 0.02]),
        "ethnicity_by_sen": np.char.add(np.char.add(ethnicity, ", "), sen),
    }


def fairlearn_seconds_a_draw(
    y_true: npt.NDArray[np.bool_], selected: npt.NDArray[np.bool_], ethnicity: Labels
) -> float:
    """Time Fairlearn's bootstrap of five measures over twenty groups."""
    measures = {
        "recall": fairlearn.true_positive_rate,
        "false_positive_rate": fairlearn.false_positive_rate,
        "selection_rate": fairlearn.selection_rate,
        "precision": lambda y, s: precision_score(y, s, zero_division=np.nan),
        "prevalence": lambda y, s: np.mean(y),
    }
    started = time.perf_counter()
    fairlearn.MetricFrame(
        metrics=measures,
        y_true=y_true.astype(int),
        y_pred=selected.astype(int),
        sensitive_features=ethnicity,
        n_boot=FAIRLEARN_DRAWS,
        ci_quantiles=[0.025, 0.975],
    )
    return (time.perf_counter() - started) / FAIRLEARN_DRAWS


def main(rows: int) -> None:
    """Time the audit, the gate and the page, and print one JSON object."""
    rng = np.random.default_rng(1)
    school = rng.integers(0, max(rows // ROWS_A_SCHOOL, 20), rows)
    risk = -3 + 0.5 * rng.normal(size=school.max() + 1)[school] + rng.normal(size=rows)
    y_true = rng.random(rows) < 1 / (1 + np.exp(-risk))
    score = 1 / (1 + np.exp(-(risk + rng.normal(0, 0.7, rows))))
    selected = score >= np.quantile(score, 0.95)
    groups = made_up_groups(rng, rows)

    started = time.perf_counter()
    report = audit(y_true, selected, groups=groups, score=score, clusters=school)
    audited = time.perf_counter()
    verdict = decide(
        report, Marks(attributes=("priority_group", "sen", "sex", "ethnicity"))
    )
    to_html(report, verdict=verdict)
    finished = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    a_draw = fairlearn_seconds_a_draw(y_true, selected, groups["ethnicity"])
    seconds = audited - started
    result = {
        "rows": rows,
        "schools": report.clusters,
        "attributes": len(groups),
        "groups": len(report.groups),
        "measures": len(report.everyone.findings),
        "draws": DRAWS,
        "seconds_audit": round(seconds, 2),
        "seconds_gate_and_page": round(finished - audited, 2),
        "peak_gib": round(peak, 2),
        "gate": verdict.outcome,
        "fairlearn_seconds_a_draw": round(a_draw, 2),
        "times_faster_than_fairlearn": round(a_draw * DRAWS / seconds),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
