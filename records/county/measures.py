"""What came about, counted after DfE's definitions, from marks, rolls and notices.

Everything is recomputed from what is delivered (marks as they stood at the end, rolls,
suspensions); nothing is taken from the simulator's own chances.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from records.county.attendance import ABSENT, CODES, POSSIBLE
from records.county.behaviour import EXCLUSION, LUNCHTIME
from records.county.calendar import Calendar
from records.county.history import History
from records.county.levels import PROVISIONS, SEXES
from records.county.moves import spells
from records.county.people import SEMH, People
from records.county.placement import OFF_ROLL
from records.county.roll import FIRST_SIXTH
from records.county.schools import PHASES, Schools
from records.county.world import World

BLOCK = 4096
EXAM_HALF_TERM = 6
JANUARY = 15
SESSIONS_A_DAY = 2


class Lived(Protocol):
    """What is counted: a county, or a pilot of one."""

    @property
    def world(self) -> World:
        """Who and what was there."""

    @property
    def history(self) -> History:
        """What happened."""


def full_years(days: Calendar) -> range:
    """Return the academic years all of whose days have marks."""
    years = [year for year in range(days.years) if days.last_day(year) < days.taught]
    return range(len(years))


def final_marks(county: Lived, start: int) -> NDArray[np.uint8]:
    """Return one block's marks as they were known at the end.

    Returns
    -------
    ndarray of shape (n_days, 2, n_pupils of the block), index into CODES
    """
    marks = county.history.marks[:, :, start : start + BLOCK].copy()
    own = county.history.amended.filter(
        pl.col("pupil").is_between(start, start + BLOCK, closed="left")
    )
    day, pupil = own["day"].to_numpy(), own["pupil"].to_numpy() - start
    days = county.world.days
    known = days.dates[day] + own["delay"].to_numpy().astype("m8[D]") < days.until
    at = (day[known], own["session"].to_numpy()[known], pupil[known])
    marks[at] = own["code"].to_numpy()[known]
    return marks


def enrolments(county: Lived) -> pl.DataFrame:
    """Return possible and absent sessions of each enrolment and full year.

    As in DfE's absence statistics: ages 5 to 15, without the last half term of Year
    11; who moves counts at each school; enrolments without sessions do not count.

    Returns
    -------
    polars.DataFrame
        ``pupil, school, number`` (of the year), ``grade, possible, absent`` and what
        ``described`` adds.
    """
    parts = [
        _block_enrolments(county, start)
        for start in range(0, len(county.world.people), BLOCK)
    ]
    found = pl.concat(parts).filter(
        pl.col("possible") > 0, pl.col("grade").is_between(1, FIRST_SIXTH - 1)
    )
    return described(found, county.world.people, county.world.schools)


def _block_enrolments(county: Lived, start: int) -> pl.DataFrame:
    days, grade = county.world.days, _grades(county, start)
    possible, absent = _sums(county, start, grade)
    found = spells(county.history.school[: days.taught, start : start + BLOCK])
    parts = []
    for year in full_years(days):
        begins = np.maximum(found.first, days.first_day(year))
        ends = np.minimum(found.last, days.last_day(year)) + 1
        here = begins < ends
        who, begin, end = found.pupil[here], begins[here], ends[here]
        parts.append(
            pl.DataFrame(
                {
                    "pupil": who + start,
                    "school": found.school[here],
                    "number": np.full(len(who), year),
                    "grade": grade[year, who],
                    "possible": possible[end, who] - possible[begin, who],
                    "absent": absent[end, who] - absent[begin, who],
                }
            )
        )
    # A gap on the way back to the same school is one enrolment.
    key = ("pupil", "school", "number", "grade")
    return pl.concat(parts).group_by(key, maintain_order=True).sum()


def _sums(
    county: Lived, start: int, grade: NDArray[np.int64]
) -> list[NDArray[np.int16]]:
    """Return possible and absent sessions of one block up to the eve of each day."""
    days = county.world.days
    marks = final_marks(county, start)
    exams = days.table["half_term"].to_numpy()[: days.taught] == EXAM_HALF_TERM
    leavers = grade[days.year[: days.taught]] == FIRST_SIXTH - 1
    counts = ~(exams[:, None] & leavers)
    sums = []
    for kind in (POSSIBLE, ABSENT):
        daily = kind[marks].sum(axis=1, dtype=np.int16) * counts
        running = np.cumsum(daily, axis=0, dtype=np.int16)
        sums.append(np.pad(running, ((1, 0), (0, 0))))
    return sums


def _grades(county: Lived, start: int) -> NDArray[np.int64]:
    days, cohort = county.world.days, county.world.people.cohort[start : start + BLOCK]
    return days.start_year + np.arange(days.years)[:, None] - cohort


def described(rows: pl.DataFrame, people: People, schools: Schools) -> pl.DataFrame:
    """Add to rows of ``pupil, school, grade`` the groups that figures are given by."""
    pupil = rows["pupil"].to_numpy()
    sen = people.sen[pupil]
    return rows.with_columns(
        phase=pl.Series(np.array(PHASES)[schools.phase[rows["school"].to_numpy()]]),
        year=pl.when(pl.col("grade") == 0)
        .then(pl.lit("R"))
        .otherwise(pl.col("grade").cast(pl.String)),
        any_meals=pl.Series(np.where(people.fsm[pupil], "yes", "no")),
        any_sex=pl.Series(np.array(SEXES)[people.male[pupil].astype(np.int64)]),
        provision=pl.Series(np.array(PROVISIONS)[sen]),
        any_need=pl.Series(np.where(sen > 0, "any", "none")),
        need=pl.Series(np.where(people.need[pupil] == SEMH, "SEMH", "other")),
        ethnicity=pl.Series(people.ethnicity[pupil]),
    ).with_columns(
        meals=pl.col("phase") + " " + pl.col("any_meals"),
        sex=pl.col("phase") + " " + pl.col("any_sex"),
    )


def absence_rates(found: pl.DataFrame, margin: str) -> pl.DataFrame:
    """Return ``metric, group, simulated, heads`` of one margin, in percent."""
    counted = found.filter(pl.col("phase") != "PR")
    if margin == "year":
        counted = counted.filter(pl.col("phase") != "SP")
    absent, possible = pl.col("absent"), pl.col("possible")
    rates = counted.group_by(group=margin).agg(
        overall_absence_rate=100 * absent.sum() / possible.sum(),
        persistent_absence_rate=100 * (10 * absent >= possible).mean(),
        severe_absence_rate=100 * (2 * absent >= possible).mean(),
        heads=pl.len(),
    )
    return rates.unpivot(
        index=["group", "heads"], variable_name="metric", value_name="simulated"
    )


def heads(county: Lived) -> pl.DataFrame:
    """Return a row for each pupil and school on roll in a January of a full year.

    Returns
    -------
    polars.DataFrame
        ``pupil, school, number, grade``, ``suspensions``, ``exclusions`` in the whole
        year at that phase, and what ``described`` adds.
    """
    days, people = county.world.days, county.world.people
    parts = []
    for year in full_years(days):
        january = np.datetime64(f"{days.start_year + year + 1}-01-{JANUARY}")
        school = county.history.school[int(np.searchsorted(days.dates, january))]
        who = np.flatnonzero(school != OFF_ROLL)
        parts.append(
            pl.DataFrame(
                {
                    "pupil": who,
                    "school": school[who].astype(np.int64),
                    "number": np.full(len(who), year),
                    "grade": days.start_year + year - people.cohort[who],
                }
            )
        )
    return described(pl.concat(parts), people, county.world.schools)


def notices(county: Lived) -> pl.DataFrame:
    """Return the suspensions (lunchtimes aside) and exclusions of the full years."""
    days, rows = county.world.days, county.history.notices
    day, pupil = rows["day"].to_numpy(), rows["pupil"].to_numpy()
    number = days.year[day]
    found = rows.with_columns(
        school=pl.Series(county.history.school[day, pupil].astype(np.int64)),
        number=pl.Series(number),
        grade=pl.Series(days.start_year + number - county.world.people.cohort[pupil]),
        pupil=pl.col("pupil").cast(pl.Int64),
        excluded=pl.col("category") == EXCLUSION,
    ).filter(pl.col("number") < len(full_years(days)), pl.col("category") != LUNCHTIME)
    return described(found, county.world.people, county.world.schools)


def behaviour_rates(
    on_roll: pl.DataFrame, given: pl.DataFrame, margin: str
) -> pl.DataFrame:
    """Return ``metric, group, simulated, heads`` of one margin, per 100 pupils.

    As in DfE's statistics: per 100 pupils on roll in January, sixth forms included.
    """
    phases = pl.col("phase") != "PR"
    if margin == "year":
        phases &= pl.col("phase") != "SP"
    counts = on_roll.filter(phases).group_by(group=margin).agg(heads=pl.len())
    sent = (
        given.filter(phases)
        .group_by(group=margin)
        .agg(
            suspension_rate=(~pl.col("excluded")).sum(),
            pupils_1plus_suspension_rate=pl.struct("pupil", "number")
            .filter(~pl.col("excluded"))
            .n_unique(),
            permanent_exclusion_rate=pl.col("excluded").sum(),
        )
    )
    joined = counts.join(sent, on="group", how="left").fill_null(0)
    return joined.unpivot(
        index=["group", "heads"], variable_name="metric", value_name="count"
    ).select(
        "group", "heads", "metric", simulated=100 * pl.col("count") / pl.col("heads")
    )


def code_shares(county: Lived, weeks: range) -> pl.DataFrame:
    """Return percentages of possible sessions, Year 1 to 11, in some weeks of a year.

    Parameters
    ----------
    weeks : range
        ISO weeks; those of all the full years count together.

    Returns
    -------
    polars.DataFrame
        ``phase, code, simulated``; the code ``absent`` is all absence.
    """
    days, schools = county.world.days, county.world.schools
    full = days.table.head(days.taught)["date"].dt.week().is_in(weeks).to_numpy()
    full &= days.year[: days.taught] < len(full_years(days))
    counts = np.zeros((len(PHASES), len(CODES)), dtype=np.int64)
    for start in range(0, len(county.world.people), BLOCK):
        marks = final_marks(county, start)[full]
        school = county.history.school[: days.taught, start : start + BLOCK][full]
        grade = _grades(county, start)[days.year[: days.taught][full]]
        taught = (school != OFF_ROLL) & (grade > 0) & (grade < FIRST_SIXTH)
        phase = schools.phase[np.where(taught, school, 0)]
        cell = phase[:, None] * len(CODES) + marks
        counts += np.bincount(
            cell[np.broadcast_to(taught[:, None], cell.shape)],
            minlength=counts.size,
        ).reshape(counts.shape)
    possible = counts[:, POSSIBLE].sum(axis=1, keepdims=True)
    share = 100 * counts / np.maximum(possible, 1)
    rows = pl.DataFrame(share.T, [*PHASES], orient="row").with_columns(
        code=pl.Series(CODES)
    )
    total = pl.DataFrame(share[:, ABSENT].sum(axis=1)[None], [*PHASES], orient="row")
    rows = pl.concat([rows, total.with_columns(code=pl.lit("absent"))])
    return rows.unpivot(index="code", variable_name="phase", value_name="simulated")


def daily_absence(county: Lived) -> pl.DataFrame:
    """Return ``date, phase, absent, possible`` of each taught day and phase."""
    days, schools = county.world.days, county.world.schools
    sums = np.zeros((2, days.taught, len(PHASES)))
    for start in range(0, len(county.world.people), BLOCK):
        marks = final_marks(county, start)
        school = county.history.school[: days.taught, start : start + BLOCK]
        phase = schools.phase[np.maximum(school, 0)]
        for place, kind in enumerate((ABSENT, POSSIBLE)):
            count = kind[marks].sum(axis=1, dtype=np.int64)
            for number in range(len(PHASES)):
                sums[place, :, number] += (count * (phase == number)).sum(axis=1)
    day, number = np.indices(sums.shape[1:])
    return pl.DataFrame(
        {
            "date": days.dates[day.ravel()],
            "phase": np.array(PHASES)[number.ravel()].tolist(),
            "absent": sums[0].ravel(),
            "possible": sums[1].ravel(),
        }
    )
