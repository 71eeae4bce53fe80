from datetime import date

import pytest

from records.county import County, simulate

UNTIL = date(2026, 11, 23)


@pytest.fixture(scope="session")
def county() -> County:
    return simulate(pupils=1500, seed=7, until=UNTIL)
