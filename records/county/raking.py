"""Move the levels by what a county lacks beside the published figures.

Each knob answers one published rate: it is moved by a share of the logarithm of what is
missing, which is iterative proportional fitting with a simulation in place of a table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from records.county.comparison import bands_compared, codes_compared, compared
from records.county.levels import GROUPS, PROVISIONS, Floats, Levels
from records.county.measures import Lived
from records.county.schools import PHASES

OVERALL, PERSISTENT = "overall_absence_rate", "persistent_absence_rate"
SEVERE = "severe_absence_rate"
TIMES, PUPILS = "suspension_rate", "pupils_1plus_suspension_rate"
ANSWERS = {
    OVERALL: "illness",
    PERSISTENT: "odd",
    SEVERE: "withdraw",
    TIMES: "conduct",
    "permanent_exclusion_rate": "exclude",
}
# Between phases and ethnic groups not behaviour differs, but what schools make of it.
RENAMED = {("conduct", "phase"): "suspend", ("conduct", "ethnicity"): "strict"}
BIASED = ("ethnicity", "need")  # margins that planted bias makes
# Margins whose groups are not those of a knob: what they stand for.
STANDS_FOR: dict[str, dict[str, tuple[str, ...]]] = {
    "any_need": {"none": ("N",), "any": ("K", "E")},
    "provision": {one: (one,) for one in PROVISIONS},
    "any_meals": {"no": ("no",), "yes": ("yes",)},
    "any_sex": {"F": ("F",), "M": ("M",)},
}
OF_KNOB = {
    "any_need": "provision",
    "provision": "provision",
    "any_meals": "meals",
    "any_sex": "sex",
}
# Absence by meals and sex is published by phase: the totals are not fitted beside.
NOT_FITTED = (
    "any_meals overall_absence_rate",
    "any_meals persistent_absence_rate",
    "any_meals severe_absence_rate",
    "any_sex overall_absence_rate",
    "any_need persistent_absence_rate",
    "need overall_absence_rate",
)
CODES = ("L", "U", "M", "C", "O", "C2", "V", "P", "B", "K", "G")
ILL_AS_CODED = 0.1  # illness answers overall absence first, and its own code a little
FURTHEST = 0.6  # a knob goes in one round
LEAST = 0.01  # added to rates, so that none is nothing
# Where overall absence is too high for its persistent absence, illness goes no lower.
LEAST_ILL, MOST_APART = -6.4, 0.8
MOST_REPEAT = 6  # beyond it one suspension all but brings another
MISSING = (
    (pl.col("published") / pl.col("simulated")).log().clip(-FURTHEST, FURTHEST)
).alias("missing")


def raked(
    found: Levels,
    lived: Lived,
    area: str,
    *,
    step: float,
    doubt: float,
    left_alone: tuple[str, ...] = (),
) -> Levels:
    """Return the levels moved towards what was published.

    Parameters
    ----------
    lived : Lived
        A county that was lived with these levels.
    step : float
        Factor on every move.
    doubt : float
        So many events make what a rate lacks half believed.
    left_alone : tuple of str, default=()
        Margins whose rates are not answered.
    """
    rows = compared(lived, area).filter(~pl.col("margin").is_in(left_alone))
    found = _moved(found, _lacking(rows, doubt), step)
    found = _codes_moved(found, codes_compared(lived), step)
    found = _spread_moved(found, bands_compared(lived, area), step)
    return _repeat_moved(found, rows, step)


def _lacking(rows: pl.DataFrame, doubt: float) -> pl.DataFrame:
    """Return what each group lacks as a logarithm, a column a metric.

    What a whole margin lacks is the phase's to answer, not that of each margin.
    """
    level = (
        (pl.col("heads") * pl.col("published")).sum()
        / (pl.col("heads") * pl.col("simulated")).sum()
    ).over("metric", "margin", "of")
    level = pl.when(pl.col("margin") == "phase").then(1.0).otherwise(level)
    wanted = pl.col("published") / level + LEAST
    events = pl.col("heads") * (pl.col("simulated") + wanted) / 200
    amount = (wanted / (pl.col("simulated") + LEAST)).log() * events / (events + doubt)
    return (
        rows.filter(
            pl.col("metric").is_in([*ANSWERS, PUPILS]),
            ~pl.concat_str("margin", pl.lit(" "), "metric").is_in(NOT_FITTED),
        )
        .with_columns(amount=amount.clip(-FURTHEST, FURTHEST))
        .pivot("metric", index=["margin", "group"], values="amount")
        .fill_null(0)
    )


def _copy(found: Levels) -> dict[tuple[str, str], Floats]:
    return {key: value.copy() for key, value in found.values.items()}


def _moved(found: Levels, lacking: pl.DataFrame, step: float) -> Levels:
    """Move the knobs of all margins."""
    values = _copy(found)
    for row in lacking.iter_rows(named=True):
        margin, groups = _groups(row["margin"], row["group"])
        for knob, answer in _answers(row).items():
            name = RENAMED.get((knob, row["margin"]), knob)
            blank = np.zeros(len(GROUPS[margin]), dtype=np.float32)
            for group in groups:
                place = GROUPS[margin].index(group)
                values.setdefault((name, margin), blank)[place] += step * answer
    for knob, margin in values:
        if knob == "illness":
            least = LEAST_ILL if margin == "phase" else -MOST_APART
            np.maximum(values[knob, margin], least, out=values[knob, margin])
    return Levels(values)


def _answers(lacking: dict[str, Any]) -> dict[str, float]:
    """Return how far each knob goes for what a group lacks, as logarithms.

    Overall absence is met by illness and persistent absence by odd days, each of which
    moves both: where the two rates cannot be met at once, the knobs rest in between.
    (Of the youngest as many are persistently absent as of those who miss much more.)
    Withdrawal is known with any special need only: overall absence parts the two.
    """
    margin, pupils = lacking["margin"], lacking[PUPILS]
    overall, persistent = (lacking[metric] for metric in (OVERALL, PERSISTENT))
    answers = {knob: 0.5 * lacking[metric] for metric, knob in ANSWERS.items()}
    answers["withdraw"] = 0.7 * lacking[SEVERE]
    answers["illness"] = 0.4 * overall + 0.1 * persistent
    answers["odd"] = 0.5 * persistent
    if margin == "provision":
        answers["withdraw"] += 0.5 * (overall - persistent)
    if margin == "year":
        answers["withdraw"] = lacking[SEVERE]
        answers["odd"] += 0.25 * overall
    if margin != "phase" and pupils:
        again = "strict_again" if margin == "ethnicity" else "repeat"
        answers[again] = 0.5 * (lacking[TIMES] - pupils)
        answers["conduct"] = 0.5 * pupils
    return {knob: answer for knob, answer in answers.items() if answer}


def _groups(margin: str, group: str) -> tuple[str, list[str]]:
    """Return the margin and groups of a knob that a published group stands for."""
    if margin not in STANDS_FOR:
        return margin, [group]
    parts = STANDS_FOR[margin][group]
    return OF_KNOB[margin], [f"{phase} {part}" for phase in PHASES for part in parts]


def _codes_moved(found: Levels, rows: pl.DataFrame, step: float) -> Levels:
    values = _copy(found)
    some = rows.filter(pl.col("code").is_in(CODES), pl.col("simulated") > 0)
    for code, phase, amount in some.select("code", "phase", MISSING).iter_rows():
        values[f"code_{code}", "phase"][PHASES.index(phase)] += 0.7 * step * amount
    ill = rows.filter(pl.col("code") == "I")
    for phase, amount in ill.select("phase", MISSING).iter_rows():
        values["illness", "phase"][PHASES.index(phase)] += ILL_AS_CODED * step * amount
    return Levels(values)


def _spread_moved(found: Levels, bands: pl.DataFrame, step: float) -> Levels:
    """Answer how many of the persistent miss over 15 percent, and how many hardly any.

    Where too many miss next to nothing, odd days must depend less on how burdened a
    pupil is.
    """
    values = _copy(found)
    beyond, persistent = (pl.col("lower").is_between(low, 45) for low in (15, 10))
    kinds = {"tail": beyond, "persistent": persistent, "little": pl.col("lower") == 0}
    shares = bands.group_by("phase").agg(
        pl.col(one).filter(rows).sum().alias(f"{one}_{name}")
        for one in ("simulated", "published")
        for name, rows in kinds.items()
    )
    for row in shares.iter_rows(named=True):
        ratio = {
            name: np.log(row[f"published_{name}"] / row[f"simulated_{name}"])
            for name in kinds
        }
        answer = 0.25 * (ratio["tail"] - ratio["persistent"]) + 0.8 * ratio["little"]
        values["spread", "phase"][PHASES.index(row["phase"])] += step * answer
    return Levels(values)


def _repeat_moved(found: Levels, rows: pl.DataFrame, step: float) -> Levels:
    """Answer how many suspensions a suspended pupil has."""
    values = _copy(found)
    average = (
        rows.filter(
            pl.col("margin") == "phase", pl.col("metric").is_in([TIMES, PUPILS])
        )
        .group_by("group")
        .agg(
            pl.col(one).filter(pl.col("metric") == TIMES).sum()
            / pl.col(one).filter(pl.col("metric") == PUPILS).sum()
            for one in ("simulated", "published")
        )
        .filter(pl.col("simulated").is_finite())
    )
    for phase, amount in average.select("group", MISSING).iter_rows():
        place = PHASES.index(phase)
        moved = values["repeat", "phase"][place] + 0.8 * step * amount
        values["repeat", "phase"][place] = min(moved, MOST_REPEAT)
    return Levels(values)
