"""What happened, kept small: one byte a mark, and the rare events as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import Register
from records.county.behaviour import EXCLUSION, Records
from records.county.days import Day
from records.county.support import Starts

COLUMNS = {
    "incidents": ("kind", "severity"),
    "notices": ("kind", "category", "sessions"),
    "support": ("plan", "weeks"),
    "amended": ("session", "code", "delay"),
    "left": ("excluded",),
}
INTEGERS = {"day": pl.Int16, "pupil": pl.Int32, "session": pl.UInt8, "code": pl.UInt8}


@dataclass(frozen=True, eq=False)
class History:
    """All that the days brought.

    Attributes
    ----------
    marks : ndarray of shape (n_days, 2, n_pupils), index into CODES
        As first recorded; 0 where there is none.
    school : ndarray of shape (n_days, n_pupils), int16
        Where each pupil came to be, -1 on no roll.
    incidents, notices, support, amended, left : polars.DataFrame
        ``day``, ``pupil`` and what COLUMNS names, by day and pupil. ``left`` holds
        the last days before a managed move or after an exclusion.
    """

    marks: NDArray[np.uint8]
    school: NDArray[np.int16]
    incidents: pl.DataFrame
    notices: pl.DataFrame
    support: pl.DataFrame
    amended: pl.DataFrame
    left: pl.DataFrame


@dataclass(eq=False)
class Diary:
    """Takes down the days of one block of pupils.

    Attributes
    ----------
    marks : ndarray of shape (n_days, 2, n_pupils), index into CODES
    """

    marks: NDArray[np.uint8]
    rows: dict[str, list[tuple[NDArray[np.generic] | int, ...]]] = field(
        default_factory=lambda: {name: [] for name in COLUMNS}
    )

    def watch(
        self, day: Day, register: Register, records: Records, starts: Starts | None
    ) -> None:
        """Take down one day."""
        index, notices = day.index, records.notices
        self.marks[index] = register.first
        session, pupil = np.nonzero(register.settled != register.first)
        code, delay = register.settled[session, pupil], register.delay[pupil]
        self.rows["amended"].append((index, pupil, session, code, delay))
        self.rows["incidents"].append(
            (index, records.pupil, records.kind, records.severity)
        )
        self.rows["notices"].append(
            (index, notices.pupil, notices.kind, notices.category, notices.sessions)
        )
        if starts is not None:
            self.rows["support"].append(
                (index, starts.pupil, starts.plan, starts.weeks)
            )
        excluded = notices.pupil[notices.category == EXCLUSION]
        for gone, why in ((excluded, 1), (notices.moved, 0)):
            self.rows["left"].append((index, gone, np.full(len(gone), why)))

    def frames(self, first_pupil: int) -> dict[str, pl.DataFrame]:
        """Return the rows as frames, pupils numbered from ``first_pupil``."""
        return {
            name: _frame(self.rows[name], columns, first_pupil)
            for name, columns in COLUMNS.items()
        }


def _frame(
    parts: Sequence[tuple[NDArray[np.generic] | int, ...]],
    columns: tuple[str, ...],
    first_pupil: int,
) -> pl.DataFrame:
    day = np.concatenate([np.full(np.size(part[1]), part[0]) for part in parts])
    pupil, *rest = (
        np.concatenate([np.asarray(part[place]) for part in parts])
        for place in range(1, len(columns) + 2)
    )
    named = {"day": day, "pupil": pupil + first_pupil}
    named |= dict(zip(columns, rest, strict=True))
    return pl.DataFrame(
        [
            pl.Series(name, one).cast(INTEGERS.get(name, pl.Int16))
            for name, one in named.items()
        ]
    )
