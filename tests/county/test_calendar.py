from datetime import date

import pytest

from records.county.calendar import calendar


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2027, 3, 1)])
def test_a_year_has_about_190_days_and_no_weekend(until):
    table = calendar(until).table
    for _, year in table.group_by("academic_year"):
        assert 185 <= year.height <= 190
    assert table["date"].dt.weekday().max() <= 5
    assert table["date"].is_unique().all()


def test_the_years_run_from_two_septembers_before_to_the_summer_after():
    years = calendar(date(2026, 11, 23)).table["academic_year"].unique().sort()
    assert years.to_list() == ["2024/25", "2025/26", "2026/27"]


def test_term_dates_are_those_a_county_would_publish():
    days = set(calendar(date(2026, 11, 23)).table["date"])
    assert date(2025, 10, 24) in days
    assert date(2025, 10, 28) not in days  # autumn half term
    assert date(2025, 12, 19) in days
    assert date(2025, 12, 22) not in days  # Christmas
    assert date(2026, 2, 18) not in days  # spring half term
    assert date(2026, 4, 3) not in days  # Good Friday
    assert date(2026, 5, 4) not in days  # early May bank holiday


def test_each_year_has_six_half_terms_in_three_terms():
    table = calendar(date(2026, 11, 23)).table
    pairs = table.select("half_term", "term").unique().sort("half_term")
    assert pairs["half_term"].to_list() == [1, 2, 3, 4, 5, 6]
    assert pairs["term"].to_list() == [
        *["autumn"] * 2,
        *["spring"] * 2,
        *["summer"] * 2,
    ]
