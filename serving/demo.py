"""Four demonstration users, so that a new installation can be looked at at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from records.errors import NoData
from serving.access import Role, Viewer
from serving.store.database import Store
from serving.store.publication import WEEKLY_RUN
from serving.store.tables import LIST_ENTRIES
from serving.store.users import rotate_api_key, rotate_sign_in_link, save_user


@dataclass(frozen=True)
class DemonstrationUser:
    """One user, with secrets that are shown this once.

    ``sign_in_path`` is the path of the sign-in link on the service.
    """

    viewer: Viewer
    api_key: str = field(repr=False)
    sign_in_path: str = field(repr=False)


def create_demonstration_users(store: Store) -> tuple[DemonstrationUser, ...]:
    """Make an officer, a school's user, a data scientist and an equality lead.

    The school is the one with the most pupils on the newest lists. Run again, the
    users stay and their keys and links are replaced.

    Raises
    ------
    NoData
        When no list names a school yet.
    DatabaseUnavailable
        When PostgreSQL does not answer.
    """
    with store.transaction(WEEKLY_RUN) as tx:
        busiest = (
            select(LIST_ENTRIES.c.urn)
            .group_by(LIST_ENTRIES.c.urn)
            .order_by(func.count().desc(), LIST_ENTRIES.c.urn)
            .limit(1)
        )
        urn = tx.execute(busiest).scalar_one_or_none()
        if urn is None:
            raise NoData("publish a list first, so that a school can be chosen")
        made = []
        for viewer in _viewers(urn):
            save_user(tx, viewer)
            key = rotate_api_key(tx, viewer.user_id)
            token = rotate_sign_in_link(tx, viewer.user_id)
            made.append(DemonstrationUser(viewer, key, f"/sign-in/{token}"))
    return tuple(made)


def _viewers(urn: int) -> tuple[Viewer, ...]:
    return (
        Viewer("demo-officer", "Demonstration officer", Role.OFFICER, None),
        Viewer("demo-school", "Demonstration school", Role.SCHOOL, frozenset({urn})),
        Viewer(
            "demo-data-scientist",
            "Demonstration data scientist",
            Role.DATA_SCIENTIST,
            None,
        ),
        Viewer(
            "demo-equality-lead",
            "Demonstration equality lead",
            Role.EQUALITY_LEAD,
            frozenset(),
        ),
    )
