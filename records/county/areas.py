"""The areas that can be simulated: their schools, pupils and districts, to scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from records.errors import InputRejected


@dataclass(frozen=True, kw_only=True)
class Area:
    """What an area consists of; a simulation is a model of it to scale.

    Attributes
    ----------
    name : str
        As in ``places.csv``, in the published rates and in the fitted levels.
    schools : tuple of int
        Primary, secondary and special schools, and units of alternative provision.
    heads : tuple of int
        Pupils on roll of the first three; those of units come from them.
    grammar : int
        Secondary schools that select.
    """

    name: str
    schools: tuple[int, int, int, int]
    heads: tuple[int, int, int]
    grammar: int

    @property
    def pupils(self) -> int:
        """All pupils on roll."""
        return sum(self.heads)

    @property
    def shares(self) -> tuple[float, ...]:
        """Of all pupils, those of primary, secondary and special schools."""
        return tuple(heads / self.pupils for heads in self.heads)

    @property
    def places(self) -> pl.DataFrame:
        """Districts in order: cluster, shares of pupils and of meals, minorities.

        ``minority`` says how many more minority pupils live there than elsewhere.
        """
        return _places().filter(pl.col("area") == self.name)

    def scaled(self, pupils: int) -> tuple[int, int, int]:
        """Return the pupils of each phase in a model of ``pupils``."""
        primary, _, special = (round(pupils * share) for share in self.shares)
        return primary, pupils - primary - special, special


AREAS = {
    area.name: area
    for area in (
        # 2025/26, DfE LAIT and school census; units of alternative provision: a guess.
        Area(
            name="gloucestershire",
            schools=(242, 41, 13, 3),
            heads=(47_743, 43_767, 1_636),
            grammar=7,
        ),
        # January 2024, DfE "Schools, pupils and their characteristics": primary
        # schools as published; all others rounded, from memory; verify.
        Area(
            name="england",
            schools=(16_764, 3_452, 1_050, 330),
            heads=(4_614_990, 3_670_000, 160_000),
            grammar=163,
        ),
    )
}


def area_called(name: str) -> Area:
    """Return the area of a name.

    Raises
    ------
    InputRejected
        When there is none.
    """
    if name not in AREAS:
        names = " or ".join(AREAS)
        raise InputRejected(f"no rates are held for {name!r}; use {names}")
    return AREAS[name]


@cache
def _places() -> pl.DataFrame:
    return pl.read_csv(files(__package__).joinpath("places.csv").read_bytes())
