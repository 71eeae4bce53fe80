"""Declarations of what is off unless a deployment switches it on, with a reason."""

from __future__ import annotations

from features.catalogue.feature import ON_THE_DAY, Feature

FEATURES = (
    Feature(
        name="sen_support",
        title="SEN support",
        description="1 when SEN support is recorded, else 0.",
        theme="context",
        unit="yes or no",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=False,
        reason="characteristic",
        sources=("sen",),
        concern="SEN support is recorded.",
        none="No SEN support is recorded.",
    ),
    Feature(
        name="ehcp",
        title="an education, health and care plan",
        description="1 when an education, health and care plan is recorded, else 0.",
        theme="context",
        unit="yes or no",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=False,
        reason="characteristic",
        sources=("sen",),
        concern="An education, health and care plan is recorded.",
        none="No education, health and care plan is recorded.",
    ),
    Feature(
        name="cin",
        title="a child in need or child protection plan",
        description=(
            "1 when a child in need or child protection period is open, else 0."
        ),
        theme="context",
        unit="yes or no",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=False,
        reason="characteristic",
        sources=("care_periods",),
        concern="A child in need or child protection plan is recorded.",
        none="No child in need or child protection plan is recorded.",
    ),
    Feature(
        name="cla",
        title="being looked after",
        description="1 when a period as a child looked after is open, else 0.",
        theme="context",
        unit="yes or no",
        look_back=ON_THE_DAY,
        direction=0,
        actionable=False,
        reason="characteristic",
        sources=("care_periods",),
        concern="Recorded as a child looked after.",
        none="Not recorded as a child looked after.",
    ),
)
