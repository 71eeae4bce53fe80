"""What a published audit says, in order; the page and the PDF print the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairness.alike import Comparison
from fairness.calibration_plot import calibration_plot
from fairness.changes import changes
from fairness.gate import Approval, Verdict
from fairness.inheritance import inheritance
from fairness.method import METHOD
from fairness.plot import beside
from fairness.report import (
    MOST_GROUPS,
    Section,
    Table,
    gate_says,
    merits,
    sentences,
    table,
    what_brackets_mean,
)
from fairness.results import INSUFFICIENT, OUTSIDE, Group, Report
from fairness.words import heading, spoken

DRAWN = ("recall", "precision", "false_positive_rate")
DRAWN_OF_A_LIST = ("selection_rate",)


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What was audited, and what people decided about it.

    Parameters
    ----------
    title : str
    unit : str
        What a row is: "pupils", or "pupil-weeks" where a pupil stands in several.
    verdict : Verdict or None
        What the gate said.
    approval : Approval or None
        What a named person wrote to let the model through; printed for as long as
        the model is used.
    previous : Report or None
        The audit of the model or list before.
    inherits : sequence of Comparison
        What befell groups in the same circumstances, and what the model made of it;
        empty where that is not known.
    """

    title: str = "Fairness audit"
    unit: str = "pupils"
    verdict: Verdict | None = None
    approval: Approval | None = None
    previous: Report | None = None
    inherits: Sequence[Comparison] = ()


def story(report: Report, occasion: Occasion) -> tuple[Section, ...]:
    """Return the sections of a published audit, small numbers hidden."""
    return (
        *_decided(report, occasion),
        Section(
            heading="What was found", sentences=sentences(report, unit=occasion.unit)
        ),
        *_changed(report, occasion),
        *(_attribute(report, attribute) for attribute in report.attributes),
        *_calibrated(report),
        *inheritance(occasion.inherits),
        _unjudged(report),
        Section(
            heading="How it was done",
            sentences=(*METHOD, what_brackets_mean(report, occasion.unit)),
        ),
    )


def _decided(report: Report, occasion: Occasion) -> Iterator[Section]:
    if occasion.verdict is None:
        return
    said = list(gate_says(occasion.verdict, report))
    if occasion.approval is not None:
        how = (
            "overrode the refusal"
            if occasion.approval.overrides_refusal
            else "gave the reason asked for"
        )
        said.append(
            f"{occasion.approval.approver} {how} in writing: {occasion.approval.reason}"
        )
    yield Section(heading="May it be used?", sentences=tuple(said))


def _changed(report: Report, occasion: Occasion) -> Iterator[Section]:
    if occasion.previous is not None:
        told = changes(report, occasion.previous)
        yield Section(
            heading="What changed since the last one",
            sentences=told
            or ("No verdict changed, and the same groups were audited.",),
        )


def _attribute(report: Report, attribute: str) -> Section:
    groups, name = report.of(attribute), heading(attribute)
    if len(groups) > MOST_GROUPS:
        return Section(heading=name, sentences=(_too_many(groups),))
    metrics = DRAWN if groups[0].positives is not None else DRAWN_OF_A_LIST
    drawn = beside(report, attribute, metrics)
    told = ", ".join(spoken(metric) for metric in metrics)
    return Section(
        heading=name,
        figures=(
            (f"{name}: {told} with 95% intervals. The table says the same.", drawn),
        ),
        tables=tuple(
            each
            for each in (table(report, attribute), merits(report, attribute))
            if each is not None
        ),
    )


def _too_many(groups: tuple[Group, ...]) -> str:
    outside = sum(group.verdict == OUTSIDE for group in groups)
    return (
        f"Too many to print: {len(groups)} groups, of which {outside} outside a mark "
        "(named under What was found). All are in the data."
    )


def _calibrated(report: Report) -> Iterator[Section]:
    drawn = [
        (
            f"{heading(attribute)}: average risk of each tenth against what came true.",
            figure,
        )
        for attribute in report.attributes
        if (figure := calibration_plot(report, attribute)) is not None
    ]
    if drawn:
        yield Section(
            heading="Does a risk mean the same in every group?",
            sentences=(
                "On the dotted line a risk is true: of those told 1 in 10, it happens "
                "to 1 in 10. Above it a group's risk is told too low, below it too "
                "high. Tenths with fewer than ten pupils either way are not drawn.",
            ),
            figures=tuple(drawn),
        )


def _unjudged(report: Report) -> Section:
    rows = tuple(
        row
        for attribute in report.attributes
        if len(groups := report.of(attribute)) <= MOST_GROUPS
        for group in groups
        for row in _too_small(group)
    )
    return Section(
        heading="What was too small to judge",
        sentences=(
            "Nothing follows from these: neither that a group is served alike, nor "
            "that it is not. Beside each stands the smallest difference that would "
            "probably have been seen."
            if rows
            else "Everything that has a mark could be judged.",
        ),
        tables=(
            Table(
                caption="Too small to judge",
                header=("Group", "Measures (smallest difference to be seen)"),
                rows=rows,
            ),
        )
        if rows
        else (),
    )


def _too_small(group: Group) -> Iterator[tuple[str, str]]:
    unjudged = {
        name: finding.detectable
        for name, finding in group.findings.items()
        if finding.verdict == INSUFFICIENT
    }
    if unjudged:
        told = ", ".join(
            spoken(name)
            if seen is None
            else f"{spoken(name)} ({100 * seen:.0f} points)"
            for name, seen in unjudged.items()
        )
        yield f"{group.group} ({spoken(group.attribute)})", told
