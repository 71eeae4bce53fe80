"""Who may see which pupil: the first of two locks.

Every query about pupils starts at :func:`visible_pupils`. The second lock is the
row-level security of the database, which :func:`scope` opens for one transaction;
were a query to forget the first lock, another school's rows would still not be
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Select, func, select

from serving.store.tables import PUPILS


class Role(StrEnum):
    """What a user is to Waymark."""

    OFFICER = "officer"
    SCHOOL = "school"
    DATA_SCIENTIST = "data_scientist"
    EQUALITY_LEAD = "equality_lead"
    SERVICE = "service"


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

    @property
    def sees_identities(self) -> bool:
        """Whether names and UPNs are shown; a data scientist sees pseudonyms."""
        return self.role not in (Role.DATA_SCIENTIST, Role.EQUALITY_LEAD)

    @property
    def sees_risks(self) -> bool:
        """Whether the estimate itself is shown; others read words."""
        return self.role is Role.DATA_SCIENTIST

    @property
    def reads_notes(self) -> bool:
        """Whether the authority's own words about a pupil are shown."""
        return self.role is Role.OFFICER

    @property
    def decides(self) -> bool:
        """Whether they may record what is done about a pupil."""
        return self.role is Role.OFFICER

    @property
    def reads_lists(self) -> bool:
        """Whether lists of pupils are for them; an equality lead sees figures only."""
        return self.role is not Role.EQUALITY_LEAD

    @property
    def reads_audits(self) -> bool:
        """Whether they may read how groups fare, and how decisions fall on them."""
        return self.role in (Role.EQUALITY_LEAD, Role.DATA_SCIENTIST)


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
    if viewer.urns is None:
        return query
    return query.where(PUPILS.c.urn.in_(viewer.urns))


def scope(tx: Connection, viewer: Viewer) -> None:
    """Open the database's second lock for this viewer until the transaction ends."""
    urns = "*" if viewer.urns is None else ",".join(map(str, sorted(viewer.urns)))
    identities = "shown" if viewer.sees_identities else "hidden"
    tx.execute(
        select(
            func.set_config("app.urns", urns, True),
            func.set_config("app.identities", identities, True),
        )
    )
