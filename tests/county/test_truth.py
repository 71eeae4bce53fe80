from datetime import date

import polars as pl
import pytest

from records.county import truth, write_truth
from records.errors import InputRejected

AS_OF = date(2026, 3, 2)


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
        pl.col("start_date").is_between(AS_OF, until)
    )
    came = probabilities["upn"].is_in(begun["upn"].implode())
    assert came.sum() > 5
    mean = probabilities.group_by(came.alias("came")).agg(pl.col("suspension").mean())
    by = dict(mean.iter_rows())
    assert by[True] > 4 * by[False]


def test_truth_is_written_apart_and_the_same_each_time(county, probabilities, tmp_path):
    write_truth(county, tmp_path, [AS_OF], futures=12)
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.csv")]
    assert files == ["truth/probabilities.csv"]
    again = pl.read_csv(tmp_path / files[0], try_parse_dates=True)
    assert again.equals(probabilities)


def test_a_horizon_beyond_the_calendar_is_refused(county):
    with pytest.raises(InputRejected, match="12 school weeks"):
        truth(county, [date(2027, 6, 7)], futures=1)
