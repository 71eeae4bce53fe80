"""Declarations of the transition features."""

from __future__ import annotations

from features.catalogue import guidance
from features.catalogue.feature import (
    NEWCOMER,
    ON_THE_DAY,
    SINCE_ENTRY,
    THIS_YEAR,
    TWO_YEARS,
    Feature,
)

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
        missing=NEWCOMER,
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
        missing=NEWCOMER,
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
        missing=NEWCOMER,
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
        missing=NEWCOMER,
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
    Feature(
        name="weeks_since_move",
        title="time since a change of school",
        description=(
            "School weeks since entering this school after another, unless that one's "
            "last year group ended."
        ),
        theme="transition",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=False,
        reason="school_moves",
        sources=ENROLMENTS,
        missing=(
            "did not come from another school, its last year group aside, in the "
            "look-back"
        ),
        concern="Came from another school {value:school week|school weeks} ago.",
        none="Comes from another school this week.",
        unknown="No change of school is recorded in this or last school year.",
    ),
    Feature(
        name="weeks_since_phase_move",
        title="time since moving up a phase",
        description=(
            "School weeks since entering this school after finishing the last year "
            "group of another."
        ),
        theme="transition",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=True,
        reason="new_school",
        sources=ENROLMENTS,
        missing=(
            "did not come from the last year group of another school in the look-back"
        ),
        concern=(
            "Moved up from the last year group of another school {value:school "
            "week|school weeks} ago."
        ),
        none="Moves up from the last year group of another school this week.",
        unknown=(
            "No move up from another school is recorded in this or last school year."
        ),
    ),
    Feature(
        name="school_years_here",
        title="how long this has been the school",
        description=(
            "Academic years of this school begun before this one, from the year of "
            "entry."
        ),
        theme="transition",
        unit="school years",
        look_back=SINCE_ENTRY,
        direction=0,
        actionable=False,
        reason="new_school",
        sources=ENROLMENTS,
        concern=(
            "Has been at this school for {value:full school year|full school years} "
            "before this one."
        ),
        none="Came to this school this school year.",
    ),
    Feature(
        name="suspension_rate_change_on_move",
        title="how often the former and this school suspend",
        description=(
            "school_suspension_rate_last_year less the same of the former school, for "
            "pupils who entered this school after another in the look-back, moving up "
            "included."
        ),
        theme="transition",
        unit="suspensions per 100 pupils",
        look_back=TWO_YEARS,
        direction=0,
        actionable=False,
        reason="school",
        sources=(*ENROLMENTS, "suspensions"),
        missing=(
            "did not come from another school in the look-back, or the rate of one of "
            "the two is not known"
        ),
        scope="school",
        concern=(
            "Came to a school that suspends more: "
            "{school_suspension_rate_last_year:suspension|suspensions} for every 100 "
            "pupils last school year, {former_school_suspension_rate_last_year:number} "
            "at the former school."
        ),
        strength=(
            "Came to a school that suspends less: "
            "{school_suspension_rate_last_year:suspension|suspensions} for every 100 "
            "pupils last school year, {former_school_suspension_rate_last_year:number} "
            "at the former school."
        ),
        none="The former school suspended as often as this one.",
        signed=True,
    ),
    Feature(
        name="in_alternative_provision",
        title="a place in alternative provision",
        description=(
            "1 when a placement in alternative provision runs, whatever its reason, "
            "else 0."
        ),
        theme="transition",
        unit="yes or no",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=True,
        reason="provision",
        sources=("alternative_provision", "calendar"),
        missing=(
            "never: zero means that none is recorded; short placements often are not"
        ),
        concern="Is placed in alternative provision.",
        none="No place in alternative provision is recorded.",
    ),
    Feature(
        name="weeks_since_alternative_provision",
        title="the return from alternative provision",
        description=(
            "School weeks since the latest placement in alternative provision ended."
        ),
        theme="transition",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=True,
        reason="provision",
        sources=("alternative_provision", "calendar"),
        missing="no placement has ended in the look-back, or one runs",
        concern=(
            "Came back from alternative provision {value:school week|school weeks} ago."
        ),
        none="Came back from alternative provision after the last school week.",
        unknown="No return from alternative provision is recorded.",
    ),
    Feature(
        name="weeks_since_week_away",
        title="the return from a whole week away",
        description=(
            "School weeks since the latest one with every possible session missed."
        ),
        theme="transition",
        unit="school weeks",
        look_back=TWO_YEARS,
        direction=0,
        actionable=True,
        learnable=False,
        reason="school_moves",
        guidance=guidance.LONG_ABSENCE,
        sources=("marks", "calendar", "enrolments"),
        missing="no such week is known in the look-back",
        concern=(
            "The latest whole school week away was {value:the last one|# school weeks "
            "ago}."
        ),
        unknown="No whole school week away is recorded in this or last school year.",
    ),
)
