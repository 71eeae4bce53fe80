"""The county has the published shape, at any scale, and so has England."""

from datetime import date

import numpy as np
import pytest

from records.county import simulate
from records.county.areas import AREAS, area_called
from records.county.calendar import calendar
from records.county.headcount import counted, day_of_count
from records.county.people import people
from records.county.placement import placement
from records.county.presets import PRESETS
from records.county.schools import PRIMARY, SECONDARY, SPECIAL, UNIT, schools
from records.county.streams import FOUNDING, stream
from records.errors import InputRejected

UNTIL = date(2026, 11, 23)


def on_roll(pupils, area, seed, until):
    """Pupils of each phase on the day of the count, before a day is lived."""
    rng, days, place = stream(seed, FOUNDING), calendar(until), area_called(area)
    built = schools(pupils, place, rng)
    planned = placement(people(pupils, place, built, days, rng), built, days, rng)
    placed = counted(planned, built, days, place.scaled(pupils), rng)
    where = placed.school[day_of_count(days)]
    return np.bincount(built.phase[where[where >= 0]], minlength=4).tolist()


def test_the_county_has_its_published_schools():
    county = PRESETS["county"]
    built = schools(county.pupils, area_called(county.area), stream(7, FOUNDING))
    kinds = [len(built.of(phase)) for phase in (PRIMARY, SECONDARY, SPECIAL)]
    assert kinds == [242, 41, 13]
    assert built.selective.sum() == 7
    assert len(built.of(UNIT)) > 0
    table = built.table(UNTIL)
    assert table["district"].n_unique() == table["cluster"].n_unique() == 6
    assert table["laestab"].is_unique().all()
    assert (table["laestab"] // 10_000 == 999).all()
    assert table["name"].is_unique().all()


@pytest.mark.parametrize("seed", [7, 1])
def test_the_county_has_its_published_pupils_to_the_head(seed):
    assert PRESETS["county"].pupils == 93_146
    assert on_roll(93_146, "gloucestershire", seed, UNTIL) == [47_743, 43_767, 1_636, 0]


@pytest.mark.parametrize("pupils", [500, 1500, 6000])
@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2026, 7, 20), UNTIL])
@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_as_many_pupils_as_are_asked_for(pupils, until, area):
    assert sum(on_roll(pupils, area, 3, until)) == pupils


def test_what_the_days_bring_takes_nobody_off_the_roll():
    county = simulate(pupils=1500, seed=7, until=UNTIL)
    where = county.history.school[day_of_count(county.world.days)]
    assert (where >= 0).sum() == 1500


def test_england_has_its_schools_and_regions_to_scale():
    england = AREAS["england"]
    built = schools(england.pupils // 10, england, stream(7, FOUNDING))
    counts = [len(built.of(phase)) for phase in range(4)]
    assert counts == pytest.approx([n / 10 for n in england.schools], abs=0.5)
    assert built.selective.sum() == 16
    pupils = np.bincount(built.district, weights=built.size * (built.phase == PRIMARY))
    assert pupils == pytest.approx(england.places["pupils"].to_numpy(), abs=0.02)
    table = built.table(UNTIL)
    assert table["laestab"].is_unique().all()
    assert (table["laestab"] // 10_000 > 980).all()
    assert table["name"].is_unique().all()


def test_all_of_england_would_have_names_and_numbers_for_every_school():
    england = AREAS["england"]
    table = schools(england.pupils, england, stream(7, FOUNDING)).table(UNTIL)
    assert table.height == sum(england.schools)
    assert table["laestab"].is_unique().all()
    assert table["name"].is_unique().all()
    assert table["urn"].max() < 990_000


@pytest.mark.parametrize("area", AREAS)
def test_shares_of_districts_are_of_one_whole(area):
    assert AREAS[area].places["pupils"].sum() == pytest.approx(1)


@pytest.mark.parametrize(("years", "first"), [(1, 2026), (2, 2025), (4, 2023)])
def test_as_many_school_years_are_simulated_as_are_asked_for(years, first):
    county = simulate(pupils=500, seed=2, until=UNTIL, years=years)
    calendar_table = county.tables["calendar"]
    assert calendar_table["academic_year"].n_unique() == years
    marked = county.tables["marks"]["date"]
    assert marked.min().year == first
    assert marked.max() == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("years", "until", "said"),
    [
        (0, UNTIL, "only 1 to 10"),
        (11, UNTIL, "only 1 to 10"),
        (1, date(2025, 9, 1), "ask for more years"),
    ],
)
def test_years_that_hold_no_school_are_refused(years, until, said):
    with pytest.raises(InputRejected, match=said):
        simulate(pupils=500, seed=2, until=until, years=years)
