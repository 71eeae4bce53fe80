"""Declarations of the shape of absence: a step, and the worst of weeks."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.attendance import MARKS, NO_SESSION, SHARE
from features.catalogue.feature import TWELVE_WEEKS, Feature

TWO_WEEKS = "fewer than two school weeks with a possible session are known"

FEATURES = (
    Feature(
        name="absence_break_12w",
        title="a step in absence",
        description=(
            "Rate of the last k of twelve school weeks less that of the weeks before,"
            " the largest for k from 3 to 9."
        ),
        theme="attendance",
        unit="difference of shares",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_recent",
        sources=MARKS,
        missing="possible sessions are not known on both sides of any division",
        concern=(
            "Absence stepped up in the last twelve school weeks: {value:percent} more"
            " of sessions were missed after one point than before."
        ),
        strength=(
            "Absence has stepped down in the last twelve school weeks, and not up."
        ),
        none="No step in absence in the last twelve school weeks.",
        signed=True,
    ),
    Feature(
        name="absence_slope_12w",
        title="the slope of absence",
        description=(
            "Least squares slope of the weekly absence rate on the school week, each "
            "week weighted by its possible sessions."
        ),
        theme="attendance",
        unit="difference of shares per school week",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_recent",
        sources=MARKS,
        missing=TWO_WEEKS,
        concern=(
            "Absence has risen by about {value:percent} of sessions a week over the "
            "last twelve school weeks."
        ),
        strength=(
            "On average absence has fallen from week to week over the last twelve "
            "school weeks."
        ),
        none="Absence has kept its level over the last twelve school weeks.",
        signed=True,
    ),
    Feature(
        name="absence_volatility_12w",
        title="how far absence differs from week to week",
        description="Standard deviation of the sessions missed in a school week.",
        theme="attendance",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=True,
        learnable=False,
        reason="absence_pattern",
        guidance=guidance.INTERMITTENT,
        sources=MARKS,
        missing=TWO_WEEKS,
        concern=(
            "The sessions missed in a week of the last twelve are as a rule "
            "{value:session|sessions} above or below their average."
        ),
        none="Missed as much in every week known of the last twelve as in any other.",
    ),
    Feature(
        name="absence_improving_12w",
        title="absence falling twice over",
        description=(
            "1 when the rate of the last four school weeks is below that of the four "
            "before, and that below that of the four before them, else 0."
        ),
        theme="attendance",
        unit="yes or no",
        look_back=TWELVE_WEEKS,
        direction=-1,
        actionable=True,
        learnable=False,
        reason="steady_attendance",
        sources=MARKS,
        missing="in one of three times four school weeks no possible session is known",
        concern="Absence has fallen twice over, from four school weeks to the next.",
        none="Absence has not fallen twice over in the last twelve school weeks.",
    ),
    Feature(
        name="highest_week_12w",
        title="the school week with most absence",
        description="Highest weekly absence rate.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed {value:percent} of sessions in the school week with most absence "
            "of the last twelve."
        ),
        none="Missed no session in any of the last twelve school weeks.",
    ),
    Feature(
        name="weeks_mostly_missed_12w",
        title="weeks missed for the most part",
        description=(
            "School weeks in which half or more of possible sessions were missed."
        ),
        theme="attendance",
        unit="school weeks",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed half or more of {value:week|weeks} of the last twelve.",
        none="Missed less than half of every week of the last twelve.",
    ),
)
