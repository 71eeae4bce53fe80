"""What an audit found: plain values that go to JSON and back unchanged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from fairness.calibration import CALIBRATION_ERROR, CALIBRATION_SLOPE
from fairness.curves import ABROCA, AUC
from fairness.metrics import METRICS
from records.disclosure import MINIMUM

WITHIN = "within"
OUTSIDE = "outside"
INSUFFICIENT = "insufficient evidence"
REFERENCE = "reference"

EVERYONE = "everyone"
MEASURES = (*METRICS, AUC, ABROCA, CALIBRATION_ERROR, CALIBRATION_SLOPE)


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval; None where undefined or without bound."""

    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, value: float, low: float, high: float) -> Estimate:
        """Build an estimate from floats, in which NaN means undefined."""
        return cls(*(finite(part) for part in (value, low, high)))

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Value and ends as floats, NaN where undefined."""
        return _float(self.value), _float(self.low), _float(self.high)


def finite(number: float) -> float | None:
    """Return the number, or None when it is undefined or endless."""
    return float(number) if math.isfinite(number) else None


def _float(number: float | None) -> float:
    return math.nan if number is None else number


NOTHING = Estimate(None, None, None)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One measure in one group, and how it compares with the reference group.

    Parameters
    ----------
    base : int
        How many rows the measure is a share of (recall: those with the
        outcome); for the area under the curve, the rarer class.
    pupils, part, rest : int
        How many different pupils are in the whole, in the part that is counted
        (recall: those listed) and in the rest.
    estimate, difference, ratio : Estimate
        The measure; the group's minus the reference's; the group's over it.
    others, others_difference, others_ratio : Estimate
        The measure over everyone who is not in the group, and the group's minus it
        and over it. Shown, not judged.
    detectable : float or None
        Smallest true difference that would probably have been seen.
    p_value, q_value : float or None
        Of the difference, alone and among all comparisons of the report; None
        when either group is too small, or the measure has no mark.
    verdict : str or None
        ``within``, ``outside``, ``insufficient evidence``, ``reference``; None
        for measures that are shown but have no mark.
    """

    base: int
    pupils: int
    part: int
    rest: int
    estimate: Estimate
    difference: Estimate = NOTHING
    ratio: Estimate = NOTHING
    others: Estimate = NOTHING
    others_difference: Estimate = NOTHING
    others_ratio: Estimate = NOTHING
    detectable: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    verdict: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tenth:
    """A group's rows in one tenth of everyone's scores.

    Parameters
    ----------
    count, positives : int
    expected : float
        Sum of the scores.
    pupils, happened, spared : int
        Different pupils among the rows, with and without the outcome.
    """

    count: int
    positives: int
    expected: float
    pupils: int
    happened: int
    spared: int

    def to_dict(self) -> dict[str, Any]:
        """Return how many, what was foretold and what was seen."""
        rows = self.count or math.nan
        return {
            **asdict(self),
            "mean_score": finite(self.expected / rows),
            "prevalence": finite(self.positives / rows),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Tenth:
        """Rebuild a tenth from what ``to_dict`` returned."""
        return cls(**{field.name: told[field.name] for field in fields(cls)})


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group of one attribute.

    Parameters
    ----------
    attribute, group, reference : str
        Which group, and the group it is compared with.
    count, selected : int
    positives : int or None
        None when the audit has no outcomes.
    findings : mapping of str to Finding
        By name of the measure.
    tenths : tuple of Tenth
        How its scores are spread over the tenths of everyone's, and what came true
        in each; empty without outcomes or without probabilities.
    """

    attribute: str
    group: str
    reference: str
    count: int
    positives: int | None
    selected: int
    findings: Mapping[str, Finding]
    tenths: tuple[Tenth, ...] = ()

    @property
    def verdict(self) -> str:
        """The gravest verdict over the judged measures."""
        verdicts = {finding.verdict for finding in self.findings.values()}
        for verdict in (REFERENCE, OUTSIDE, INSUFFICIENT):
            if verdict in verdicts:
                return verdict
        return WITHIN

    @property
    def suppressed(self) -> bool:
        """Whether the group is too small to be published at all."""
        return self.findings["selection_rate"].pupils < MINIMUM

    def to_dict(self) -> dict[str, Any]:
        """Return plain values: each measure by name, then what surrounds it."""
        told = self.findings.items()
        return {
            "attribute": self.attribute,
            "group": self.group,
            "reference": self.reference,
            "count": self.count,
            "positives": self.positives,
            "selected": self.selected,
            **dict.fromkeys(MEASURES),
            **{name: finding.estimate.value for name, finding in told},
            "intervals": {n: [f.estimate.low, f.estimate.high] for n, f in told},
            "disparity": {n: self._disparity(f) for n, f in told},
            "verdict": self.verdict,
            "suppressed": self.suppressed,
            "findings": {name: asdict(finding) for name, finding in told},
            "tenths": [tenth.to_dict() for tenth in self.tenths],
        }

    def _disparity(self, finding: Finding) -> float | None:
        """Return the ratio to the reference group, whose own is 1 where defined."""
        if self.group != self.reference:
            return finding.ratio.value
        return 1.0 if finding.estimate.value else None

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Group:
        """Rebuild a group from what ``to_dict`` returned."""
        return cls(
            attribute=told["attribute"],
            group=told["group"],
            reference=told["reference"],
            count=told["count"],
            positives=told["positives"],
            selected=told["selected"],
            findings={n: _finding(f) for n, f in told["findings"].items()},
            tenths=tuple(Tenth.from_dict(tenth) for tenth in told.get("tenths", ())),
        )


def _finding(told: Mapping[str, Any]) -> Finding:
    read: dict[str, Any] = {
        name: Estimate(**value) if isinstance(value, Mapping) else value
        for name, value in told.items()
    }
    return Finding(**read)


@dataclass(frozen=True, kw_only=True)
class Report:
    """The whole audit.

    Parameters
    ----------
    rows, draws : int
        Rows audited, and bootstrap draws made.
    clusters : int or None
        Wholes that the bootstrap drew, as a rule schools; None when rows were
        taken as independent.
    tolerances : mapping of str to float
        The difference allowed in each judged measure.
    everyone : Group
        The same measures over all rows.
    groups : tuple of Group
    notes : tuple of str
        What the reader must know: constant scores, nobody selected, and the like.
    """

    rows: int
    draws: int
    clusters: int | None
    tolerances: Mapping[str, float]
    everyone: Group
    groups: tuple[Group, ...]
    notes: tuple[str, ...]

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes audited, in order."""
        return tuple(dict.fromkeys(group.attribute for group in self.groups))

    def of(self, attribute: str) -> tuple[Group, ...]:
        """Return the groups of one attribute; empty when it was not audited."""
        return tuple(g for g in self.groups if g.attribute == attribute)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; whole, for the accountable analyst."""
        return {
            "rows": self.rows,
            "draws": self.draws,
            "clusters": self.clusters,
            "tolerances": dict(self.tolerances),
            "everyone": self.everyone.to_dict(),
            "groups": [group.to_dict() for group in self.groups],
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Report:
        """Rebuild a report from what ``to_dict`` returned."""
        return cls(
            rows=told["rows"],
            draws=told["draws"],
            clusters=told["clusters"],
            tolerances=told["tolerances"],
            everyone=Group.from_dict(told["everyone"]),
            groups=tuple(Group.from_dict(group) for group in told["groups"]),
            notes=tuple(told["notes"]),
        )
