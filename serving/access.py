"""Who may see which pupil: the first of two locks.

Every query about pupils starts at :func:`visible_pupils`. The second lock is the
row-level security of the database, which :func:`scope` opens for one transaction;
were a query to forget the first lock, another school's rows would still not be
there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from sqlalchemy import Connection, Select, false, func, select

from serving.store.tables import PUPILS


class Role(StrEnum):
    """What a user is to Waymark."""

    OFFICER = "officer"
    TEAM_LEAD = "team_lead"
    SCHOOL = "school"
    TRUST = "trust"
    DATA_SCIENTIST = "data_scientist"
    EQUALITY_LEAD = "equality_lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"


class Power(StrEnum):
    """One thing that a role may be allowed."""

    READ_PUPILS = auto()
    READ_IDENTITIES = auto()
    READ_NOTES = auto()
    READ_RISKS = auto()
    READ_AUDITS = auto()
    DECIDE = auto()


_OF_A_SCHOOL = frozenset({Power.READ_PUPILS, Power.READ_IDENTITIES})
_OF_AN_OFFICER = _OF_A_SCHOOL | {Power.READ_NOTES, Power.DECIDE}
# What is not named here is denied.
POWERS: Mapping[Role, frozenset[Power]] = {
    Role.OFFICER: _OF_AN_OFFICER,
    Role.TEAM_LEAD: _OF_AN_OFFICER | {Power.READ_AUDITS},
    Role.SCHOOL: _OF_A_SCHOOL,
    Role.TRUST: _OF_A_SCHOOL,
    Role.DATA_SCIENTIST: frozenset(
        {Power.READ_PUPILS, Power.READ_RISKS, Power.READ_AUDITS}
    ),
    Role.EQUALITY_LEAD: frozenset({Power.READ_AUDITS}),
    Role.AUDITOR: frozenset({Power.READ_AUDITS}),
    Role.SERVICE: _OF_A_SCHOOL,
}
COUNTY_WIDE = frozenset({Role.OFFICER, Role.TEAM_LEAD, Role.DATA_SCIENTIST})
"""Roles that see the pupils of every school; all others see those of their own."""


@dataclass(frozen=True)
class Viewer:
    """Somebody signed in, or the holder of a key.

    Parameters
    ----------
    user_id, name : str
    role : Role
    urns : frozenset of int or None
        Schools whose pupils they may see; None for every school.
    """

    user_id: str
    name: str
    role: Role
    urns: frozenset[int] | None

    def may(self, power: Power) -> bool:
        """Tell whether the viewer's role includes this."""
        return power in POWERS.get(self.role, frozenset())

    @property
    def sees_identities(self) -> bool:
        """Whether names and UPNs are shown; a data scientist sees pseudonyms."""
        return self.may(Power.READ_IDENTITIES)

    @property
    def sees_risks(self) -> bool:
        """Whether the estimate itself is shown; others read words."""
        return self.may(Power.READ_RISKS)

    @property
    def sees_totals(self) -> bool:
        """Whether figures of the whole county are shown, not of some schools."""
        return self.urns is None

    @property
    def reads_notes(self) -> bool:
        """Whether the authority's own words about a pupil are shown."""
        return self.may(Power.READ_NOTES)

    @property
    def decides(self) -> bool:
        """Whether they may record what is done about a pupil."""
        return self.may(Power.DECIDE)

    @property
    def reads_lists(self) -> bool:
        """Whether lists of pupils are for them; an equality lead sees figures only."""
        return self.may(Power.READ_PUPILS)

    @property
    def reads_audits(self) -> bool:
        """Whether they may read how groups fare, and how decisions fall on them."""
        return self.may(Power.READ_AUDITS)


class NotFound(Exception):
    """There is nothing of that name that this viewer may know of.

    Raised alike for what does not exist and for what is another school's, so that
    nobody learns by asking. The transaction is kept: it holds the audit row.
    """


class NotAllowed(Exception):
    """The viewer's role does not include this action."""


class NotSignedIn(Exception):
    """No secret was given, or it is unknown, expired or withdrawn."""


def visible_pupils(viewer: Viewer) -> Select[tuple[int, int, str | None]]:
    """Return the query of the pupils (``pupil_id, urn, year_group``) they may see."""
    query = select(PUPILS.c.pupil_id, PUPILS.c.urn, PUPILS.c.year_group)
    if not viewer.reads_lists:
        return query.where(false())
    if viewer.urns is None:
        return query
    return query.where(PUPILS.c.urn.in_(viewer.urns))


def scope(tx: Connection, viewer: Viewer) -> None:
    """Open the database's second lock for this viewer until the transaction ends."""
    urns = "*" if viewer.urns is None else ",".join(map(str, sorted(viewer.urns)))
    urns = urns if viewer.reads_lists else ""
    identities = "shown" if viewer.sees_identities else "hidden"
    tx.execute(
        select(
            func.set_config("app.urns", urns, True),
            func.set_config("app.identities", identities, True),
        )
    )
