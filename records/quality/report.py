"""The quality of the records on one day: all figures, and what to ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from records.errors import NoData
from records.lake import Lake
from records.links import linked
from records.quality.findings import KINDS, Finding, findings
from records.quality.period import Period, period
from records.quality.receipts import Receipt, receipts
from records.quality.schools import schools
from records.quality.words import day


@dataclass(frozen=True, kw_only=True, eq=False)
class School:
    """One school: its figures, and what is wrong.

    Attributes
    ----------
    urn : int
    name : str
    figures : dict
        A row of ``records.quality.schools``.
    findings : tuple of Finding
        The gravest first.
    """

    urn: int
    name: str
    figures: dict[str, Any]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Quality:
    """The quality of the records, as known on one day.

    Attributes
    ----------
    period : Period
    schools : tuple of School
        By name.
    deliveries : tuple of Receipt
        Those of the period, the newest first.
    """

    period: Period
    schools: tuple[School, ...]
    deliveries: tuple[Receipt, ...]

    @property
    def notes(self) -> list[str]:
        """What the authority itself should see to, so that the report can be right."""
        until = self.period.calendar_until
        if until >= self.period.known_on:
            return []
        return [
            f"The calendar ends on {day(until)}, and no week after that is looked at. "
            "If school has begun again since, deliver the term dates."
        ]

    @property
    def asked(self) -> list[School]:
        """The schools to ask for something, the gravest finding first."""
        order = list(KINDS)
        return sorted(
            (school for school in self.schools if school.findings),
            key=lambda school: order.index(school.findings[0].kind),
        )

    def of(self, urn: int) -> Quality:
        """Return what concerns one school, fit to be sent to it.

        Raises
        ------
        NoData
            When the school has neither pupils nor marks in the period.
        """
        only = tuple(school for school in self.schools if school.urn == urn)
        if not only:
            raise NoData(f"no pupil or mark is known of a school {urn} in these weeks")
        return replace(self, schools=only, deliveries=())

    def by_kind(self) -> dict[str, int]:
        """Return how many schools have each kind of finding, the gravest kind first."""
        found = Counter(
            finding.kind for school in self.schools for finding in school.findings
        )
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def as_json(self) -> dict[str, Any]:
        """Return it as what ``json.dumps`` takes with ``default=str``."""
        return {
            "known_on": self.period.known_on,
            "weeks": self.period.weeks,
            "notes": self.notes,
            "schools": [asdict(school) for school in self.schools],
            "deliveries": [asdict(receipt) for receipt in self.deliveries],
        }


def quality(lake: Lake, known_on: date) -> Quality:
    """Look for what is missing, late, contradictory or out of date.

    Parameters
    ----------
    lake : Lake
    known_on : date
        What was known at the end of this day is looked at, in the last school weeks
        that were over before it.

    Raises
    ------
    NoData
        When the lake holds no calendar of those weeks, or no pupil or mark in them.
    """
    after = known_on + timedelta(days=1)
    tables = linked(lake.tables(), after)
    looked_at = period(tables["calendar"], known_on)
    delivered = tuple(
        receipt
        for receipt in receipts(lake.root)
        if looked_at.first <= receipt.known_on <= known_on
    )
    found = schools(tables, looked_at, delivered)
    if found.is_empty():
        raise NoData(
            f"no pupil is on roll, and no mark known, from {looked_at.first} to "
            f"{looked_at.last}; deliver enrolments and marks"
        )
    return Quality(
        period=looked_at,
        schools=tuple(_school(row) for row in found.iter_rows(named=True)),
        deliveries=delivered,
    )


def _school(row: dict[str, Any]) -> School:
    name = row["name"] or f"School {row['urn']}, which the schools table lacks"
    return School(urn=row["urn"], name=name, figures=row, findings=findings(row))
