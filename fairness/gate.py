"""The fairness gate: what a report must show before a model may be promoted.

It fails closed. Three outcomes are possible.

``passed``
    Every judged measure of every judged group is within its mark.
``needs reason``
    Nothing refuses, but something must be answered for: a group too small to
    judge, or a difference that follows need and has to be explained. A named
    approver's written reason lets the model through.
``refused``
    A group is served worse beyond the mark, or the evidence is missing. Only an
    approver who says in writing that the refusal is overridden, and why, can
    let it through.

Recall refuses because to be missed is the harm, and a better model can mend it.
The other marks ask for a reason: at the size of a list most need lies off it, so
false omission, selection, precision and false alarms differ wherever need does,
and no model could pass if any such difference refused.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from fairness.inputs import NOT_RECORDED, CannotAudit
from fairness.results import INSUFFICIENT, OUTSIDE, Estimate, Group, Report
from fairness.verdict import TOLERANCES, judge
from fairness.words import gap, spoken, unpublished_gap

SHORTEST_REASON = 20

PASSED: Literal["passed"] = "passed"
NEEDS_REASON: Literal["needs reason"] = "needs reason"
REFUSED: Literal["refused"] = "refused"


def _default_explain() -> dict[str, float]:
    return {metric: by for metric, by in TOLERANCES.items() if metric != "recall"}


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What is judged, and the largest difference allowed.

    Parameters
    ----------
    attributes : sequence of str
        Attributes a report must hold and whose every group is judged.
    refuse : mapping of str to float
        Measures in which a breach refuses the model.
    explain : mapping of str to float
        Measures in which a breach needs an approver's written reason.
    groups : mapping of str to sequence of str, optional
        Groups that must be judged, by attribute: where the report does not hold
        one, there is too little evidence about it, never none against it.
    """

    attributes: tuple[str, ...] = ("priority_group", "sen", "sex")
    refuse: Mapping[str, float] = field(
        default_factory=lambda: {"recall": TOLERANCES["recall"]}
    )
    explain: Mapping[str, float] = field(default_factory=_default_explain)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", tuple(self.attributes))
        if not self.attributes or not self.refuse:
            raise CannotAudit("the marks judge nothing: name attributes and measures")
        if unjudged := sorted(set(self.groups) - set(self.attributes)):
            raise CannotAudit(
                f"the marks name groups of {unjudged}, which are not judged"
            )
        for metric, by in self.allowed.items():
            if metric not in TOLERANCES or not 0 < by < 1:
                raise CannotAudit(
                    f"the mark {metric} = {by} is not a difference between 0 and 1 "
                    f"in one of {[*TOLERANCES]}"
                )

    @property
    def allowed(self) -> dict[str, float]:
        """Every judged measure with its mark, the refusing ones first."""
        return {**self.refuse, **self.explain, **self.refuse}


# Attribute, group and measure.
Cell = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One group served worse than the reference group, beyond the mark."""

    attribute: str
    group: str
    reference: str
    metric: str
    difference: Estimate
    allowed: float
    refuses: bool

    def sentence(self, unpublished: Container[Cell] = ()) -> str:
        """Which group, which measure, and by how much where that may be published."""
        compared = (self.group, self.reference, self.attribute, self.metric)
        if (self.attribute, self.group, self.metric) in unpublished:
            return f"{unpublished_gap(*compared, self.difference)}."
        said = gap(*compared, self.difference)
        return f"{said}; {self.allowed * 100:.0f} are allowed."


@dataclass(frozen=True, kw_only=True)
class Insufficient:
    """One group in which some measures cannot be judged."""

    attribute: str
    group: str
    metrics: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Which group, and which measures."""
        measures = ", ".join(spoken(metric) for metric in self.metrics)
        return (
            f"{self.group} ({spoken(self.attribute)}): too little evidence to judge "
            f"{measures}."
        )


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A named person's written reason to let a model through.

    Parameters
    ----------
    approver, reason : str
    overrides_refusal : bool, default=False
        Whether the person says that a refusal, too, is overridden.
    """

    approver: str
    reason: str
    overrides_refusal: bool = False

    def __post_init__(self) -> None:
        if not self.approver.strip():
            raise CannotAudit("an approval needs the approver's name")
        if len(self.reason.strip()) < SHORTEST_REASON:
            raise CannotAudit(
                f"an approval needs a reason of at least {SHORTEST_REASON} characters; "
                "it is printed with the model for as long as it is used"
            )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the gate says.

    Parameters
    ----------
    breaches : tuple of Breach
    insufficient : tuple of Insufficient
    missing : tuple of str
        Sentences on the evidence that is not there at all.
    """

    breaches: tuple[Breach, ...]
    insufficient: tuple[Insufficient, ...]
    missing: tuple[str, ...]

    @property
    def outcome(self) -> Literal["passed", "needs reason", "refused"]:
        """``passed``, ``needs reason`` or ``refused``."""
        if self.missing or any(breach.refuses for breach in self.breaches):
            return REFUSED
        if self.breaches or self.insufficient:
            return NEEDS_REASON
        return PASSED

    @property
    def passed(self) -> bool:
        """Whether the model may be promoted without anybody's word."""
        return self.outcome == PASSED

    @property
    def needs_reason(self) -> bool:
        """Whether an approver's written reason is enough."""
        return self.outcome == NEEDS_REASON

    @property
    def refused(self) -> bool:
        """Whether only an explicit override lets the model through."""
        return self.outcome == REFUSED

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything the gate holds against the model, for who answers for it."""
        return self.told()

    def told(self, unpublished: Container[Cell] = ()) -> tuple[str, ...]:
        """Return everything the gate holds against the model, gravest first.

        Parameters
        ----------
        unpublished : container of (str, str, str)
            Attribute, group and measure of which no figure may be published.
        """
        ordered = sorted(self.breaches, key=lambda breach: not breach.refuses)
        breached = tuple(breach.sentence(unpublished) for breach in ordered)
        unjudged = tuple(finding.sentence for finding in self.insufficient)
        return self.missing + breached + unjudged

    def allows(self, approval: Approval | None) -> bool:
        """Say whether the model may be promoted, given what an approver wrote."""
        if self.passed:
            return True
        if approval is None:
            return False
        return self.needs_reason or approval.overrides_refusal

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {
            "outcome": self.outcome,
            "breaches": [asdict(breach) for breach in self.breaches],
            "insufficient": [asdict(finding) for finding in self.insufficient],
            "missing": list(self.missing),
            "sentences": list(self.sentences),
        }


def decide(report: Report | None, marks: Marks) -> Verdict:
    """Decide whether a model with this report may be promoted.

    Parameters
    ----------
    report : Report or None
        The audit of the model; None refuses.
    marks : Marks

    Returns
    -------
    Verdict
    """
    missing = _missing(report, marks)
    if report is None:
        return Verdict(breaches=(), insufficient=(), missing=missing)
    compared = [
        group
        for attribute in marks.attributes
        for group in report.of(attribute)
        if group.group != group.reference
    ]
    unjudged = [_insufficient(group, marks) for group in compared]
    unjudged += _absent(report, marks)
    return Verdict(
        breaches=tuple(b for group in compared for b in _breaches(group, marks)),
        insufficient=tuple(finding for finding in unjudged if finding.metrics),
        missing=missing,
    )


def _absent(report: Report, marks: Marks) -> list[Insufficient]:
    return [
        Insufficient(attribute=attribute, group=name, metrics=tuple(marks.allowed))
        for attribute, names in marks.groups.items()
        for name in names
        if name not in {group.group for group in report.of(attribute)}
    ]


def _missing(report: Report | None, marks: Marks) -> tuple[str, ...]:
    if report is None or not report.groups:
        return ("There is no fairness report, or it holds no groups.",)
    sentences = []
    for attribute in marks.attributes:
        recorded = {g.group for g in report.of(attribute)} - {NOT_RECORDED}
        if len(recorded) < 2:
            sentences.append(
                f"The report does not compare groups of {spoken(attribute)}: "
                f"{len(recorded)} recorded."
            )
    unmeasured = [m for m in marks.allowed if m not in report.everyone.findings]
    sentences += [f"The report does not hold {spoken(m)}." for m in unmeasured]
    return tuple(sentences)


def _verdicts(group: Group, marks: Marks) -> dict[str, str]:
    return {
        metric: judge(group.findings[metric], metric, allowed)
        for metric, allowed in marks.allowed.items()
        if metric in group.findings
    }


def _insufficient(group: Group, marks: Marks) -> Insufficient:
    verdicts = _verdicts(group, marks)
    return Insufficient(
        attribute=group.attribute,
        group=group.group,
        metrics=tuple(m for m, verdict in verdicts.items() if verdict == INSUFFICIENT),
    )


def _breaches(group: Group, marks: Marks) -> list[Breach]:
    return [
        _breach(group, metric, marks)
        for metric, verdict in _verdicts(group, marks).items()
        if verdict == OUTSIDE
    ]


def _breach(group: Group, metric: str, marks: Marks) -> Breach:
    return Breach(
        attribute=group.attribute,
        group=group.group,
        reference=group.reference,
        metric=metric,
        difference=group.findings[metric].difference,
        allowed=marks.allowed[metric],
        refuses=metric in marks.refuse,
    )
