"""Where practice says to look at a pattern, so that none is our own invention.

Several patterns are named in guidance on emotionally based school avoidance (EBSA).
They are a reason to ask a pupil and a family, and never a finding about health.
"""

from __future__ import annotations

PARTICULAR_DAYS = (
    "Gloucestershire Educational Psychology Service, Barriers to attendance, What "
    "might schools notice?: patterns of absence, for example particular days."
)
MINOR_ILLNESS = (
    "Gloucestershire Educational Psychology Service, Barriers to attendance, What "
    "might schools notice?: recurrent absences for minor illnesses."
)
LONG_ABSENCE = (
    "Gloucestershire Educational Psychology Service, Barriers to attendance, What "
    "might schools notice?: difficulties coming into school with periods of "
    "prolonged absence."
)
AFTER_A_BREAK = (
    "Essex SENDIASS, Emotional based school avoidance: more difficulty is likely after "
    "a school holiday, a period of illness or the weekend."
)
LATENESS = (
    "East Sussex County Council, EBSA toolkit, summary: early signs can include often "
    "being late."
)
LESSONS = (
    "East Sussex County Council, EBSA toolkit, summary: early signs can include "
    "avoiding certain classes."
)
NOT_DAILY = (
    "Buckinghamshire Council, EBSA: includes children who are unable to attend daily, "
    "and those with frequent absences through anxiety or illness."
)
INTERMITTENT = (
    "Lincolnshire County Council, Emotional based school avoidance: can show as low or "
    "intermittent attendance."
)
TENTH = (
    "DfE, Pupil absence statistics, methodology: persistently absent is who misses a "
    "tenth or more of their own possible sessions (since 2015/16)."
)
PENALTY = (
    "DfE, Working together to improve school attendance (2024), national framework for "
    "penalty notices: 10 unauthorised sessions in 10 school weeks."
)
LIMIT = (
    "DfE, Suspension and permanent exclusion guidance: at most 45 school days of "
    "suspension in an academic year, across schools."
)
