"""The challenger in the champion's shadow: both score the live week, nothing is shown.

What an officer will be spared or asked to look at by a promotion is known before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import spearmanr

from features.build import build
from features.catalogue import OPTIONAL
from models.bundle import Bundle
from models.outcomes import Outcome
from records.disclosure import hidden
from records.errors import NoChampion, NoData
from records.lake import Lake
from records.settings import Settings
from training.capacity import draw_places
from training.cohort import Tables
from training.groups import AUDITED, with_characteristics
from training.promote import champion
from training.registry import CHALLENGER, open_registry

Floats = NDArray[np.float64]

NO_CHAMPION = (
    "{outcome} has no champion in whose shadow to score; promote one first: "
    "waymark promote {outcome} --approver NAME --note WHY"
)


@dataclass(frozen=True, kw_only=True)
class Shadow:
    """Two lists of one week, compared.

    Parameters
    ----------
    outcome : str
    week : date
    scored : int
        Pupils scored by both.
    places : int
        On each list.
    shared : int
        Pupils on both.
    rank_correlation : float
        Spearman's, over everybody scored.
    mean_risk : mapping of str to float
        Of ``champion`` and ``challenger``.
    by_group : mapping of str to tuple of int
        Places of the champion's and of the challenger's list by group, where each
        is enough to be shown.
    """

    outcome: str
    week: date
    scored: int
    places: int
    shared: int
    rank_correlation: float
    mean_risk: Mapping[str, float]
    by_group: Mapping[str, tuple[int, int]]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self) | {"week": self.week.isoformat()}

    def in_words(self) -> str:
        """Say what would change on the list."""
        changed = self.places - self.shared
        share = f"{changed / self.places:.0%}" if self.places else "none"
        lines = [
            f"{self.outcome}, week of {self.week}: {self.scored:,} pupils scored by "
            f"both; of {self.places} places {changed} ({share}) would go to somebody "
            f"else. Rank correlation {self.rank_correlation:.3f}; mean risk "
            f"{self.mean_risk['champion']:.3f} now, "
            f"{self.mean_risk['challenger']:.3f} then.",
            "Places by group, now and then:",
        ]
        lines += [f"  {g}: {now}, {then}" for g, (now, then) in self.by_group.items()]
        return "\n".join(lines)


def shadow(
    settings: Settings, outcome: Outcome, week: date, *, capacity: float = 0.05
) -> Shadow:
    """Score the week by champion and challenger, and put the comparison on record.

    Parameters
    ----------
    settings : Settings
    outcome : Outcome
    week : date
        A Monday.
    capacity : float, default=0.05
        Places as a share of the pupils scored.

    Raises
    ------
    NoChampion
        When there is none to compare with.
    NoData
        When there is no challenger, or nobody can be scored.
    """
    now = champion(settings, outcome.name)
    if now is None:
        raise NoChampion(NO_CHAMPION.format(outcome=outcome.name))
    registry = open_registry(settings)
    version = registry.needed(outcome.name, CHALLENGER)
    then = registry.bundle(version)
    tables = Lake(settings.lake).tables()
    found = compare_lists(tables, outcome, week, now, then, capacity=capacity)
    registry.client.log_dict(
        version.run_id, found.to_json(), f"shadow/{week.isoformat()}.json"
    )
    return found


def compare_lists(
    tables: Tables,
    outcome: Outcome,
    week: date,
    now: Bundle,
    then: Bundle,
    *,
    capacity: float,
) -> Shadow:
    """Compare the lists that two models would make of one week."""
    optional = {name for one in (now, then) for name in one.features} & set(OPTIONAL)
    built: pl.DataFrame = build(tables, week, switched_on=optional).collect()
    enough = pl.col("possible_sessions_12w").fill_null(0) >= outcome.minimum_known
    rows = built.filter(enough).sort("pupil_id")
    if rows.is_empty():
        raise NoData(
            f"of nobody on roll on {week} is enough recorded to say anything; "
            "deliver the marks of the last twelve school weeks"
        )
    frame = rows.to_pandas()
    risks = {"champion": now.predict(frame), "challenger": then.predict(frame)}
    one_list = np.zeros(len(rows))
    listed = {n: draw_places(risk, one_list, capacity) for n, risk in risks.items()}
    first, second = listed.values()
    return Shadow(
        outcome=outcome.name,
        week=week,
        scored=len(rows),
        places=int(first.sum()),
        shared=int((first & second).sum()),
        rank_correlation=float(spearmanr(*risks.values()).statistic),
        mean_risk={name: float(risk.mean()) for name, risk in risks.items()},
        by_group=_by_group(tables, rows, listed),
    )


def _by_group(
    tables: Tables, rows: pl.DataFrame, listed: Mapping[str, NDArray[np.bool_]]
) -> dict[str, tuple[int, int]]:
    described = with_characteristics(tables, rows).with_columns(
        **{name: pl.Series(one) for name, one in listed.items()}
    )
    counts = {}
    for attribute in AUDITED:
        places = described.group_by(attribute).agg(pl.col(*listed).sum())
        places = places.sort(attribute)
        unseen = np.any([hidden(places[name].to_numpy()) for name in listed], axis=0)
        for group, now, then in places.filter(pl.Series(~unseen)).iter_rows():
            counts[f"{attribute}: {group}"] = (int(now), int(then))
    return counts
