"""Declarations of the kinds of absence."""

from __future__ import annotations

from features.catalogue import guidance
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
        description=("Sessions with an unauthorised code (G, N, O, U)."),
        theme="attendance",
        unit="sessions",
        look_back="last 10 school weeks",
        direction=1,
        actionable=True,
        reason="absence_kind",
        guidance=guidance.PENALTY,
        sources=MARKS,
        missing="no possible session is known in the last 12 school weeks",
        concern=(
            "Absence was not authorised for {value:session|sessions} in the last ten "
            "school weeks."
        ),
        none="No unauthorised absence in the last ten school weeks.",
    ),
    Feature(
        name="illness_spells_12w",
        title="spells of illness",
        description="Runs of consecutive school days, each with a session marked I.",
        theme="attendance",
        unit="spells",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_kind",
        guidance=guidance.MINOR_ILLNESS,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Away ill in {value:one spell|# separate spells} in the last twelve "
            "school weeks."
        ),
        none="Not away ill in the last twelve school weeks.",
    ),
    Feature(
        name="short_illness_rise_12w",
        title="short spells of illness",
        description=(
            "Spells of illness of one to three school days begun in the last six "
            "school weeks, less those begun in the six before."
        ),
        theme="attendance",
        unit="difference of spells",
        look_back=TWELVE_WEEKS,
        direction=1,
        actionable=True,
        learnable=False,
        reason="absence_kind",
        guidance=guidance.MINOR_ILLNESS,
        sources=MARKS,
        missing=NO_SESSION,
        concern=(
            "Short spells of illness come more often: {short_illnesses_6w:number} "
            "begun in the last six school weeks, {short_illnesses_before_6w:number} in "
            "the six before."
        ),
        strength=(
            "Short spells of illness come less often: {short_illnesses_6w:number} "
            "begun in the last six school weeks, {short_illnesses_before_6w:number} in "
            "the six before."
        ),
        none="Short spells of illness come neither more nor less often than before.",
        signed=True,
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
