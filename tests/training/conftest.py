from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from small_county import Tables, county, lake, school_days


@pytest.fixture
def make_lake() -> Callable[..., Tables]:
    return lake


@pytest.fixture(scope="session")
def days() -> list[date]:
    return school_days(date(2024, 9, 2), date(2026, 5, 1))


@pytest.fixture(scope="session")
def county_tables(days: list[date]) -> Tables:
    return county(days)
