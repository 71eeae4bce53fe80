"""How long the audit of a county takes: ``python -m benchmarks.fairness [ROWS]``.

Made-up pupils of about the county's make-up; every attribute that the pipeline
audits, every pair of them crossed, and each school; all measures; 1,000 bootstrap
draws of whole schools. Fairlearn's own bootstrap runs beside it on five of the
measures and one attribute, and Aequitas, which has no bootstrap, on the attributes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.fairness_rivals import aequitas_beside, fairlearn_beside
from fairness.audit import DRAWS, audit
from fairness.gate import Marks, decide
from fairness.inputs import crossing
from fairness.page import page
from fairness.story import Occasion

ROWS = 93_000
SCHOOLS = 296

Labels = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def made_up_groups(rng: np.random.Generator, rows: int) -> dict[str, Labels]:
    """Return labels of every audited attribute."""

    def labels(attribute: str, shares: list[float]) -> Labels:
        names = [f"{attribute} {at}" for at in range(len(shares))]
        return rng.choice(names, rows, p=np.array(shares) / sum(shares))

    return {
        "ethnicity": labels("ethnicity", [0.75, *(0.25 / 19 for _ in range(19))]),
        "ethnicity_major": labels("major", [0.82, 0.06, 0.05, 0.03, 0.02, 0.02]),
        "priority_group": labels("priority", [0.87, 0.06, 0.055, 0.005, 0.01]),
        "sen": labels("sen", [0.81, 0.14, 0.05]),
        "sen_need": labels("need", [0.81, *(0.19 / 14 for _ in range(14))]),
        "sex": labels("sex", [0.51, 0.49]),
        "fsm": labels("fsm", [0.8, 0.2]),
        "phase": labels("phase", [0.55, 0.43, 0.02]),
    }


def made_up_pupils(
    rows: int,
) -> tuple[Flags, Flags, Floats, npt.NDArray[np.intp], dict[str, Labels]]:
    """Return what happened, who was listed, scores, schools and groups."""
    rng = np.random.default_rng(1)
    school = rng.integers(0, SCHOOLS, rows)
    risk = -3 + 0.5 * rng.normal(size=SCHOOLS)[school] + rng.normal(size=rows)
    y_true = rng.random(rows) < 1 / (1 + np.exp(-risk))
    score = 1 / (1 + np.exp(-(risk + rng.normal(0, 0.7, rows))))
    selected = score >= np.quantile(score, 0.95)
    groups = made_up_groups(rng, rows)
    return y_true, selected, score, school, groups


def main(rows: int) -> None:
    """Time the audit, the gate and the page, and print one JSON object."""
    y_true, selected, score, school, groups = made_up_pupils(rows)
    started, cpu = time.perf_counter(), time.process_time()
    crossed = {
        f"{one} x {two}": crossing({one: groups[one], two: groups[two]})
        for one, two in combinations(groups, 2)
    }
    everything = {**groups, **crossed, "school": school.astype(str)}
    report = audit(y_true, selected, groups=everything, score=score, clusters=school)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    finished = time.perf_counter()
    verdict = decide(report, Marks(attributes=("priority_group", "sen", "sex")))
    page(report, Occasion(verdict=verdict))
    drawn = time.perf_counter() - finished
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    rivals = {
        **fairlearn_beside(y_true, selected, groups["ethnicity"], report),
        **aequitas_beside(y_true, selected, groups, report),
    }
    result = {
        "rows": rows,
        "schools": report.clusters,
        "attributes": len(everything),
        "groups": len(report.groups),
        "measures": len(report.everyone.findings),
        "draws": DRAWS,
        "seconds_audit": round(seconds, 2),
        "cpu_seconds_audit": round(cpu, 2),
        "seconds_gate_and_page": round(drawn, 2),
        "peak_gib": round(peak, 2),
        "gate": verdict.outcome,
        **rivals,
        **_times_faster(groups, y_true, selected, school, rivals),
    }
    print(json.dumps(result))


def _times_faster(
    groups: dict[str, Labels],
    y_true: npt.NDArray[np.bool_],
    selected: npt.NDArray[np.bool_],
    school: npt.NDArray[np.intp],
    rivals: dict[str, Any],
) -> dict[str, float]:
    """Set Fairlearn's thousand draws of one attribute beside ours of the same."""
    started = time.perf_counter()
    audit(y_true, selected, groups={"ethnicity": groups["ethnicity"]}, clusters=school)
    ours = time.perf_counter() - started
    theirs = rivals["fairlearn_seconds_a_draw"] * DRAWS
    return {
        "seconds_same_attribute": round(ours, 2),
        "fairlearn_seconds_same_attribute": round(theirs),
        "times_faster_than_fairlearn": round(theirs / ours),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
