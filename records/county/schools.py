"""Schools: how many, how large, where, and how they differ in culture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.names import school_names

PHASES = ("PS", "SS", "SP")
PRIMARY, SECONDARY, SPECIAL = range(3)

# Gloucestershire 2025/26: 242 primary, 41 secondary (7 grammar), 13 special schools;
# 47,743, 43,767 and 1,636 of 93,146 pupils (DfE LAIT, school census).
COUNTY_PUPILS = 93_146
COUNTY_SCHOOLS = (242, 41, 13)
PHASE_SHARE = (0.5126, 0.4698, 0.0176)
GRAMMAR_SHARE = 7 / 41
SIMS_SHARE = 0.09

DISTRICTS = (
    "Cheltenham",
    "Cotswold",
    "Forest of Dean",
    "Gloucester",
    "Stroud",
    "Tewkesbury",
)
CLUSTERS = (
    "Cheltenham and Leckhampton",
    "North and South Cotswolds",
    "Forest and Severnside",
    "Gloucester City",
    "Stroud and Berkeley Vale",
    "Tewkesbury and Bishop's Cleeve",
)
DISTRICT_SHARE = (0.18, 0.12, 0.13, 0.22, 0.18, 0.17)


@dataclass(frozen=True, eq=False)
class Schools:
    """One array entry per school; the culture is hidden from the tables.

    Attributes
    ----------
    phase, district : ndarray of shape (n_schools,), index into PHASES, DISTRICTS
    selective, sims : ndarray of shape (n_schools,), bool
        Grammar schools; schools that deliver marks as SIMS exports.
    size : ndarray of shape (n_schools,), share of its phase's pupils
    absence, climate : ndarray of shape (n_schools,)
        School effects on the log rate of odd absences and of incidents.
    policy, recording, praise, query : ndarray of shape (n_schools,), factors
        How readily it suspends, records minor incidents, awards achievements and
        marks an absence N until a reason is known.
    lag : ndarray of shape (n_schools,), days until marks reach the authority
    """

    names: list[str]
    phase: NDArray[np.int64]
    district: NDArray[np.int64]
    selective: NDArray[np.bool_]
    sims: NDArray[np.bool_]
    size: NDArray[np.float64]
    absence: NDArray[np.float32]
    climate: NDArray[np.float32]
    policy: NDArray[np.float32]
    recording: NDArray[np.float32]
    praise: NDArray[np.float32]
    query: NDArray[np.float32]
    lag: NDArray[np.int64]

    @property
    def urn(self) -> NDArray[np.int64]:
        """URNs from 900001, which no school has."""
        return 900_001 + np.arange(len(self.phase))

    @property
    def estab(self) -> NDArray[np.int64]:
        """Four-digit numbers: primaries from 2001, secondaries 4001, special 7001."""
        return self.laestab % 10_000

    @property
    def laestab(self) -> NDArray[np.int64]:
        """Seven-digit numbers within authority 999."""
        first = np.array([9_992_001, 9_994_001, 9_997_001])[self.phase]
        return first + _rank_within(self.phase)

    def of(self, phase: int) -> NDArray[np.int64]:
        """Return the indices of the schools of one phase."""
        return np.flatnonzero(self.phase == phase)

    def table(self, known: date) -> pl.DataFrame:
        """Return the contract's ``schools`` table, known since ``known``."""
        kinds = np.array(["Primary School", "School", "Special School"])[self.phase]
        kinds[self.selective] = "Grammar School"
        return pl.DataFrame(
            {
                "urn": self.urn,
                "laestab": self.laestab,
                "name": [f"{n} {k}" for n, k in zip(self.names, kinds, strict=True)],
                "phase": np.array(PHASES)[self.phase].tolist(),
                "selective": self.selective,
                "district": [DISTRICTS[i] for i in self.district],
                "cluster": [CLUSTERS[i] for i in self.district],
                "recorded_on": [known] * len(self.phase),
            }
        )


def schools(pupils: int, rng: np.random.Generator) -> Schools:
    """Found schools to the county's scale; at least one special and one grammar.

    Parameters
    ----------
    pupils : int
        Pupils on roll; small counties get fewer schools of realistic size.
    """
    scale = pupils / COUNTY_PUPILS
    primary, secondary, special = (round(count * scale) for count in COUNTY_SCHOOLS)
    counts = (
        max(4, primary),
        max(3, secondary, min(5, pupils // 1200)),
        max(1, special),
    )
    phase = np.repeat(np.arange(3), counts)
    count = len(phase)
    selective = np.zeros(count, dtype=bool)
    selective[counts[0] : counts[0] + max(1, round(counts[1] * GRAMMAR_SHARE))] = True
    size = rng.lognormal(0, np.array([0.45, 0.3, 0.3])[phase])
    # The last school of a phase is small, so that it can be the one with SIMS.
    last = np.cumsum(counts) - 1
    size[last[:2]] = [0.8, 0.6]
    size /= np.bincount(phase, weights=size)[phase]
    return Schools(
        names=school_names(count, rng),
        phase=phase,
        district=_districts(phase, rng),
        selective=selective,
        sims=_sims(phase, size),
        size=size,
        absence=_normal(rng, count, 0.16),
        climate=_normal(rng, count, 0.25),
        policy=np.exp(_normal(rng, count, 0.7)),
        recording=np.exp(_normal(rng, count, 0.45)),
        praise=np.exp(_normal(rng, count, 0.6)),
        query=np.exp(_normal(rng, count, 0.5)),
        lag=rng.integers(0, 2, count),
    )


def _districts(phase: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Spread each phase over the districts by their share of pupils."""
    edges = np.cumsum(DISTRICT_SHARE)
    spot = (_rank_within(phase) + rng.random(3)[phase]) * 0.618034 % 1
    return np.minimum(np.searchsorted(edges, spot), 5)


def _sims(phase: NDArray[np.int64], size: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the last schools of both large phases until they hold a tenth of it."""
    sims = np.zeros(len(phase), dtype=bool)
    for one in (PRIMARY, SECONDARY):
        members = np.flatnonzero(phase == one)[::-1]
        chosen = np.cumsum(size[members]) <= SIMS_SHARE
        chosen[0] = True
        sims[members[chosen]] = True
    return sims


def _rank_within(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the members of each sorted group from 0."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)


def _normal(rng: np.random.Generator, count: int, spread: float) -> NDArray[np.float32]:
    return (spread * rng.standard_normal(count)).astype(np.float32)
