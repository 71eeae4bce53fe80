"""What the days bring has causes, and the causes can be found again."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from records.county import simulate
from records.county.attendance import CODES
from records.county.behaviour import DAYS_BEFORE_REMOVAL
from records.county.schools import UNIT

UNTIL = date(2026, 11, 23)
ILL = CODES.index("I")


@pytest.fixture(scope="module")
def large():
    return simulate(pupils=6000, seed=4, until=UNTIL)


def siblings(people):
    """Positions of pairs of pupils who stand side by side in one household."""
    return np.flatnonzero(people.household[1:] == people.household[:-1])


def test_brothers_and_sisters_share_school_and_surname(large):
    people = large.world.people
    pairs = siblings(people)
    # In families of one to three school-age children.
    assert 0.3 < 2 * len(pairs) / len(people) < 0.8
    assert (people.ethnicity[pairs] == people.ethnicity[pairs + 1]).all()
    ordinary = pairs[~(people.special[pairs] | people.special[pairs + 1])]
    assert (people.primary[ordinary] == people.primary[ordinary + 1]).all()
    names = large.tables["identities"].select("upn", "surname")
    surname = dict(names.iter_rows())
    known = [one for one in pairs if people.upn[one] in surname]
    known = [one for one in known if people.upn[one + 1] in surname]
    assert all(
        surname[people.upn[one]] == surname[people.upn[one + 1]] for one in known
    )


def test_illness_goes_round_a_household(large):
    ill = large.history.marks[:, 0, :] == ILL
    begins = ill[1:] & ~ill[:-1]
    pairs = siblings(large.world.people)
    together = (begins[:, pairs] & begins[:, pairs + 1]).mean()
    by_chance = begins[:, pairs].mean() * begins[:, pairs + 1].mean()
    assert together > 1.2 * by_chance


def test_an_excluded_pupil_goes_on_to_alternative_provision(large):
    left = large.history.left.filter(pl.col("excluded") == 1)
    assert left.height > 3
    schools, where = large.world.schools, large.history.school
    for day, pupil in left.select("day", "pupil").iter_rows():
        removed = day + DAYS_BEFORE_REMOVAL + 1
        before, after = where[removed - 1, pupil], where[removed, pupil]
        assert before != after
        assert after < 0 or schools.phase[after] == UNIT
    reasons = large.tables["enrolments"]["leaving_reason"]
    assert {"MM", "PEX", "AWAY", "EHE", None} <= set(reasons)


def test_some_come_back_after_a_gap(large):
    enrolments = large.tables["enrolments"].filter(pl.col("leaving_date").is_not_null())
    back = enrolments.join(
        large.tables["enrolments"].select("upn", back_on="entry_date"), on="upn"
    ).filter(pl.col("back_on") > pl.col("leaving_date").dt.offset_by("30d"))
    in_year = back.filter(pl.col("leaving_reason").is_not_null())
    assert in_year["upn"].n_unique() > 10


def test_a_suspension_makes_the_next_likelier_for_a_while(large):
    notices = large.history.notices.filter(pl.col("category") == 0)
    pairs = notices.join(notices, on="pupil", suffix="_next")
    gap = pairs["day_next"].cast(pl.Int64) - pairs["day"].cast(pl.Int64)
    soon = ((gap > 0) & (gap <= 40)).sum()
    later = ((gap > 100) & (gap <= 140)).sum()
    assert soon > 1.5 * later


def test_outings_come_round_as_often_in_each_class_of_a_phase(large):
    schools, trips = large.world.schools, large.world.trips
    of_school = trips.sum(axis=0).reshape(len(schools.phase), -1)
    for phase in (0, 1):
        gone = of_school[schools.phase == phase]
        assert gone.min() > 0
        assert gone.max() - gone.min() <= 1


def test_who_is_taught_off_site_is_spread_evenly_over_special_schools(large):
    special = large.world.apart[large.world.people.special]
    share = len(special) // 4
    counts = np.histogram(special, bins=4, range=(0, 1))[0]
    assert abs(counts - share).max() <= 3


def test_schools_differ_more_in_policy_than_in_behaviour(large):
    schools = large.world.schools
    notices, incidents = large.history.notices, large.history.incidents
    where = large.history.school

    def by_school(rows):
        day, pupil = rows["day"].to_numpy(), rows["pupil"].to_numpy()
        return np.bincount(where[day, pupil], minlength=len(schools.phase))

    open_to_all = (schools.phase == 1) & ~schools.selective
    grave = incidents.filter(pl.col("severity") >= 2)
    share = by_school(notices)[open_to_all] / by_school(grave)[open_to_all]
    assert share.max() > 2 * share.min()
