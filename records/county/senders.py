"""Which school sends its registers and behaviour records in which format."""

from __future__ import annotations

from dataclasses import dataclass

from records.county.exports import EXPORTS
from records.county.schools import Schools

OWN = "waymark"
WIDE = "-wide"
INTERFACES = ("wonde", "assembly")
# How the schools send their registers, the eleventh as the first: an estimate. A
# small county has each of them once.
DEALT = (
    *("sims", "arbor-wide", "wonde", "bromcom", "bromcom-wide"),
    *("arbor", "sims-wide", "assembly", OWN, "sims"),
)


@dataclass(frozen=True)
class Sender:
    """A school, and the form in which it sends.

    Attributes
    ----------
    laestab : int
    marks : str
        ``"sims"`` for its report of a row a session, ``"sims-wide"`` for the one in
        width, one of ``INTERFACES``, or ``OWN``: the authority holds them itself.
    """

    laestab: int
    marks: str

    @property
    def incidents(self) -> str:
        """The system whose behaviour report it sends, or ``OWN``."""
        system = self.marks.removesuffix(WIDE)
        return system if system in EXPORTS else OWN

    @property
    def returns_census(self) -> bool:
        """Whether the authority has its census as the XML that the school returned."""
        return self.marks.startswith("arbor")


def senders(schools: Schools) -> dict[int, Sender]:
    """Return, by URN, how each school sends."""
    return {
        int(urn): Sender(int(laestab), DEALT[number % len(DEALT)])
        for number, (urn, laestab) in enumerate(
            zip(schools.urn, schools.laestab, strict=True)
        )
    }
