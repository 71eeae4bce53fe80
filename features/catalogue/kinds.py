"""Declarations of the kinds of absence."""

from __future__ import annotations

from features.catalogue.attendance import MARKS, NO_SESSION, SHARE
from features.catalogue.feature import FOUR_WEEKS, TWELVE_WEEKS, Feature

FEATURES = (
    Feature(
        name="authorised_rate_12w",
        title="authorised absence in the last twelve school weeks",
        description="Sessions with an authorised code over possible.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Absence was authorised for {share} in the last twelve school weeks.",
        none="No authorised absence in the last twelve school weeks.",
        out_of="possible_sessions_12w",
    ),
    Feature(
        name="illness_rate_4w",
        title="illness in the last four school weeks",
        description="Sessions marked I (illness) over possible.",
        theme="attendance",
        unit=SHARE,
        look_back=FOUR_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Away ill for {share} in the last four school weeks.",
        none="Not away ill in the last four school weeks.",
        out_of="possible_sessions_4w",
    ),
    Feature(
        name="medical_rate_12w",
        title="appointments in the last twelve school weeks",
        description="Sessions marked M (medical or dental appointment) over possible.",
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing=NO_SESSION,
        concern="At an appointment for {share} in the last twelve school weeks.",
        none="No absence for an appointment in the last twelve school weeks.",
        out_of="possible_sessions_12w",
    ),
    Feature(
        name="unauthorised_sessions_10w",
        title="unauthorised absence in the last ten school weeks",
        description=(
            "Sessions with an unauthorised code (G, N, O, U); the national framework "
            "for penalty notices (DfE, 2024) speaks of 10 in 10 school weeks."
        ),
        theme="attendance",
        unit="sessions",
        look_back="last 10 school weeks",
        direction=1,
        actionable=True,
        reason="absence_kind",
        sources=MARKS,
        missing="no possible session is known in the last 12 school weeks",
        concern=(
            "Absence was not authorised for {value:session|sessions} in the last ten "
            "school weeks."
        ),
        none="No unauthorised absence in the last ten school weeks.",
    ),
    Feature(
        name="missed_or_late_rate_12w",
        title="sessions missed or begun late",
        description=(
            "Sessions absent or marked L (late before the register closed) over "
            "possible: unlike lateness alone it cannot fall when a late pupil stays "
            "away."
        ),
        theme="attendance",
        unit=SHARE,
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        reason="lateness",
        sources=MARKS,
        missing=NO_SESSION,
        concern="Late for or absent from {share} in the last twelve school weeks.",
        strength="On time for {attended} in the last twelve school weeks.",
        none="There and on time throughout the last twelve school weeks.",
        out_of="possible_sessions_12w",
    ),
)
