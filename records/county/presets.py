"""Counties that are often asked for, by name."""

from __future__ import annotations

from dataclasses import dataclass

from records.county.areas import AREAS
from records.errors import InputRejected


@dataclass(frozen=True, kw_only=True)
class Preset:
    """What a name stands for; each part can be said otherwise.

    Attributes
    ----------
    pupils : int
        The schools are to scale: as many of each phase as fit so many pupils.
    area : str
        Whose schools, districts, published rates and ethnic make-up.
    years : int
        Academic years.
    weeks : int
        Weekly deliveries after the first, which holds all history.
    """

    pupils: int
    area: str
    years: int
    weeks: int


PRESETS = {
    "demo": Preset(pupils=6_000, area="gloucestershire", years=3, weeks=12),
    "county": Preset(
        pupils=AREAS["gloucestershire"].pupils,
        area="gloucestershire",
        years=3,
        weeks=12,
    ),
    # England one to forty-two, as all of it wants a machine of 170 GB.
    "england": Preset(pupils=200_000, area="england", years=3, weeks=12),
}


def preset(name: str) -> Preset:
    """Return the preset of a name.

    Raises
    ------
    InputRejected
        When there is none.
    """
    if name not in PRESETS:
        names = ", ".join(PRESETS)
        raise InputRejected(f"there is no preset {name!r}; use one of {names}")
    return PRESETS[name]
