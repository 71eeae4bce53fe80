"""What an audit accepts: arrays checked once, and labels turned into codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.errors import InputRejected

NOT_RECORDED = "Not recorded"
FEWEST_CLUSTERS = 10
BLOCKS = 1000

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


class CannotAudit(InputRejected, ValueError):
    """The arrays cannot be audited; the sentence says which and why."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows under audit, checked.

    Parameters
    ----------
    y_true, selected, score : ndarray of shape (n_rows,)
        Outcome and selection as 0 or 1 (or, of those who tie for the last places,
        their chance), and the score; zeros where there is no outcome or no score.
    pupils : ndarray of int, shape (n_rows,), or None
        None when every row is another pupil.
    blocks : ndarray of int, shape (n_rows,)
        What the bootstrap draws as a whole.
    n_blocks : int
    clusters : int or None
        None when rows are taken as independent of each other.
    labelled, scored : bool
        Whether there are outcomes, and scores.
    probable : bool
        Whether the scores can be probabilities.
    weeks : ndarray of shape (n_rows,) or None
        Weeks between the first list and the outcome; NaN where not known.
    """

    y_true: Floats
    selected: Floats
    score: Floats
    pupils: Integers | None
    blocks: Integers
    n_blocks: int
    clusters: int | None
    labelled: bool
    scored: bool
    probable: bool
    weeks: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class Labels:
    """One attribute: group names in order, and the group of each row."""

    names: tuple[str, ...]
    codes: Integers

    def largest(self) -> int:
        """Position of the group with most rows, a recorded one if there is any."""
        sizes = np.bincount(self.codes, minlength=len(self.names))
        if NOT_RECORDED in self.names and len(self.names) > 1:
            sizes[self.names.index(NOT_RECORDED)] = -1
        return int(np.argmax(sizes))


def checked_rows(
    y_true: npt.ArrayLike | None,
    selected: npt.ArrayLike,
    score: npt.ArrayLike | None,
    clusters: npt.ArrayLike | None,
    pupils: npt.ArrayLike | None,
    weeks: npt.ArrayLike | None,
    seed: int,
) -> Rows:
    """Check the arrays of an audit against each other.

    Raises
    ------
    CannotAudit
        When an array is empty, of another length, not 0 or 1, or not finite, or
        the outcome has one class only.
    """
    chosen = _chances("selected", selected)
    n = len(chosen)
    if n == 0:
        raise CannotAudit("there are no rows to audit: 'selected' is empty")
    labels = np.zeros(n) if y_true is None else _outcomes(y_true, n)
    risks = np.zeros(n) if score is None else checked_numbers("score", score, n)
    blocks, n_blocks, n_clusters = _blocks(clusters, n, seed)
    return Rows(
        y_true=labels,
        selected=chosen,
        score=risks,
        pupils=None if pupils is None else _codes("pupils", pupils, n)[0],
        blocks=blocks,
        n_blocks=n_blocks,
        labelled=y_true is not None,
        scored=score is not None,
        probable=score is not None and bool(np.all(abs(risks - 0.5) <= 0.5)),
        clusters=n_clusters,
        weeks=None if weeks is None else _weeks(weeks, n),
    )


def checked_numbers(name: str, values: npt.ArrayLike, n: int | None) -> Floats:
    """Return one finite number for each of ``n`` rows, or say what is wrong."""
    column = np.asarray(values)
    if column.ndim != 1 or (n is not None and len(column) != n):
        raise CannotAudit(
            f"'{name}' has shape {column.shape}, but 'selected' has {n} rows; "
            "give one value for each row"
        )
    try:
        numbers = column.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise CannotAudit(
            f"'{name}' holds values that are missing or not numbers"
        ) from error
    unknown = int((~np.isfinite(numbers)).sum())
    if unknown:
        raise CannotAudit(
            f"'{name}' has {unknown:,} missing or infinite values of {len(numbers):,}; "
            "leave those rows out and say so, or mend them"
        )
    return numbers


def _outcomes(y_true: npt.ArrayLike, n: int) -> Floats:
    labels = _flags("y_true", y_true, n)
    if np.ptp(labels) == 0:
        which = "nobody" if labels[0] == 0 else "everybody"
        raise CannotAudit(
            f"the outcome has one class only ({which} of {n:,} has the outcome), "
            "so nobody can be missed or falsely listed; audit more rows"
        )
    return labels


def _weeks(values: npt.ArrayLike, n: int) -> Floats:
    weeks = np.asarray(values, dtype=np.float64)
    if weeks.shape != (n,) or np.isinf(weeks).any():
        raise CannotAudit(
            f"'weeks' must hold a number, or NaN, for each of {n:,} rows, "
            f"but has shape {weeks.shape}"
        )
    return weeks


def _chances(name: str, values: npt.ArrayLike) -> Floats:
    numbers = checked_numbers(name, values, None)
    odd = numbers[abs(numbers - 0.5) > 0.5]
    if len(odd):
        raise CannotAudit(f"'{name}' may hold only 0 and 1, but holds {odd[0]:g}")
    return numbers


def _flags(name: str, values: npt.ArrayLike, n: int | None) -> Floats:
    numbers = checked_numbers(name, values, n)
    odd = np.setdiff1d(numbers, [0.0, 1.0])
    if len(odd):
        raise CannotAudit(f"'{name}' may hold only 0 and 1, but holds {odd[0]:g}")
    return numbers


def _codes(name: str, values: npt.ArrayLike, n: int) -> tuple[Integers, int]:
    column = np.asarray(values)
    if len(column) != n:
        raise CannotAudit(
            f"'{name}' has {len(column):,} values, but 'selected' has {n:,} rows"
        )
    codes, names = pd.factorize(column, use_na_sentinel=False)
    return codes, len(names)


def _blocks(
    clusters: npt.ArrayLike | None, n: int, seed: int
) -> tuple[Integers, int, int | None]:
    """Code what the bootstrap draws as a whole: schools, or else single rows.

    Where there are very many, they are dealt out at random into a thousand blocks,
    which changes no expected variance and keeps the draws small.
    """
    wholes, n_clusters = np.arange(n), None
    if clusters is not None:
        codes, given = _codes("clusters", clusters, n)
        if given >= FEWEST_CLUSTERS:
            wholes, n_clusters = codes, given
    dealt = np.random.default_rng(seed).permutation(wholes.max() + 1) % BLOCKS
    return dealt[wholes], int(dealt.max()) + 1, n_clusters


def clustered(
    clusters: npt.ArrayLike | None, n: int, seed: int
) -> tuple[Integers, int]:
    """Return what the bootstrap draws as a whole for each row, and how many."""
    blocks, n_blocks, _ = _blocks(clusters, n, seed)
    return blocks, n_blocks


def coded_labels(groups: Mapping[str, npt.ArrayLike], n: int) -> dict[str, Labels]:
    """Turn each attribute's labels into codes; a missing label is its own group.

    Raises
    ------
    CannotAudit
        When there is no attribute, or one has another length.
    """
    if not groups:
        raise CannotAudit(
            "no groups were given, so there is nothing to compare; "
            "give at least one attribute, for instance groups={'sex': ...}"
        )
    return {name: _coded(name, values, n) for name, values in groups.items()}


def _coded(attribute: str, values: npt.ArrayLike, n: int) -> Labels:
    column = np.asarray(values, dtype=object)
    if column.ndim != 1 or len(column) != n:
        raise CannotAudit(
            f"attribute '{attribute}' has {len(column):,} labels, "
            f"but there are {n:,} rows"
        )
    raw, uniques = pd.factorize(column, use_na_sentinel=False)
    texts = [_text(label) for label in uniques]
    names = tuple(sorted(set(texts)))
    position = np.array([names.index(text) for text in texts], dtype=np.intp)
    return Labels(names=names, codes=position[raw])


def _text(label: object) -> str:
    if bool(pd.isna(label)) or not str(label).strip():  # type: ignore[call-overload]
        return NOT_RECORDED
    return str(label).strip()


def crossing(groups: Mapping[str, npt.ArrayLike]) -> npt.NDArray[np.object_]:
    """Return labels that cross attributes, such as ``"Mixed, SEN support"``.

    Parameters
    ----------
    groups : mapping of str to array-like of shape (n_rows,)

    Returns
    -------
    ndarray of object, shape (n_rows,)
        What is missing in an attribute is "Not recorded" within the crossing.
    """
    length = len(np.asarray(next(iter(groups.values()))))
    coded = list(coded_labels(groups, length).values())
    cells = np.ravel_multi_index(
        [each.codes for each in coded], [len(each.names) for each in coded]
    )
    names = [", ".join(each) for each in product(*(each.names for each in coded))]
    return np.array(names, dtype=object)[cells]
