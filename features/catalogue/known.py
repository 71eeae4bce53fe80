"""Declarations of how much is known, so that too little to say can be said."""

from __future__ import annotations

from features.catalogue.attendance import MARKS
from features.catalogue.feature import (
    LAST_YEAR,
    THIS_YEAR,
    TWELVE_WEEKS,
    TWO_YEARS,
    Feature,
)

FEATURES = (
    Feature(
        name="weeks_known_12w",
        title="school weeks known",
        description="School weeks with a possible session.",
        theme="data",
        unit="school weeks",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        concern="Attendance is known for {value:week|weeks} of the last twelve.",
    ),
    Feature(
        name="weeks_known_year",
        title="school weeks known this year",
        description="School weeks of this academic year with a possible session.",
        theme="data",
        unit="school weeks",
        look_back=THIS_YEAR,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        concern="Attendance is known for {value:week|weeks} of this school year.",
        none="Attendance is known for no week of this school year.",
    ),
    Feature(
        name="weeks_known_last_year",
        title="school weeks known last year",
        description="School weeks of last academic year with a possible session.",
        theme="data",
        unit="school weeks",
        look_back=LAST_YEAR,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        concern="Attendance is known for {value:week|weeks} of last school year.",
        none="Attendance is known for no week of last school year.",
    ),
    Feature(
        name="weeks_in_area",
        title="time at schools of this area",
        description=(
            "School weeks since the first entry to a school of the authority, at most "
            "two years: it tells a newcomer, of whom zero may mean not known, from "
            "others."
        ),
        theme="data",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=False,
        learnable=False,
        reason="known",
        sources=("enrolments", "calendar"),
        concern=(
            "At schools of this area for {value:school week|school weeks} of this and "
            "last school year."
        ),
        none="New to the schools of this area this week.",
    ),
    Feature(
        name="weeks_since_mark",
        title="how recent the registers are",
        description="School weeks since the last week with a possible session.",
        theme="data",
        unit="school weeks",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        missing="no possible session is known in the last 12 school weeks",
        concern=(
            "The latest attendance known is {value:school week|school weeks} older "
            "than the last school week."
        ),
        none="Attendance is known up to the last school week.",
    ),
)
