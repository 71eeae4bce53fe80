"""Declarations of how much is known, so that too little to say can be said."""

from __future__ import annotations

from features.catalogue.attendance import MARKS
from features.catalogue.feature import TWELVE_WEEKS, Feature

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
