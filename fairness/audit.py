"""One audit: the same measures for every group, compared, with intervals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from fairness import intervals
from fairness.compare import compared_groups
from fairness.inputs import (
    CannotAudit,
    Labels,
    checked_rows,
    coded_labels,
)
from fairness.notes import remarks
from fairness.results import EVERYONE, Report
from fairness.verdict import TOLERANCES, judged

DRAWS = 1000
FEWEST_DRAWS = 100


def audit(
    y_true: npt.ArrayLike | None,
    selected: npt.ArrayLike,
    *,
    groups: Mapping[str, npt.ArrayLike],
    score: npt.ArrayLike | None = None,
    clusters: npt.ArrayLike | None = None,
    pupils: npt.ArrayLike | None = None,
    weeks: npt.ArrayLike | None = None,
    reference: Mapping[str, str] | None = None,
    places: Collection[str] = (),
    tolerances: Mapping[str, float] = TOLERANCES,
    draws: int = DRAWS,
    seed: int = 0,
    notes: Sequence[str] = (),
) -> Report:
    """Measure a model or a list in every group, and judge the differences.

    Parameters
    ----------
    y_true : array-like of shape (n_rows,) or None
        Whether the outcome happened, as 0 or 1. None audits a list, of which
        only the selection is known.
    selected : array-like of shape (n_rows,)
        Whether the row was put on the list, as 0 or 1; between them the chance of
        rows that tie for its last places (``fairness.capacity.listed``).
    groups : mapping of str to array-like of shape (n_rows,)
        Labels by attribute, for instance ``{"sex": [...], "sen": [...]}``.
        Missing and blank labels become the group "Not recorded".
    score : array-like of shape (n_rows,), optional
        Risk; gives the AUC and ABROCA and, when it lies in [0, 1] and so can be a
        probability, calibration error, slope and observed over expected.
    clusters : array-like of shape (n_rows,), optional
        School of each row (or pupil, when schools are few and a pupil stands in
        several rows). Intervals then allow for rows of one whole being alike.
        Fewer than ten cannot show how they vary, and are set aside with a note.
    pupils : array-like of shape (n_rows,), optional
        Pupil of each row, where a pupil stands in several weeks. What is too small
        to judge or to publish is then counted in pupils, not in rows.
    weeks : array-like of shape (n_rows,), optional
        Weeks between the first list that held the pupil and the outcome; NaN where
        there is none. Gives the mean weeks of warning of those found.
    reference : mapping of str to str, optional
        The group others are compared with, by attribute; the largest recorded
        group where not given.
    places : collection of str, optional
        Attributes that say where, not who: schools and localities. They are
        corrected for their number by themselves, so that three hundred schools
        cannot drown what is found about pupils.
    tolerances : mapping of str to float, optional
        Largest difference allowed, by measure.
    draws : int, default=1000
        Bootstrap draws of whole schools.
    seed : int, default=0
    notes : sequence of str, optional
        What the report must also say, such as how ties were settled.

    Returns
    -------
    Report

    Raises
    ------
    CannotAudit
        A ``ValueError``: arrays of different lengths, missing values, one class
        only, no groups, or an unknown reference; the sentence says which.
    """
    rows = checked_rows(y_true, selected, score, clusters, pupils, weeks, seed)
    labels = coded_labels(groups, len(rows.selected))
    _check_settings(tolerances, draws)
    references = _references(labels, reference or {})
    weights = intervals.cluster_weights(rows.n_blocks, draws, seed)
    found = tuple(
        group
        for attribute, coded in labels.items()
        for group in compared_groups(
            attribute, coded, references[attribute], rows, weights
        )
    )
    whole = Labels(names=(EVERYONE,), codes=np.zeros(len(rows.selected), dtype=np.intp))
    return Report(
        rows=len(rows.selected),
        draws=draws,
        clusters=rows.clusters,
        tolerances=dict(tolerances),
        everyone=compared_groups(EVERYONE, whole, 0, rows, weights)[0],
        groups=tuple(
            group
            for where in (False, True)
            for group in judged(
                tuple(g for g in found if (g.attribute in places) == where), tolerances
            )
        ),
        notes=(*notes, *remarks(rows, labels, clusters is not None)),
    )


def _check_settings(tolerances: Mapping[str, float], draws: int) -> None:
    unknown = sorted(set(tolerances) - set(TOLERANCES))
    if unknown:
        raise CannotAudit(
            f"no tolerance can be set for {unknown}; choose from {[*TOLERANCES]}"
        )
    if draws < FEWEST_DRAWS:
        raise CannotAudit(
            f"{draws} bootstrap draws are too few for an interval; "
            f"make at least {FEWEST_DRAWS}"
        )


def _references(
    labels: Mapping[str, Labels], wanted: Mapping[str, str]
) -> dict[str, int]:
    for attribute, group in wanted.items():
        names = labels[attribute].names if attribute in labels else ()
        if group not in names:
            raise CannotAudit(
                f"the reference '{group}' of '{attribute}' is not among its groups "
                f"{list(names)}"
            )
    return {
        attribute: coded.names.index(wanted[attribute])
        if attribute in wanted
        else coded.largest()
        for attribute, coded in labels.items()
    }
