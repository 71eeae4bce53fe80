"""Declarations of the shape of absence: a step, and the worst of weeks."""

from __future__ import annotations

from features.catalogue.attendance import MARKS, NO_SESSION, SHARE
from features.catalogue.feature import TWELVE_WEEKS, Feature

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
