"""Declarations of attendance patterns: what kind of absence, when, and in what runs."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.attendance import MARKS, NO_SESSION, SHARE
from features.catalogue.feature import FOUR_WEEKS, TWELVE_WEEKS, Feature

FEATURES = (
    Feature(
        name="unauthorised_rate_12w",
        title="unauthorised absence in the last twelve school weeks",
        description="Sessions with an unauthorised code (G, N, O, U) over possible.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Absence was not authorised for {share} in the last twelve school weeks."
        ),
        none="No unauthorised absence in the last twelve school weeks.",
        out_of="possible_sessions_12w",
    ),
    Feature(
        name="illness_rate_12w",
        title="illness in the last twelve school weeks",
        description="Sessions marked I (illness) over possible.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Away ill for {share} in the last twelve school weeks.",
        none="Not away ill in the last twelve school weeks.",
        out_of="possible_sessions_12w",
    ),
    Feature(
        name="unexplained_rate_4w",
        title="absence without a reason yet",
        description="Sessions still marked N (no reason yet) over possible.",
        theme="attendance",
        unit=SHARE,
        look_back=FOUR_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "No reason is recorded yet for absence from {share} in the last four "
            "school weeks."
        ),
        none="A reason is recorded for every absence in the last four school weeks.",
        out_of="possible_sessions_4w",
    ),
    Feature(
        name="late_rate_12w",
        title="late arrival in the last twelve school weeks",
        description=(
            "Sessions marked L (late before the register closed) over possible."
        ),
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="lateness",
        guidance=guidance.LATENESS,
        sources=MARKS,
        missing=NO_SESSION,
        concern="Arrived late for {share} in the last twelve school weeks.",
        none="Arrived on time throughout the last twelve school weeks.",
        learnable=False,
        out_of="possible_sessions_12w",
    ),
    Feature(
        name="late_after_close_12w",
        title="arrival after the register closed",
        description="Sessions marked U (after the register closed).",
        theme="attendance",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="lateness",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Arrived after the register had closed {value:once|# times} in the last "
            "twelve school weeks."
        ),
        none=(
            "Never arrived after the register had closed in the last twelve school "
            "weeks."
        ),
    ),
    Feature(
        name="reduced_timetable_12w",
        title="a reduced timetable",
        description="Sessions marked C2 (part-time timetable).",
        theme="attendance",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="part_time",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Was on a reduced timetable for {value:session|sessions} in the last "
            "twelve school weeks."
        ),
        none="Had no reduced timetable in the last twelve school weeks.",
    ),
    Feature(
        name="off_site_12w",
        title="off-site education",
        description=(
            "Sessions marked B (education off site that the school approved); before "
            "August 2024 also what is K now."
        ),
        theme="attendance",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=True,
        learnable=False,
        reason="provision",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Educated off site for {value:session|sessions} in the last twelve school "
            "weeks, as the school arranged."
        ),
        none="No session off site in the last twelve school weeks.",
    ),
    Feature(
        name="arranged_education_12w",
        title="education that the local authority arranged",
        description=(
            "Sessions marked K (attending education that the local authority "
            "arranged); why it did so is not read."
        ),
        theme="attendance",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=True,
        learnable=False,
        reason="provision",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Attended education that the local authority arranged for "
            "{value:session|sessions} in the last twelve school weeks."
        ),
        none=(
            "No session of education that the local authority arranged in the last "
            "twelve school weeks."
        ),
    ),
    Feature(
        name="absence_spells_12w",
        title="spells of absence",
        description="Runs of consecutive school days, each with a missed session.",
        theme="attendance",
        unit="spells",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_pattern",
        guidance=guidance.INTERMITTENT,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "{value:spell|separate spells} of absence in the last twelve school weeks."
        ),
        none="No spell of absence in the last twelve school weeks.",
    ),
    Feature(
        name="longest_spell_12w",
        title="the longest spell of absence",
        description="Longest run of consecutive school days with a missed session.",
        theme="attendance",
        unit="school days",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "The longest spell of absence in the last twelve school weeks was "
            "{value:school day|school days}."
        ),
        none="No spell of absence in the last twelve school weeks.",
    ),
    Feature(
        name="current_spell",
        title="absence up to the day of this list",
        description="Length of the run of absence that reaches the last school day.",
        theme="attendance",
        unit="school days",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_recent",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Missed sessions on {value:the last school day|each of the last # school "
            "days} before this list."
        ),
        none="No absence recorded on the last school day before this list.",
    ),
    Feature(
        name="weeks_with_absence_12w",
        title="weeks broken by absence",
        description="School weeks with at least one missed session.",
        theme="attendance",
        unit="school weeks",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_pattern",
        guidance=guidance.INTERMITTENT,
        sources=MARKS,
        missing=NO_SESSION,
        concern="Missed at least one session in {value:week|weeks} of the last twelve.",
        none="Missed no session in any of the last twelve school weeks.",
    ),
    Feature(
        name="full_weeks_in_a_row",
        title="full weeks of attendance in a row",
        description=(
            "School weeks since the last week with a missed session, at most 12."
        ),
        theme="attendance",
        unit="school weeks",
        look_back=TWELVE_WEEKS,
        direction=-1,
        actionable=True,
        reason="steady_attendance",
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Attended in full for {value:the last school week|# school weeks in a row}."
        ),
        none="Missed at least one session in the latest school week recorded.",
    ),
    Feature(
        name="monday_friday_share_12w",
        title="absence on Mondays and Fridays",
        description="Share of missed sessions that fell on a Monday or a Friday.",
        theme="attendance",
        unit="share of missed sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=True,
        learnable=False,
        reason="absence_pattern",
        guidance=guidance.PARTICULAR_DAYS,
        sources=MARKS,
        missing="no session was missed in the look-back",
        concern=(
            "{value:percent} of the sessions missed in the last twelve school weeks "
            "fell on a Monday or a Friday."
        ),
        none="No absence on a Monday or a Friday in the last twelve school weeks.",
        unknown="No absence is recorded in the last twelve school weeks.",
    ),
    Feature(
        name="single_session_absences_12w",
        title="days attended in part",
        description=(
            "Days on which some possible sessions were missed and some attended."
        ),
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
            "Missed part of the day on {value:school day|school days} in the last "
            "twelve school weeks."
        ),
        none="No day attended only in part in the last twelve school weeks.",
    ),
    Feature(
        name="registers_missing_12w",
        title="registers not taken",
        description="Sessions without a mark because the register was not taken.",
        theme="data",
        unit="sessions",
        look_back=TWELVE_WEEKS,
        direction=0,
        actionable=False,
        reason="known",
        sources=MARKS,
        missing="no session with or without a mark is known in the look-back",
        concern=(
            "The register was not taken for {value:session|sessions} in the last "
            "twelve school weeks."
        ),
        none="Every register was taken in the last twelve school weeks.",
    ),
)
