"""What the outcome itself carries, and what a model learnt of it: for the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairness.alike import Comparison
from fairness.report import Section, Table
from fairness.results import OUTSIDE
from fairness.words import heading
from records.disclosure import SYMBOL

INTRODUCTION = (
    "Each group is set beside others with the same behaviour records and phase. What "
    "differs for what happened is about schools, not about pupils; where the list "
    "differs the same way, the model has learnt it.",
    "Equal service to an outcome that is itself unequal is not equal service. A "
    "difference here is a reason to look at schools, and at the list beside it.",
)


def inheritance(found: Sequence[Comparison]) -> Iterator[Section]:
    """Return the section of what a model inherits; nothing when it is not known.

    Parameters
    ----------
    found : sequence of Comparison
        Of every outcome, attribute and group; small ones are withheld.
    """
    if not found:
        return
    told = [
        f"{each.sentence}."
        for each in found
        if each.verdict == OUTSIDE and not each.suppressed
    ]
    yield Section(
        heading="What the outcome carries, and what the list makes of it",
        sentences=(
            *INTRODUCTION,
            *(told or ["No difference beyond four fifths, either way, was found."]),
        ),
        tables=tuple(
            _table([each for each in found if each.attribute == attribute])
            for attribute in dict.fromkeys(each.attribute for each in found)
        ),
    )


def _table(found: Sequence[Comparison]) -> Table:
    outcomes = list(dict.fromkeys(each.outcome for each in found))
    cells = {(each.group, each.outcome): _cell(each) for each in found}
    return Table(
        caption=f"{heading(found[0].attribute)}: times as often as others alike",
        header=("Group", *(heading(outcome) for outcome in outcomes)),
        rows=tuple(
            (group, *(cells[group, outcome] for outcome in outcomes))
            for group in dict.fromkeys(each.group for each in found)
        ),
    )


def _cell(each: Comparison) -> str:
    if each.suppressed:
        return SYMBOL
    if each.ratio.value is None or each.ratio.low is None or each.ratio.high is None:
        return "undefined"
    value, low, high = each.ratio.numbers
    return f"{value:.2f} ({low:.2f} to {high:.2f}), {each.verdict}"
