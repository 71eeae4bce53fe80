"""Declarations of the attendance rates: how much of their own school was missed."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.feature import (
    FOUR_WEEKS,
    LAST_WEEK,
    LAST_YEAR,
    THIS_YEAR,
    TWELVE_WEEKS,
    TWO_YEARS,
    Feature,
)

MARKS = ("marks", "calendar", "enrolments")
NO_SESSION = "no possible session is known in the look-back"
SHARE = "share of possible sessions"

FEATURES = (
    Feature(
        name="absence_rate_1w",
        title="absence in the last school week",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back=LAST_WEEK,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} in the last school week.",
        strength="Attended {attended} in the last school week.",
        out_of="possible_sessions_1w",
    ),
    Feature(
        name="absence_rate_2w",
        title="absence in the last two school weeks",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back="last 2 school weeks",
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} in the last two school weeks.",
        strength="Attended {attended} in the last two school weeks.",
        none="Missed no session in the last two school weeks.",
    ),
    Feature(
        name="absence_rate_4w",
        title="absence in the last four school weeks",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back=FOUR_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} in the last four school weeks.",
        strength="Attended {attended} in the last four school weeks.",
        out_of="possible_sessions_4w",
    ),
    Feature(
        name="absence_rate_6w",
        title="absence in the last six school weeks",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back="last 6 school weeks",
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} in the last six school weeks.",
        strength="Attended {attended} in the last six school weeks.",
        none="Missed no session in the last six school weeks.",
    ),
    Feature(
        name="absence_rate_12w",
        title="absence in the last twelve school weeks",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} in the last twelve school weeks.",
        strength="Attended {attended} in the last twelve school weeks.",
        comparator=(
            "the year group in this area missed {year_group_absence_rate_12w:percent} "
            "on average"
        ),
        out_of="possible_sessions_12w",
    ),
    Feature(
        name="absence_rate_year",
        title="absence so far this school year",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back=THIS_YEAR,
        direction=1,
        actionable=True,
        reason="absence_long",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} so far this school year.",
        strength="Attended {attended} so far this school year.",
        out_of="possible_sessions_year",
    ),
    Feature(
        name="absence_rate_last_year",
        title="absence last school year",
        description="Authorised and unauthorised absence over possible sessions.",
        theme="attendance",
        unit=SHARE,
        look_back=LAST_YEAR,
        direction=1,
        actionable=False,
        reason="absence_long",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {share} last school year.",
        strength="Attended {attended} last school year.",
        out_of="possible_sessions_last_year",
    ),
    Feature(
        name="absence_above_line_year",
        title="distance from the 10% line",
        description=(
            "absence_rate_year less 0.1, the share at which DfE counts persistent "
            "absence."
        ),
        theme="attendance",
        unit="difference of shares",
        look_back=THIS_YEAR,
        direction=1,
        actionable=True,
        reason="absence_long",
        guidance=guidance.TENTH,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Above the 10% line: missed {absence_rate_year:percent} of sessions so "
            "far this school year."
        ),
        strength=(
            "Below the 10% line: missed {absence_rate_year:percent} of sessions so "
            "far this school year."
        ),
        none="On the 10% line of sessions missed so far this school year.",
        signed=True,
    ),
    Feature(
        name="sessions_left_before_line",
        title="sessions left before the 10% line",
        description=(
            "Sessions that can still be missed this academic year with absence below "
            "a tenth of its possible sessions: those known, and all that the calendar "
            "has ahead. Below zero the line is reached whatever comes."
        ),
        theme="attendance",
        unit="sessions",
        look_back=THIS_YEAR,
        direction=-1,
        actionable=True,
        reason="absence_long",
        guidance=guidance.TENTH,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Stays below the 10% line this school year if no more than "
            "{value:session is|sessions are} missed from now on."
        ),
        strength=(
            "At or above the 10% line for this school year, however few sessions are "
            "missed from now on."
        ),
        none=(
            "Stays below the 10% line this school year only if no more sessions are "
            "missed."
        ),
        signed=True,
    ),
    Feature(
        name="absence_same_weeks_last_year",
        title="absence in the same weeks of last year",
        description=(
            "Absent over possible sessions of last academic year up to the school "
            "week of it that this one has reached."
        ),
        theme="attendance",
        unit=SHARE,
        look_back=LAST_YEAR,
        direction=1,
        actionable=True,
        reason="absence_long",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed {value:percent} of sessions in the same weeks of last year.",
        none="Missed no session in the same weeks of last year.",
        comparator="so far this year {absence_rate_year:percent}",
    ),
    Feature(
        name="absence_trend",
        title="whether absence is rising or falling",
        description="absence_rate_4w less absence_rate_12w.",
        theme="attendance",
        unit="difference of shares",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_recent",
        sources=MARKS,
        missing="no possible session is known in the last 4 school weeks",
        concern=(
            "Absence is rising: {absence_rate_4w:percent} of sessions in the last four "
            "school weeks, {absence_rate_12w:percent} over the last twelve."
        ),
        strength=(
            "Absence is falling: {absence_rate_4w:percent} of sessions in the last "
            "four school weeks, {absence_rate_12w:percent} over the last twelve."
        ),
        none="Absence is neither rising nor falling.",
        signed=True,
    ),
    Feature(
        name="absence_change_on_last_year",
        title="absence compared with last school year",
        description=(
            "absence_rate_12w less absence_rate_last_year: the pupil's own past."
        ),
        theme="attendance",
        unit="difference of shares",
        look_back=TWO_YEARS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_long",
        sources=MARKS,
        missing="no possible session is known in either of the two look-backs",
        concern=(
            "Missed more than last year: {absence_rate_12w:percent} of sessions in the "
            "last twelve school weeks, {absence_rate_last_year:percent} last school "
            "year."
        ),
        strength=(
            "Missed less than last year: {absence_rate_12w:percent} of sessions in the "
            "last twelve school weeks, {absence_rate_last_year:percent} last school "
            "year."
        ),
        none="Missed the same share of sessions as last school year.",
        signed=True,
    ),
    Feature(
        name="absence_above_year_group_12w",
        title="absence compared with the year group",
        description=(
            "absence_rate_12w less the rate of all pupils of the year group on roll."
        ),
        theme="attendance",
        unit="difference of shares",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=(*MARKS, "year_groups"),
        missing=NO_SESSION,
        concern=(
            "Missed more than the year group: {absence_rate_12w:percent} of sessions "
            "in the last twelve school weeks, {year_group_absence_rate_12w:percent} on "
            "average in this area."
        ),
        strength=(
            "Missed less than the year group: {absence_rate_12w:percent} of sessions "
            "in the last twelve school weeks, {year_group_absence_rate_12w:percent} on "
            "average in this area."
        ),
        none="Missed as much as the year group in the last twelve school weeks.",
        signed=True,
        scope="year group",
    ),
    Feature(
        name="absence_above_school_12w",
        title="absence compared with the school",
        description=(
            "absence_rate_12w less the rate of all pupils on roll at the school."
        ),
        theme="attendance",
        unit="difference of shares",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed more than others at the school: {absence_rate_12w:percent} of "
            "sessions in the last twelve school weeks, "
            "{school_absence_rate_12w:percent} on average."
        ),
        strength=(
            "Missed less than others at the school: {absence_rate_12w:percent} of "
            "sessions in the last twelve school weeks, "
            "{school_absence_rate_12w:percent} on average."
        ),
        none="Missed as much as others at the school in the last twelve school weeks.",
        signed=True,
        scope="school",
    ),
    Feature(
        name="possible_sessions_12w",
        title="sessions known in the last twelve school weeks",
        description="Sessions with a mark that counts as possible.",
        theme="data",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        concern="{value:session|sessions} known in the last twelve school weeks.",
    ),
    Feature(
        name="possible_sessions_year",
        title="sessions known this school year",
        description="Sessions with a mark that counts as possible.",
        theme="data",
        unit="sessions",
        look_back=THIS_YEAR,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        concern="{value:session|sessions} known so far this school year.",
    ),
)
