from datetime import date

import numpy as np
import polars as pl
import pytest

from records.county import effect_of_support, simulate, truth, write_truth
from records.errors import InputRejected

AS_OF = date(2026, 3, 2)
UNTIL = date(2026, 11, 23)


@pytest.fixture(scope="module")
def probabilities(county):
    return truth(county, [AS_OF], futures=12)


def test_truth_gives_each_pupil_on_roll_two_probabilities(probabilities):
    assert not probabilities["upn"].is_duplicated().any()
    assert probabilities["suspension"].is_between(0, 1).all()
    assert probabilities["persistent_absence"].drop_nulls().is_between(0, 1).all()
    assert 0.01 < probabilities["suspension"].mean() < 0.08


def test_truth_foretells_who_is_suspended_better_than_chance(county, probabilities):
    until = AS_OF.replace(month=6)
    begun = county.tables["suspensions"].filter(
        pl.col("start_date").is_between(AS_OF, until), pl.col("category") != "LNCH"
    )
    came = probabilities["upn"].is_in(begun["upn"].implode())
    assert came.sum() > 5
    mean = probabilities.group_by(came.alias("came")).agg(pl.col("suspension").mean())
    by = dict(mean.iter_rows())
    assert by[True] > 4 * by[False]


def test_truth_is_neither_too_high_nor_too_low():
    county = simulate(pupils=4000, seed=21, until=UNTIL)
    as_ofs = [date(2025, 3, 3), date(2025, 9, 15), date(2026, 3, 2)]
    found = truth(county, as_ofs, futures=8)
    sent = county.tables["suspensions"].filter(pl.col("category") != "LNCH")
    came = expected = variance = 0.0
    for as_of, window in found.group_by("as_of", maintain_order=True):
        weeks = county.tables["calendar"]["week"].unique().sort()
        last = weeks.filter(weeks >= as_of[0])[12]
        begun = sent.filter(
            pl.col("start_date") >= as_of[0], pl.col("start_date") < last
        )
        came += window["upn"].is_in(begun["upn"].implode()).sum()
        chance = window["suspension"].to_numpy()
        expected += chance.sum()
        variance += (chance * (1 - chance)).sum()
    assert abs(came - expected) < 3.5 * np.sqrt(variance)


def test_the_standard_error_is_what_other_futures_differ_by(county):
    first, second = (
        truth(county, [day], futures=24) for day in (AS_OF, AS_OF.replace(day=9))
    )
    # The same pupils a week later, with other luck: most of them differ by no more
    # than the errors say, and the errors are small where it matters.
    both = first.join(second, on="upn", suffix="_later")
    columns = ("persistent_absence_error", "persistent_absence_error_later")
    error = np.hypot(*(both[column].to_numpy() for column in columns))
    apart = (both["persistent_absence"] - both["persistent_absence_later"]).abs()
    apart = apart.to_numpy()
    known = (error > 0) & np.isfinite(apart)
    inside = apart[known] < 2 * error[known]
    assert inside.mean() > 0.8
    assert first["suspension_error"].mean() < 0.01


def test_support_helps_on_average_and_not_everybody(county):
    effect = effect_of_support(county, AS_OF, futures=8)
    assert set(effect.columns) >= {"upn", "persistent_absence", "suspension_error"}
    for outcome in ("persistent_absence", "suspension"):
        change = effect[outcome].drop_nulls()
        assert change.mean() < 0
    assert (effect["persistent_absence"] == 0).mean() > 0.2


def test_truth_is_written_apart_and_the_same_each_time(county, probabilities, tmp_path):
    write_truth(county, tmp_path, [AS_OF], futures=12)
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.csv")]
    assert files == ["truth/probabilities.csv"]
    again = pl.read_csv(tmp_path / files[0], try_parse_dates=True)
    assert again.equals(probabilities)


def test_a_horizon_beyond_the_calendar_is_refused(county):
    with pytest.raises(InputRejected, match="12 school weeks"):
        truth(county, [date(2027, 6, 7)], futures=1)
