"""No part of the pipeline can read the simulated county, nor its truth."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from records.errors import InputRejected
from records.ingest import ingest
from records.lake import Lake

ROOT = Path(__file__).parents[2]
PIPELINE = ("features", "models", "fairness", "training", "serving")
EVERY_MODULE = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(found.name)
print(*(name for name in sys.modules if name.startswith("records.county")))
"""
COUNTY = re.compile(r"records\.county\b|records/county\b|^\.?county$")
FILES = re.compile(r"(^|/)truth(/|$)|probabilities\.csv|effect_of_support\.csv")


def sources(package):
    """Python files of a package; of records, all but the county itself."""
    for path in sorted((ROOT / package).rglob("*.py")):
        if "county" not in path.relative_to(ROOT).parts:
            yield path


def prose(tree):
    """Strings that stand by themselves, as documentation does."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def ways_to_the_truth(source):
    """Lines that import the county, however late, or name it or its files in words."""
    tree = ast.parse(source)
    spoken = prose(tree)
    for node in ast.walk(tree):
        named = []
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            named = [module, *(f"{module}.{alias.name}" for alias in node.names)]
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            named = [] if id(node) in spoken else [node.value]
            if any(FILES.search(name) for name in named):
                yield node.lineno
        if any(COUNTY.search(name) for name in named):
            yield node.lineno


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
def test_no_source_imports_the_county_or_names_where_the_truth_lies(package):
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sources(package)
        if (lines := list(ways_to_the_truth(path.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "def late():\n    from records.county import truth",
        "def late():\n    from records import county",
        "from . import county",
        "import importlib\nimportlib.import_module('records.county.truth')",
        "__import__('records.county')",
        "open('elsewhere/truth/probabilities.csv')",
        "folder / 'truth' / name",
        "f'{folder}/truth/{name}'",
        "import runpy\nrunpy.run_path('records/county/truth.py')",
    ],
)
def test_no_detour_to_the_truth_would_be_overlooked(source):
    assert list(ways_to_the_truth(source))


def test_a_word_of_the_truth_in_prose_is_no_way_to_it():
    assert not list(ways_to_the_truth('"""Not the truth, nor records.county."""'))


def test_an_ingest_takes_in_no_truth(tmp_path):
    truth = tmp_path / "2026-11-22" / "truth"
    truth.mkdir(parents=True)
    (truth / "probabilities.csv").write_text("upn,as_of,suspension\n")
    for delivery in (tmp_path, truth.parent, truth, truth / "probabilities.csv"):
        with pytest.raises(InputRejected):
            ingest(delivery, Lake(tmp_path / "lake"), key=b"a secret of tests alone")
