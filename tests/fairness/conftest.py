from dataclasses import dataclass

import numpy as np
import pytest


@dataclass(frozen=True)
class Pupils:
    y_true: np.ndarray
    selected: np.ndarray
    score: np.ndarray
    school: np.ndarray
    groups: dict[str, np.ndarray]


def draw_pupils(
    seed: int, n: int = 6000, schools: int = 20, bias: float = 0.0
) -> Pupils:
    """Pupils whose risk owes nothing to their group; ``bias`` hides SEN support."""
    rng = np.random.default_rng(seed)
    school = rng.integers(0, schools, n)
    risk = -2.5 + rng.normal(0, 0.5, schools)[school] + rng.normal(0, 1.2, n)
    groups = {
        "priority_group": rng.choice(
            ["All other groups", "Black Caribbean", "Mixed", "Other White"],
            n,
            p=[0.89, 0.01, 0.05, 0.05],
        ),
        "sen": rng.choice(
            ["No SEN", "SEN support", "EHC plan"], n, p=[0.8, 0.15, 0.05]
        ),
        "sex": rng.choice(["Female", "Male"], n),
    }
    seen = risk + rng.normal(0, 0.7, n) - bias * (groups["sen"] == "SEN support")
    return Pupils(
        y_true=rng.random(n) < 1 / (1 + np.exp(-risk)),
        selected=seen >= np.quantile(seen, 0.9),
        score=1 / (1 + np.exp(-seen)),
        school=school,
        groups=groups,
    )


@pytest.fixture(scope="session")
def simulate():
    return draw_pupils


@pytest.fixture(scope="session")
def pupils() -> Pupils:
    return draw_pupils(seed=1, n=4000)
