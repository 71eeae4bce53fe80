"""Gloucestershire's levels of help, and the form that each is written down on.

Source: Gloucestershire County Council, Graduated Pathway of Early Help and Targeted
Support (guidance of November 2023); Gloucestershire Safeguarding Children
Partnership, Levels of Intervention, version 7 (December 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much help a child and family have, from the least to the most."""

    UNIVERSAL = "universal"
    ADDITIONAL = "additional"
    INTENSIVE = "intensive"
    SPECIALIST = "specialist"

    @property
    def above(self) -> Level | None:
        """The next level up, None above the last."""
        levels = list(Level)
        place = levels.index(self) + 1
        return levels[place] if place < len(levels) else None

    @property
    def below(self) -> Level | None:
        """The next level down, None below the first."""
        levels = list(Level)
        place = levels.index(self)
        return levels[place - 1] if place else None


@dataclass(frozen=True)
class Meaning:
    """A level in words: its name, the form it uses and who takes part."""

    title: str
    form: str
    meaning: str


MEANINGS: dict[Level, Meaning] = {
    Level.UNIVERSAL: Meaning(
        "Universal",
        "No plan is needed; the pupil may fill in My Profile",
        "What every child has: the school, the health visitor, the doctor.",
    ),
    Level.ADDITIONAL: Meaning(
        "Additional",
        "My Plan",
        "A little more help, most often from the school alone.",
    ),
    Level.INTENSIVE: Meaning(
        "Intensive",
        "My Assessment and My Plan+",
        "Help from several services, who meet with the family as a team. "
        "A lead practitioner holds it together.",
    ),
    Level.SPECIALIST: Meaning(
        "Specialist",
        "The plan that the law sets, such as an EHC plan or a child in need plan",
        "Help that the law sets out. It starts with a referral, outside Waymark.",
    ),
}
