"""How names and numbers read in a sentence or a table."""

from __future__ import annotations

from fairness.metrics import METRICS
from fairness.results import Estimate

_SPOKEN = {
    "abroca": "area between the curves (ABROCA)",
    "auc": "area under the curve",
    "ethnicity_by_sen": "ethnicity by SEN",
    "ethnicity_major": "ethnicity, major groups",
    "false_positive_rate": "false alarms",
    "false_omission_rate": "false omission",
    "list_share_over_need_share": "share of the list over share of the need",
    "fsm": "free school meals",
    "sen": "SEN",
    "sen_need": "SEN primary need",
}


def spoken(name: str) -> str:
    """Return the words for an attribute or a measure."""
    return _SPOKEN.get(name, name.replace("_", " "))


def heading(name: str) -> str:
    """Return the words for an attribute or a measure, as a heading."""
    words = spoken(name)
    return words[:1].upper() + words[1:]


def percent(estimate: Estimate) -> str:
    """Return a proportion in whole per cent with its interval, or "undefined"."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "undefined"
    return (
        f"{estimate.value:.0%} ({estimate.low * 100:.0f} to {estimate.high * 100:.0f})"
    )


def unpublished_gap(
    group: str, reference: str, attribute: str, metric: str, by: Estimate
) -> str:
    """Return which group differs from which, in what, and not by how much."""
    side = "lower" if by.numbers[0] < 0 else "higher"
    return (
        f"{group} ({spoken(attribute)}): the {METRICS[metric].phrase} is {side} than "
        f"for {reference} by more than is allowed; these are too few pupils to publish "
        "by how much"
    )


def gap(group: str, reference: str, attribute: str, metric: str, by: Estimate) -> str:
    """Return which group differs from which, in what, and by how much.

    ``by`` is a difference with its interval; the sentence has no full stop.
    """
    value, low, high = (100 * number for number in by.numbers)
    side = "lower" if value < 0 else "higher"
    ends = (-high, -low) if value < 0 else (low, high)
    return (
        f"{group} ({spoken(attribute)}): the {METRICS[metric].phrase} is "
        f"{abs(value):.0f} percentage points {side} than for {reference} "
        f"(95% interval {ends[0]:.0f} to {ends[1]:.0f})"
    )
