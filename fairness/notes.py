"""What the reader of an audit must know about the rows that were given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from fairness.inputs import FEWEST_CLUSTERS, Labels, Rows


def remarks(
    rows: Rows, labels: Mapping[str, Labels], clusters_given: bool
) -> tuple[str, ...]:
    """Return a sentence for whatever limits what can be measured.

    Parameters
    ----------
    rows : Rows
    labels : mapping of str to Labels
    clusters_given : bool
        Whether schools were given; with too few of them they are set aside.
    """
    return (
        *_on_schools(rows, clusters_given),
        *_on_outcomes(rows, labels),
        *_on_scores(rows),
        *_on_groups(labels),
    )


def _on_schools(rows: Rows, clusters_given: bool) -> Iterator[str]:
    if clusters_given and rows.clusters is None:
        yield (
            f"Fewer than {FEWEST_CLUSTERS} schools cannot show how schools vary: "
            "intervals take pupils as independent."
        )


def _on_outcomes(rows: Rows, labels: Mapping[str, Labels]) -> Iterator[str]:
    if not rows.labelled:
        yield "No outcomes were given: only who is on the list is audited."
    if not rows.selected.any():
        yield "Nobody is on the list, so its precision is undefined."
    if not rows.labelled:
        return
    for attribute, coded in labels.items():
        happened = np.bincount(coded.codes, rows.y_true, len(coded.names))
        of = np.bincount(coded.codes, minlength=len(coded.names))
        single = int(((happened == 0) | (happened == of)).sum())
        if single:
            yield (
                f"In {single} of {len(coded.names)} groups of {attribute} nobody or "
                "everybody has the outcome: what is a share of nobody there is "
                "undefined, and so is the order of scores."
            )


def _on_scores(rows: Rows) -> Iterator[str]:
    if rows.scored and not rows.probable:
        yield (
            "Scores are not probabilities (outside 0 to 1), so what was observed "
            "is not compared with what was expected."
        )
    if rows.scored and np.ptp(rows.score) == 0:
        yield "Every score is the same, so their order is undefined."


def _on_groups(labels: Mapping[str, Labels]) -> Iterator[str]:
    for attribute, coded in labels.items():
        if len(coded.names) == 1:
            yield f"{attribute} has one group only, so there is nothing to compare."
