"""Declarations of what two school years of registers show together.

A long spell can make one year look bad; absence that comes back week after week is a
habit, and foretells more.
"""

from __future__ import annotations

from features.catalogue.attendance import MARKS, NO_SESSION, SHARE
from features.catalogue.feature import TWO_YEARS, Feature

FEATURES = (
    Feature(
        name="absence_rate_two_years",
        title="absence this and last school year",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="absence_long",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {value:percent} of sessions this and last school year.",
        none="Missed no session this and last school year.",
    ),
    Feature(
        name="weeks_broken_two_years",
        title="how often a school week is broken by absence",
        description="School weeks with a missed session over school weeks known.",
        theme="attendance",
        unit="share of school weeks",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="absence_long",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed a session in {value:percent} of school weeks of this and last "
            "school year."
        ),
        none="Missed no session this and last school year.",
    ),
    Feature(
        name="weeks_fifth_missed_two_years",
        title="how often a day or more of a school week is missed",
        description=(
            "School weeks with a fifth or more of the possible sessions missed over "
            "school weeks known."
        ),
        theme="attendance",
        unit="share of school weeks",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="absence_long",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed a fifth or more of {value:percent} of school weeks of this and "
            "last school year."
        ),
        none="Missed less than a fifth of every school week of this and last year.",
    ),
)
