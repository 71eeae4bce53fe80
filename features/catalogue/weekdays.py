"""Declarations of when in the week, the day and the year sessions are missed."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.attendance import MARKS, NO_SESSION, SHARE
from features.catalogue.feature import THIS_YEAR, TWELVE_WEEKS, Feature

FEATURES = (
    Feature(
        name="monday_rate_12w",
        title="absence on Mondays",
        description="Absent over possible sessions of Mondays.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        guidance=guidance.AFTER_A_BREAK,
        sources=MARKS,
        missing="no possible session on a Monday is known in the look-back",
        concern="Missed {share} on Mondays in the last twelve school weeks.",
        none="No absence on a Monday in the last twelve school weeks.",
    ),
    Feature(
        name="friday_rate_12w",
        title="absence on Fridays",
        description="Absent over possible sessions of Fridays.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        guidance=guidance.PARTICULAR_DAYS,
        sources=MARKS,
        missing="no possible session on a Friday is known in the look-back",
        concern="Missed {share} on Fridays in the last twelve school weeks.",
        none="No absence on a Friday in the last twelve school weeks.",
    ),
    Feature(
        name="mornings_only_12w",
        title="mornings missed alone",
        description="Days on which the morning was missed and the afternoon attended.",
        theme="attendance",
        unit="school days",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_pattern",
        guidance=guidance.NOT_DAILY,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed only the morning on {value:school day|school days} in the last "
            "twelve school weeks."
        ),
        none=(
            "No day on which only the morning was missed in the last twelve school "
            "weeks."
        ),
    ),
    Feature(
        name="afternoons_only_12w",
        title="afternoons missed alone",
        description="Days on which the afternoon was missed and the morning attended.",
        theme="attendance",
        unit="school days",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_pattern",
        guidance=guidance.NOT_DAILY,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed only the afternoon on {value:school day|school days} in the last "
            "twelve school weeks."
        ),
        none=(
            "No day on which only the afternoon was missed in the last twelve school "
            "weeks."
        ),
    ),
    Feature(
        name="after_holiday_rate_year",
        title="absence after holidays",
        description=(
            "Absent over possible sessions of the first school week after each "
            "holiday of a week or more, the summer too."
        ),
        theme="attendance",
        unit=SHARE,
        look_back=THIS_YEAR,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        guidance=guidance.AFTER_A_BREAK,
        sources=MARKS,
        missing="no possible session in the first week after a holiday is known",
        concern="Missed {share} in the first week after holidays this school year.",
        none="No absence in the first week after holidays this school year.",
    ),
)
