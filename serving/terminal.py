"""A published list in a terminal, by pseudonym."""

from __future__ import annotations

from datetime import date

from records.errors import NoData
from serving.access import NotFound, Role, Viewer
from serving.store.database import Store
from serving.store.lists import latest_week, weekly_list
from serving.store.pupils import pupil_page
from serving.store.views import ListFilters, ListView, PupilView, Screening

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
        f"pupil {each.pupil_id}, {each.school.name}, year {each.year_group}: "
        f"{each.headline}"
        for each in view.entries
    ]
    more = view.matching - len(view.entries)
    return "\n".join([head, *lines, *([f"      and {more} more"] if more else [])])


def read_pupil(store: Store, pupil_id: int, week: date | None) -> PupilView:
    """Read one pupil's explanation, of the newest list when ``week`` is None.

    That it was read is audited.

    Raises
    ------
    NoData
        When no list has been published, none for that week, or nobody has that
        pseudonym.
    """
    with store.transaction(COMMAND_LINE) as tx:
        try:
            return pupil_page(tx, COMMAND_LINE, pupil_id, week or latest_week(tx))
        except NotFound as error:
            missing = str(error)
    raise NoData(f"{missing}; `waymark list` prints pseudonyms and weeks")


def pupil_in_words(view: PupilView) -> str:
    """Return one pupil's explanation as lines to read in a terminal."""
    place = f"{view.priority}, {view.change}" if view.priority else "not on the list"
    head = (
        f"Pupil {view.pupil_id}, year {view.year_group or 'not recorded'}, "
        f"{view.school.name}: {place} in the week of {view.week:%-d %B %Y}, "
        f"data as at {view.data_as_at:%-d %B %Y}"
    )
    lines = [head, *([view.moved] if view.moved else [])]
    if not view.screenings:
        lines.append("Too little is recorded to say anything: not scored, and not low.")
    for screening in view.screenings:
        lines += ["", *_screening_in_words(screening)]
    return "\n".join(lines)


def _screening_in_words(screening: Screening) -> list[str]:
    lines = [f"{screening.title.capitalize()}: {screening.likelihood}"]
    for reason in (*screening.concerns, *screening.strengths):
        sign = "+" if reason.weight > 0 else "-"
        lines.append(f"  {sign} {reason.text} ({reason.how_much})")
    for change in screening.changes:
        lines.append(f"  {change.kind} since the list before: {change.title}")
    told = (screening.would_help, *screening.doubts, screening.comparison)
    return lines + [f"  {sentence}" for sentence in told if sentence]
