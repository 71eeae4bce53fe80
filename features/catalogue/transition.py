"""Declarations of the transition features."""

from __future__ import annotations

from features.catalogue.feature import ON_THE_DAY, THIS_YEAR, TWO_YEARS, Feature

ENROLMENTS = ("enrolments", "calendar")

FEATURES = (
    Feature(
        name="weeks_at_school",
        title="time at this school",
        description=(
            "School weeks since entry, counted from last academic year at the earliest."
        ),
        theme="transition",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=False,
        reason="new_school",
        sources=ENROLMENTS,
        concern=(
            "At this school for {value:school week|school weeks} of this and last "
            "school year."
        ),
        none="Joins this school this week.",
    ),
    Feature(
        name="started_year_7",
        title="the start of secondary school",
        description=(
            "1 when in Year 7 and entered the school this academic year, else 0."
        ),
        theme="transition",
        unit="yes or no",
        look_back=THIS_YEAR,
        direction=0,
        actionable=True,
        reason="new_school",
        sources=(*ENROLMENTS, "year_groups"),
        missing="the year group is not known",
        concern="Started Year 7 at this school this school year.",
        none="Is not in the first year of secondary school.",
    ),
    Feature(
        name="moves_2y",
        title="changes of school",
        description=(
            "Schools entered after another, unless that one's last year group ended."
        ),
        theme="transition",
        unit="moves",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="school_moves",
        sources=ENROLMENTS,
        concern="{value:change|changes} of school in this and last school year.",
    ),
    Feature(
        name="in_year_moves_2y",
        title="changes of school during the year",
        description="Moves after the second school week of an academic year.",
        theme="transition",
        unit="moves",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="school_moves",
        sources=ENROLMENTS,
        concern=(
            "{value:change|changes} of school during the year, in this and last school "
            "year."
        ),
    ),
    Feature(
        name="managed_moves_2y",
        title="managed moves",
        description="Enrolments that ended in a managed move.",
        theme="transition",
        unit="moves",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="school_moves",
        sources=ENROLMENTS,
        concern="{value:managed move|managed moves} in this and last school year.",
    ),
    Feature(
        name="weeks_out_of_school_2y",
        title="time on no school's register",
        description="School weeks between leaving one school and entering the next.",
        theme="transition",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=1,
        actionable=False,
        reason="school_moves",
        sources=ENROLMENTS,
        concern=(
            "On no school's register for {value:school week|school weeks} in this and "
            "last school year."
        ),
        none="On a school's register without a gap between schools.",
    ),
    Feature(
        name="dual_registered",
        title="registration at two schools",
        description=(
            "1 when on roll as main or subsidiary of a dual registration, else 0."
        ),
        theme="transition",
        unit="yes or no",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=False,
        reason="school_moves",
        sources=ENROLMENTS,
        concern="Registered at two schools.",
        none="Registered at one school.",
    ),
)
