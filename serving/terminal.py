"""A published list in a terminal, by pseudonym."""

from __future__ import annotations

from datetime import date

from serving.access import Role, Viewer
from serving.store.database import Store
from serving.store.lists import latest_week, weekly_list
from serving.store.views import ListFilters, ListView

COMMAND_LINE = Viewer("command-line", "The command line", Role.DATA_SCIENTIST, None)


def read_list(store: Store, week: date | None, limit: int) -> ListView:
    """Read a list, the newest when ``week`` is None; that it was read is audited.

    Raises
    ------
    NoData
        When no list has been published.
    """
    with store.transaction(COMMAND_LINE) as tx:
        filters = ListFilters(limit=limit)
        return weekly_list(tx, COMMAND_LINE, week or latest_week(tx), filters)


def list_in_words(view: ListView) -> str:
    """Return a list as lines to read in a terminal."""
    head = (
        f"Pupils to review in the week of {view.week:%-d %B %Y}: {view.matching}, "
        f"data as at {view.data_as_at:%-d %B %Y}"
    )
    lines = [
        f"{each.position:>4}  {each.priority:<14} {each.change:<11} "
        f"{each.school.name}, year {each.year_group}: {each.headline}"
        for each in view.entries
    ]
    more = view.matching - len(view.entries)
    return "\n".join([head, *lines, *([f"      and {more} more"] if more else [])])
