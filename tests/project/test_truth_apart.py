"""No part of the pipeline can read the simulated county, nor its truth."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIPELINE = ("features", "models", "fairness", "training", "serving")
EVERY_MODULE = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(found.name)
print(*(name for name in sys.modules if name.startswith("records.county")))
"""


@pytest.mark.parametrize("package", PIPELINE)
def test_importing_all_of_a_package_loads_nothing_of_the_county(package):
    done = subprocess.run(
        [sys.executable, "-c", EVERY_MODULE, package],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("package", [*PIPELINE, "records"])
def test_no_source_names_where_the_truth_lies(package):
    for path in (ROOT / package).rglob("*.py"):
        if "county" not in path.relative_to(ROOT).parts:
            assert "probabilities.csv" not in path.read_text(), path.name
