"""What the gate finds on a county: ``python -m benchmarks.fairness_proof``.

The pupils, their schools and their groups are those of a simulated county; who is at
risk, what happens and what a model sees are drawn anew for every audit, with need that
owes nothing to the group. Then either nothing is planted, and every refusal is a false
alarm, or one group's scores are lowered by so many log-odds, and it should be found.
``--plot FILE`` draws the power by the strength of the bias.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from matplotlib.figure import Figure

from fairness.audit import audit
from fairness.capacity import listed
from fairness.gate import Marks, Verdict, decide
from fairness.plot import BLUE, GREY
from records.characteristics import characteristics
from records.county.simulate import simulate

UNTIL = date(2026, 11, 23)
ATTRIBUTES = Marks().attributes
PLANTED = (("sen", "SEN support"), ("priority_group", "Black Caribbean"))
STRENGTHS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
PLACES = 0.05
PREVALENCE, BETWEEN_SCHOOLS, WITHIN, UNSEEN = -3.5, 0.5, 1.2, 0.7
DRAWS = 200

Words = npt.NDArray[np.object_]


class Pupils:
    """The county's pupils: their school and the groups they are audited by."""

    def __init__(self, size: int, seed: int) -> None:
        county = simulate(pupils=size, seed=seed, until=UNTIL, years=1, bias=False)
        tables = {
            name: rows.lazy().rename(
                {"upn": "pupil_id"} if "upn" in rows.columns else {}
            )
            for name, rows in county.register_tables.items()
            if name != "pupil_links"
        }
        known = characteristics(tables, UNTIL)
        enrolled = (
            tables["enrolments"].filter(pl.col("leaving_date").is_null()).collect()
        )
        rows = enrolled.unique("pupil_id", maintain_order=True).join(
            known, on="pupil_id"
        )
        self.school = np.unique(rows["urn"].to_numpy(), return_inverse=True)[1]
        self.groups = {name: rows[name].to_numpy() for name in ATTRIBUTES}


def verdict_on(
    pupils: Pupils, seed: int, bias: npt.NDArray[np.float64]
) -> tuple[Verdict, npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Draw what happens and what is seen, list, audit, and ask the gate."""
    rng = np.random.default_rng(seed)
    n, schools = len(pupils.school), pupils.school.max() + 1
    risk = PREVALENCE + rng.normal(0, BETWEEN_SCHOOLS, schools)[pupils.school]
    risk += rng.normal(0, WITHIN, n)
    happened = rng.random(n) < 1 / (1 + np.exp(-risk))
    seen = risk + rng.normal(0, UNSEEN, n) - bias
    selected = listed(seen, int(PLACES * n)).selected
    report = audit(
        happened,
        selected,
        groups=pupils.groups,
        clusters=pupils.school,
        draws=DRAWS,
        seed=seed,
    )
    return decide(report, Marks()), happened, selected


def false_alarms(pupils: Pupils, audits: int) -> dict[str, float]:
    """Return how often the gate refuses where nothing was planted."""
    nothing = np.zeros(len(pupils.school))
    verdicts = [verdict_on(pupils, seed, nothing)[0] for seed in range(audits)]
    return {
        "audits": audits,
        "refused": sum(verdict.refused for verdict in verdicts),
        "false_alarm_rate": sum(verdict.refused for verdict in verdicts) / audits,
        "passed": sum(verdict.passed for verdict in verdicts),
    }


def power(
    pupils: Pupils, attribute: str, group: str, audits: int
) -> list[dict[str, float]]:
    """Return how often a bias of each strength is found in the group it befell."""
    who = pupils.groups[attribute] == group
    found = []
    for strength in STRENGTHS:
        named, gaps = 0, []
        for seed in range(audits):
            verdict, happened, selected = verdict_on(
                pupils, 1000 + seed, strength * who
            )
            named += any(b.group == group and b.refuses for b in verdict.breaches)
            gaps.append(
                selected[happened & ~who].mean() - selected[happened & who].mean()
            )
        found.append(
            {
                "log_odds": strength,
                "recall_lost": round(float(np.nanmean(gaps)), 3),
                "found": named / audits,
            }
        )
    return found


def drawn(result: dict[str, list[dict[str, float]]], sizes: dict[str, int]) -> Figure:
    """Draw power by the recall that the bias takes from a group."""
    figure = Figure(figsize=(7.5, 4.2), layout="constrained")
    axis = figure.subplots()
    allowed = Marks().refuse["recall"]
    axis.axvline(allowed, color=GREY, linestyle=":", linewidth=1)
    axis.annotate("allowed ", (allowed, 0.95), ha="right")
    for (group, points), mark in zip(result.items(), ("o-", "s--"), strict=True):
        lost, found = (
            [point[key] for point in points] for key in ("recall_lost", "found")
        )
        axis.plot(
            lost, found, mark, color=BLUE, label=f"{group} ({sizes[group]:,} pupils)"
        )
    axis.set_xlabel("Recall taken from the group by the planted bias")
    axis.set_ylabel("Share of audits that refuse and name it")
    axis.xaxis.set_major_formatter("{x:.0%}")
    axis.yaxis.set_major_formatter("{x:.0%}")
    axis.set_ylim(-0.03, 1.03)
    axis.spines[["top", "right"]].set_visible(False)
    figure.legend(frameon=False, loc="outside lower center", ncols=2)
    return figure


def main() -> None:
    """Audit the county many times over and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=93_000)
    parser.add_argument("--audits", type=int, default=200)
    parser.add_argument("--planted", type=int, default=40)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    started = time.perf_counter()
    pupils = Pupils(given.pupils, seed=1)
    sizes = {
        group: int((pupils.groups[attribute] == group).sum())
        for attribute, group in PLANTED
    }
    alarms = false_alarms(pupils, given.audits)
    found = {
        group: power(pupils, attribute, group, given.planted)
        for attribute, group in PLANTED
    }
    if given.plot is not None:
        drawn(found, sizes).savefig(given.plot, metadata={"Date": None})
    result = {
        "pupils": len(pupils.school),
        "schools": int(pupils.school.max() + 1),
        "group_sizes": sizes,
        "nothing_planted": alarms,
        "planted": found,
        "seconds": round(time.perf_counter() - started, 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
