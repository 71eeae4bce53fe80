"""Schools: how many, how large, where, and how they differ in culture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.areas import Area
from records.county.names import school_names

PHASES = ("PS", "SS", "SP", "PR")
PRIMARY, SECONDARY, SPECIAL, UNIT = range(4)  # a unit: alternative provision

# No authority has a number from 981 to 999; each takes so many schools of a phase.
LAST_AUTHORITY, OF_AN_AUTHORITY = 999, 899
FIRST_ESTAB = (2_001, 4_001, 7_001, 1_101)
SIMS_SHARE = 0.09
KINDS = ("Primary School", "School", "Special School", "Alternative Provision")
SIXTH_FORMS = 0.5  # of the schools that are no grammar school: an estimate
# Standard deviations between schools of the same phase, of logarithms: estimates. The
# policies make one school hold about a tenth of the county's suspensions.
ABSENCE, CLIMATE, RECORDING, PRAISE, QUERY = 0.16, 0.25, 0.45, 0.6, 0.5
POLICY = (1.3, 0.9, 0.5, 0.3)  # by phase
QUIET_SHARE, LATE_SHARE = 0.12, 0.1


@dataclass(frozen=True, eq=False)
class Schools:
    """One array entry per school; the culture is hidden from the tables.

    Attributes
    ----------
    area : Area
    phase : ndarray of shape (n_schools,), index into PHASES
    district : ndarray of shape (n_schools,), index into the area's places
    selective, sixth, sims, quiet : ndarray of shape (n_schools,), bool
        Grammar schools; schools with a sixth form; schools that deliver marks as SIMS
        exports; schools that would under-record incidents.
    size : ndarray of shape (n_schools,), share of its phase's pupils
    absence, climate : ndarray of shape (n_schools,)
        School effects on the log rate of odd absences and of incidents.
    policy, recording, praise, query : ndarray of shape (n_schools,), factors
        How readily it suspends, records minor incidents, awards achievements and
        marks an absence N until a reason is known.
    lag : ndarray of shape (n_schools,), days until marks reach the authority
    """

    area: Area
    names: list[str]
    phase: NDArray[np.int64]
    district: NDArray[np.int64]
    selective: NDArray[np.bool_]
    sixth: NDArray[np.bool_]
    quiet: NDArray[np.bool_]
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
    def laestab(self) -> NDArray[np.int64]:
        """Seven-digit numbers within authority 999, and those before it when full."""
        full, rank = np.divmod(_rank_within(self.phase), OF_AN_AUTHORITY)
        school = np.array(FIRST_ESTAB)[self.phase] + rank
        number: NDArray[np.int64] = (LAST_AUTHORITY - full) * 10_000 + school
        return number

    def of(self, phase: int) -> NDArray[np.int64]:
        """Return the indices of the schools of one phase."""
        return np.flatnonzero(self.phase == phase)

    def table(self, known: date) -> pl.DataFrame:
        """Return the contract's ``schools`` table, known since ``known``."""
        kinds = np.array(KINDS)[self.phase]
        kinds[self.selective] = "Grammar School"
        places = self.area.places
        return pl.DataFrame(
            {
                "urn": self.urn,
                "laestab": self.laestab,
                "name": [f"{n} {k}" for n, k in zip(self.names, kinds, strict=True)],
                "phase": np.array(PHASES)[self.phase].tolist(),
                "selective": self.selective,
                "district": places["district"].gather(self.district),
                "cluster": places["cluster"].gather(self.district),
                "recorded_on": [known] * len(self.phase),
            }
        )


def schools(pupils: int, area: Area, rng: np.random.Generator) -> Schools:
    """Found schools to the area's scale; at least one special and one grammar.

    Parameters
    ----------
    pupils : int
        Pupils on roll; small counties get fewer schools of realistic size.
    area : Area
    """
    counts = _counts(pupils, area)
    phase = np.repeat(np.arange(4), counts)
    count = len(phase)
    selective = np.zeros(count, dtype=bool)
    grammar = max(1, round(counts[1] * area.grammar / area.schools[SECONDARY]))
    selective[counts[0] : counts[0] + grammar] = True
    size = _sizes(phase, counts, rng)
    climate = _factors(phase, size, CLIMATE, rng)
    incidents = np.where(selective, 0, size * climate)
    return Schools(
        area=area,
        names=school_names(count, rng),
        phase=phase,
        district=_districts(phase, area, rng),
        selective=selective,
        sixth=(phase == SECONDARY) & (selective | (rng.random(count) < SIXTH_FORMS)),
        quiet=rng.permutation(count) < max(1, round(QUIET_SHARE * count)),
        sims=_sims(phase, size),
        size=size,
        absence=np.log(_factors(phase, size, ABSENCE, rng)),
        climate=np.log(climate),
        policy=_factors(phase, incidents, np.array(POLICY), rng),
        recording=_factors(phase, size, RECORDING, rng),
        praise=_factors(phase, size, PRAISE, rng),
        query=_factors(phase, size, QUERY, rng),
        lag=_lags(count, rng),
    )


def _counts(pupils: int, area: Area) -> tuple[int, int, int, int]:
    scale = pupils / area.pupils
    primary, secondary, special, units = (round(n * scale) for n in area.schools)
    return (
        max(4, primary),
        max(3, secondary, min(5, pupils // 1200)),
        max(1, special),
        max(1, units),
    )


def _sizes(
    phase: NDArray[np.int64], counts: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return each school's share of its phase's pupils; units begin with equal ones."""
    size = rng.lognormal(0, np.array([0.45, 0.3, 0.3, 0])[phase])
    # The last school of a phase is small, so that it can be the one with SIMS.
    last = np.cumsum(counts) - 1
    size[last[:2]] = [0.8, 0.6]
    return np.asarray(size / np.bincount(phase, weights=size)[phase])


def _lags(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw the days until marks reach the authority: one school in ten is slow."""
    slow = rng.random(count) < LATE_SHARE
    return np.where(slow, rng.integers(2, 6, count), rng.integers(0, 2, count))


def _factors(
    phase: NDArray[np.int64],
    weight: NDArray[np.float64],
    spread: float | NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Deal the schools of each phase log-normal factors, of mean 1 by weight.

    They are the quantiles themselves in random order: counties differ in which school
    is strict, and not in how strict schools are.
    """
    factor = np.ones(len(phase))
    spreads = np.broadcast_to(spread, len(PHASES))
    for one in np.unique(phase):
        here = np.flatnonzero(phase == one)
        ranks = (np.arange(len(here)) + 0.5) / len(here)
        scores = np.array([NormalDist().inv_cdf(rank) for rank in ranks])
        factor[here] = np.exp(spreads[one] * rng.permutation(scores))
        if weight[here].any():
            factor[here] /= np.average(factor[here], weights=weight[here])
    return factor.astype(np.float32)


def _districts(
    phase: NDArray[np.int64], area: Area, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Spread each phase over the districts by their share of pupils."""
    edges = np.cumsum(area.places["pupils"].to_numpy())
    spot = (_rank_within(phase) + rng.random(4)[phase]) * 0.618034 % 1
    return np.minimum(np.searchsorted(edges, spot), len(edges) - 1)


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
