"""Pupils: who they are, as the census and the registers of the authority know them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.areas import Area
from records.county.calendar import Calendar
from records.county.names import forenames, surnames
from records.county.roll import Roll, roll
from records.county.schools import PRIMARY, SECONDARY, SPECIAL, Schools
from records.county.upn import upns

# Codes of records/codes/sen_needs.csv in force.
NEEDS = (
    *("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI"),
    *("VI", "MSI", "PD", "ASD", "DS", "OTH", "NSA"),
)
SEMH = NEEDS.index("SEMH")
ASD = NEEDS.index("ASD")
# Share of each need with SEN support, an EHC plan, and in special schools: estimates.
NEED_SHARES = (
    (16, 16, 0, 0, 20, 25, 2, 1, 0.2, 2, 9, 0.1, 5, 3.7),
    (5, 8, 8, 1, 19, 18, 2, 1, 0.4, 4, 31, 1.5, 1.1, 0),
    (1, 9, 22, 8, 14, 3, 0.5, 0.5, 0.5, 3, 36, 2, 0.5, 0),
)
SUPPORT_SHARE, PLAN_SHARE = 0.153, 0.051
MOST_MINORITIES = 0.9  # of a district's households
KIN = 0.85  # correlation of hardship between brothers and sisters: an estimate


@dataclass(frozen=True, eq=False)
class People:
    """One array entry per pupil who is ever on a roll, brothers and sisters together.

    Attributes
    ----------
    upn : list of str
    household : ndarray of shape (n_pupils,), shared by brothers and sisters
    cohort : ndarray of shape (n_pupils,), year of the pupil's Reception September
    born : ndarray of shape (n_pupils,), datetime64[D]
    special, sixth : ndarray of shape (n_pupils,), bool
        In a special school throughout; stays for Years 12 and 13.
    primary, secondary : ndarray of shape (n_pupils,), index of the school meant
    male, fsm : ndarray of shape (n_pupils,), bool
    ethnicity : ndarray of shape (n_pupils,), codes of the census
    sen : ndarray of shape (n_pupils,), 0 none, 1 support, 2 plan, when fully known
    need : ndarray of shape (n_pupils,), index into NEEDS, -1 for none
    hardship : ndarray of shape (n_pupils,), standard normal, hidden
        How hard home is; it drives meals, care, moves and needs.
    """

    upn: list[str]
    household: NDArray[np.int64]
    cohort: NDArray[np.int64]
    born: NDArray[np.datetime64]
    special: NDArray[np.bool_]
    sixth: NDArray[np.bool_]
    primary: NDArray[np.int64]
    secondary: NDArray[np.int64]
    male: NDArray[np.bool_]
    fsm: NDArray[np.bool_]
    ethnicity: NDArray[np.str_]
    sen: NDArray[np.int64]
    need: NDArray[np.int64]
    hardship: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.cohort)

    def part(self, start: int, stop: int) -> People:
        """Return the pupils from ``start`` up to ``stop``."""
        return People(**{name: own[start:stop] for name, own in vars(self).items()})


def people(
    pupils: int, area: Area, schools: Schools, days: Calendar, rng: np.random.Generator
) -> People:
    """Populate the county, from the oldest Year 13 to the youngest Reception.

    Parameters
    ----------
    pupils : int
        Wanted on roll at the end; somewhat more are born.
    area : Area
        Whose phases, meals and ethnic make-up.
    """
    body = roll(pupils, area, days, rng)
    count, home = len(body.cohort), body.household
    families = int(home.max()) + 1
    origin = _choose(schools, schools.of(PRIMARY), families, rng)
    ethnicity = _ethnicity(area, schools.district[origin], rng)
    pressed = rng.standard_normal(families)
    poverty = 0.75 * pressed + 0.66 * rng.standard_normal(families)
    own = rng.standard_normal(count)
    hardship = np.sqrt(KIN) * pressed[home] + np.sqrt(1 - KIN) * own
    ability = rng.standard_normal(count) - 0.4 * hardship
    male = rng.random(count) < np.where(body.special, 0.72, 0.505)
    sen = _sen(body.special, male, hardship, rng)
    special = _choose(schools, schools.of(SPECIAL), count, rng)
    secondary = _secondaries(schools, origin[home], ability, rng)
    return People(
        upn=_upns(schools, origin[home], body.cohort),
        household=home,
        cohort=body.cohort,
        born=_births(body.cohort, rng),
        special=body.special,
        sixth=_stays(body, schools.sixth[secondary]),
        primary=np.where(body.special, special, origin[home]),
        secondary=np.where(body.special, special, secondary),
        male=male,
        fsm=_fsm(area, schools.district[origin[home]], body.special, poverty[home]),
        ethnicity=ethnicity[home],
        sen=sen,
        need=_needs(sen, body.special, rng),
        hardship=hardship,
    )


def _stays(body: Roll, has_sixth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Stay on where there is a sixth form; those who are in one have stayed."""
    return np.asarray((body.stays & has_sixth & ~body.special) | body.in_sixth)


def _choose(
    schools: Schools, among: NDArray[np.int64], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw a school for each of ``count`` pupils, in proportion to size."""
    edges = np.cumsum(schools.size[among]) / schools.size[among].sum()
    return among[np.minimum(np.searchsorted(edges, rng.random(count)), len(among) - 1)]


def _secondaries(
    schools: Schools,
    primary: NDArray[np.int64],
    ability: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Give the ablest the grammar schools and most others one in their district."""
    secondaries = schools.of(SECONDARY)
    grammar = secondaries[schools.selective[secondaries]]
    other = secondaries[~schools.selective[secondaries]]
    chosen = np.empty(len(primary), dtype=np.int64)
    for district in np.unique(schools.district[primary]):
        here = np.flatnonzero(schools.district[primary] == district)
        near = other[schools.district[other] == district]
        stays = rng.random(len(here)) < 0.8 * (len(near) > 0)
        chosen[here] = _choose(schools, other, len(here), rng)
        if len(near):
            chosen[here[stays]] = _choose(schools, near, int(stays.sum()), rng)
    cut = np.quantile(ability, 1 - schools.size[grammar].sum())
    able = ability > cut
    chosen[able] = _choose(schools, grammar, int(able.sum()), rng)
    return chosen


def _births(
    cohort: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.datetime64]:
    """Draw birthdays in the school year that turns five in Reception."""
    september = (cohort - 5).astype("U4").astype("datetime64[Y]") + np.timedelta64(
        8, "M"
    )
    born: NDArray[np.datetime64] = september.astype("datetime64[D]") + rng.integers(
        0, 365, len(cohort)
    ).astype("timedelta64[D]")
    return born


def _upns(
    schools: Schools, primary: NDArray[np.int64], cohort: NDArray[np.int64]
) -> list[str]:
    """Give each primary school's pupils of a cohort serial numbers from 1."""
    order = pl.DataFrame({"school": primary, "cohort": cohort})
    serial = order.select(pl.int_range(1, pl.len() + 1).over("school", "cohort"))
    return upns(schools.laestab[primary], cohort, serial.to_series().to_numpy())


def _fsm(
    area: Area,
    district: NDArray[np.int64],
    special: NDArray[np.bool_],
    poverty: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Meals by district, for the poorest households first."""
    share = area.places["meals"].to_numpy()[district] * np.where(special, 2.1, 1)
    rank = np.argsort(np.argsort(poverty, kind="stable")) / len(poverty)
    return np.asarray(rank > 1 - share)


def _sen(
    special: NDArray[np.bool_],
    male: NDArray[np.bool_],
    hardship: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    need = 0.4 * hardship + 0.4 * male + rng.standard_normal(len(male))
    need[special] = np.inf
    rank = np.argsort(np.argsort(need)) / len(need)
    return (rank > 1 - PLAN_SHARE - SUPPORT_SHARE).astype(np.int64) + (
        rank > 1 - PLAN_SHARE
    )


def _needs(
    sen: NDArray[np.int64], special: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    shares = np.array(NEED_SHARES)
    edges = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    row = np.where(special, 2, sen - 1)
    spot = rng.random(len(sen))[:, None]
    need = np.minimum((spot > edges[row]).sum(axis=1), len(NEEDS) - 1)
    return np.where(sen > 0, need, -1)


def _ethnicity(
    area: Area, district: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.str_]:
    """Draw each household's ethnicity; minorities live rather in the towns."""
    source = files(__package__).joinpath("ethnicity_shares.csv").read_bytes()
    shares = pl.read_csv(source)
    codes = np.array(shares["code"].to_list())
    weights = shares[area.name].to_numpy() / shares[area.name].sum()
    drawn = np.empty(len(district), dtype=codes.dtype)
    minority = area.places["minority"].to_numpy()
    even = minority[district].mean()
    for number, factor in enumerate(minority):
        here = district == number
        local = weights * np.where(codes == "WBRI", 1, factor / even)
        others = codes != "WBRI"
        # Of a few schools, those of one district may outweigh all others.
        local[others] *= min(1, MOST_MINORITIES / local[others].sum())
        local[~others] = 1 - local[others].sum()
        drawn[here] = rng.choice(codes, int(here.sum()), p=local)
    return drawn


def pupils_table(
    people: People, known: pl.Series, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the delivered ``pupils`` table.

    Parameters
    ----------
    known : polars.Series of dates
        Day on which each pupil became known.
    """
    foreign = {"WBRI": 0.01, "WIRI": 0.01, "WOTH": 0.7, "WIRT": 0.02, "WROM": 0.3}
    chance = np.array([foreign.get(code, 0.45) for code in people.ethnicity])
    chance[np.char.startswith(people.ethnicity, "M")] = 0.08
    spoken = rng.random(int(people.household.max()) + 1)[people.household]
    language = np.where(spoken < chance, "OTH", "ENG")
    language[rng.random(len(people)) < 0.006] = "NOT"
    return pl.DataFrame(
        {
            "upn": people.upn,
            "sex": np.where(people.male, "M", "F").tolist(),
            "birth_month": people.born.astype("datetime64[M]").astype("datetime64[D]"),
            "ethnicity": people.ethnicity.tolist(),
            "language": language.tolist(),
            "recorded_on": known,
        }
    )


def identities_table(people: People, rng: np.random.Generator) -> pl.DataFrame:
    """Return the delivered ``identities`` table; every name is invented."""
    families = surnames(int(people.household.max()) + 1, rng)
    return pl.DataFrame(
        {
            "upn": people.upn,
            "surname": pl.Series(families).gather(people.household),
            "forename": forenames(len(people), rng),
            "date_of_birth": people.born,
        }
    )
