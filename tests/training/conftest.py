from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from training_county import Tables, county, lake, school_days

from models.outcomes import SUSPENSION
from training.fit import Recipe, TrainedModel, train
from training.matter import build_matrix
from training.splits import plan_split


@pytest.fixture
def make_lake() -> Callable[..., Tables]:
    return lake


@pytest.fixture(scope="session")
def days() -> list[date]:
    return school_days(date(2024, 9, 2), date(2026, 5, 1))


@pytest.fixture(scope="session")
def county_tables(days: list[date]) -> Tables:
    return county(days)


@pytest.fixture(scope="session")
def train_small(county_tables: Tables) -> Callable[..., TrainedModel]:
    """Train on the small county, its features built once for all tests."""
    split = plan_split(county_tables, SUSPENSION)
    features = build_matrix(county_tables, split.as_ofs)
    recipe = Recipe(parameters={"rounds": 40, "minimum_leaf": 30, "threads": 1})
    return partial(
        train,
        county_tables,
        lake_digest="lake",
        split=split,
        features=features,
        recipe=recipe,
    )


@pytest.fixture(scope="session")
def trained(train_small: Callable[..., TrainedModel]) -> TrainedModel:
    return train_small(SUSPENSION)
