"""What happened, kept small: one byte a mark, and the rare events as lists."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from records.county.attendance import Register
from records.county.behaviour import Records
from records.county.days import Day
from records.county.support import Starts


@dataclass(frozen=True, eq=False)
class Amendments:
    """Marks that changed.

    Attributes
    ----------
    day, session, pupil : ndarray of shape (n,)
    code : ndarray of shape (n,), index into CODES, what the mark became
    delay : ndarray of shape (n,), days until it did
    """

    day: NDArray[np.int64]
    session: NDArray[np.int64]
    pupil: NDArray[np.int64]
    code: NDArray[np.uint8]
    delay: NDArray[np.int64]


@dataclass(eq=False)
class History:
    """All that the days brought, filled by ``watch``.

    Attributes
    ----------
    marks : ndarray of shape (n_days, 2, n_pupils), index into CODES
        As first recorded; 0 where there is none.
    records : list of Records, one a day
    starts : list of (day index, Starts), one a week
    """

    marks: NDArray[np.uint8]
    records: list[Records] = field(default_factory=list)
    starts: list[tuple[int, Starts]] = field(default_factory=list)
    _amended: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list)

    def watch(
        self, day: Day, register: Register, records: Records, starts: Starts | None
    ) -> None:
        """Take down one day."""
        self.marks[day.index] = register.first
        self.records.append(records)
        if starts is not None:
            self.starts.append((day.index, starts))
        session, pupil = np.nonzero(register.settled)
        code = register.settled[session, pupil].astype(np.int64)
        at = np.full(len(pupil), day.index)
        self._amended.append((at, session, pupil, code, register.delay[pupil]))

    def amendments(self) -> Amendments:
        """Return all amendments, by day."""
        columns = [
            np.concatenate(column) for column in zip(*self._amended, strict=True)
        ]
        day, session, pupil, code, delay = columns
        return Amendments(day, session, pupil, code.astype(np.uint8), delay)
