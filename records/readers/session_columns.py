"""Headings of columns that each hold the marks of one session of a day.

Read are a session alone (``AM``, beside a column of dates), a weekday and a session
(``Mon AM``, beside a column that says when the week begins) and a day and a session
(``08/09/2025 AM``, ``Mon 08/09/2025 AM``, ``2025-09-08 PM``, ``08-Sep-2025 am``).
A column of whole days is not: ``C1`` in it could be one mark or two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%d-%b-%Y")
HEADING = re.compile(
    r"(?:(?P<weekday>mon|tue|wed|thu|fri)[a-z]*)?"
    r"[ ,_:-]*(?P<day>\d[\w/. -]*\d)??"
    r"[ ,_:-]*(?P<session>am|pm|morning|afternoon)",
    re.IGNORECASE,
)
WORDS = {"am": "AM", "morning": "AM", "pm": "PM", "afternoon": "PM"}


@dataclass(frozen=True)
class SessionColumn:
    """What one column holds the marks of.

    Attributes
    ----------
    heading : str
    session : str
        ``"AM"`` or ``"PM"``.
    weekday : int or None
        Days after the Monday on which the week begins.
    day : date or None
    """

    heading: str
    session: str
    weekday: int | None
    day: date | None

    @property
    def needs_week(self) -> bool:
        """Whether another column has to say when the week begins."""
        return self.day is None and self.weekday is not None

    @property
    def needs_day(self) -> bool:
        """Whether another column has to say the day."""
        return self.day is None and self.weekday is None


def session_column(heading: str) -> SessionColumn | None:
    """Read a heading; None when it is not of a session, or its day is none.

    A weekday that is not that of the day shows that the day was misread.
    """
    read = HEADING.fullmatch(heading.strip())
    if read is None:
        return None
    weekday = WEEKDAYS.index(read["weekday"].lower()) if read["weekday"] else None
    day = _day(read["day"]) if read["day"] else None
    if read["day"] and (day is None or weekday not in (None, day.weekday())):
        return None
    return SessionColumn(heading, WORDS[read["session"].lower()], weekday, day)


def _day(text: str) -> date | None:
    for day_format in DAY_FORMATS:
        try:
            day = datetime.strptime(text, day_format)
        except ValueError:
            continue
        # A day that was cut off, 8/09/2025 of 18/09/2025, reads as another day.
        return day.date() if len(day.strftime(day_format)) == len(text) else None
    return None
