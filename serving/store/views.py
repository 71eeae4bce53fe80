"""What a reader of the store is given: plain, frozen, ready to show.

Nothing here can be changed and nothing is loaded later, so that a page or an
answer is exactly what one transaction saw and audited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from serving.preconditions import case_tag


@dataclass(frozen=True)
class School:
    """A school as named in a filter or beside a pupil."""

    urn: int
    name: str


@dataclass(frozen=True)
class Reason:
    """One thing that moved an estimate, in words.

    ``code`` and ``title`` name the reason, and ``feature`` what in the catalogue
    tells it; ``text`` is the sentence, ``value`` the pupil's own figure in ``unit``
    (None when not known). ``weight`` is the reason's share of the estimate in
    log-odds (shown to data scientists), ``how_much`` the same in words. Nobody can
    change what is not ``actionable``: it is context. ``sources`` are the tables of
    the records that it rests on.
    """

    code: str
    title: str
    feature: str
    text: str
    value: float | None
    unit: str
    weight: float
    how_much: str
    actionable: bool
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A reason that is not as it was on the list before.

    ``kind`` is new, gone, stronger or weaker; ``now`` and ``before`` are the
    sentences, None where the reason was not told.
    """

    kind: str
    title: str
    now: str | None
    before: str | None


@dataclass(frozen=True)
class Screening:
    """What was foreseen of one outcome for one pupil.

    ``likelihood`` compares with what is usual ("much more likely than usual"),
    ``comparison`` says how many pupils with such a record it happened to, and
    ``risk`` is None unless the viewer's role may see it. ``doubts`` are sentences on
    how far to trust it, ``would_help`` says what would bring a listed pupil below the
    line, and ``changes`` set it beside the list before.
    """

    outcome: str
    title: str
    likelihood: str
    comparison: str
    concerns: tuple[Reason, ...]
    strengths: tuple[Reason, ...]
    doubts: tuple[str, ...]
    would_help: str | None
    changes: tuple[Change, ...]
    risk: float | None


@dataclass(frozen=True)
class AttendanceWeek:
    """Possible and absent sessions of one school week, for the small chart."""

    week: date
    possible: int
    absent: int


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a pupil; the highest ``version`` stands.

    ``reason`` is None for viewers who do not read the authority's own notes.
    """

    decision_id: int
    week: date
    pupil_id: int
    version: int
    kind: str
    reason: str | None
    review_on: date | None
    decided_by: str
    at: datetime


@dataclass(frozen=True)
class Assessment:
    """An early Graduated Pathway assessment that a decision opened."""

    assessment_id: int
    decision_id: int
    stage: str
    consent: str
    opened_at: datetime


@dataclass(frozen=True)
class ListFilters:
    """Which entries of a list to show; every None shows all.

    ``decided`` is True for entries with a decision of that week, False for those
    without. ``after`` is the position of the last entry already shown.
    """

    urn: int | None = None
    year_group: str | None = None
    outcome: str | None = None
    priority: str | None = None
    decided: bool | None = None
    after: int = 0
    limit: int = 50


@dataclass(frozen=True)
class Entry:
    """One pupil on a week's list; ``name`` is None for those who see pseudonyms.

    ``outcomes`` are the titles of what brought the pupil onto the list,
    ``headline`` the foremost reason, and ``decision`` the kind that stands, if any.
    """

    position: int
    pupil_id: int
    name: str | None
    school: School
    year_group: str | None
    priority: str
    change: str
    outcomes: tuple[str, ...]
    headline: str
    decision: str | None


@dataclass(frozen=True)
class ModelUsed:
    """Which model foresaw an outcome: its version and the hash of its bundle."""

    outcome: str
    version: str
    sha256: str


@dataclass(frozen=True)
class ListView:
    """One week's list as a viewer may see it.

    ``matching`` counts the entries that pass the filters; ``next_after`` is what
    ``ListFilters.after`` must be for the next page, None on the last. ``schools``
    and ``year_groups`` are those of the whole visible list, for the filter form.
    ``explanation`` says how the list came about, under six heads.
    """

    week: date
    created_at: datetime
    data_as_at: date
    capacity: int
    scored: int
    not_scored: int
    models: tuple[ModelUsed, ...]
    explanation: Mapping[str, str]
    matching: int
    entries: tuple[Entry, ...]
    next_after: int | None
    schools: tuple[School, ...]
    year_groups: tuple[str, ...]


@dataclass(frozen=True)
class PupilView:
    """One pupil as a viewer may see them at one week's list.

    ``name`` and ``upn`` are None for those who see pseudonyms. ``position``,
    ``priority`` and ``change`` are None when the pupil is not on that list.
    ``screenings`` is empty when too little is recorded to say anything.
    ``decisions`` are all of this pupil's, newest first. ``moved`` says why the pupil
    came onto the list or left it since the one before, None when neither.
    """

    pupil_id: int
    name: str | None
    upn: str | None
    school: School
    year_group: str | None
    week: date
    data_as_at: date
    position: int | None
    priority: str | None
    change: str | None
    moved: str | None
    screenings: tuple[Screening, ...]
    attendance: tuple[AttendanceWeek, ...]
    decisions: tuple[Decision, ...]
    assessments: tuple[Assessment, ...]

    @property
    def tag(self) -> str:
        """The entity tag that names this state of the pupil's case."""
        newest = self.decisions[0].decision_id if self.decisions else None
        return case_tag(self.week, newest)
