"""The page on suppliers' files lists every format, its headings and what is certain."""

import re
from pathlib import Path

import pytest

from records.readers import SUPPLIED
from records.readers.census_tables import NEEDED
from records.readers.documents import document_of
from records.readers.wide_marks import SUPPLIED_WIDE

PAGE = Path(__file__).parents[2] / "docs" / "suppliers.md"
CELLS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
]
EXPORTS = SUPPLIED | SUPPLIED_WIDE
CERTAIN = {True: "certain", False: "from memory"}


def row(first):
    [found] = [cells for cells in CELLS if first in cells[0]]
    return found


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_says_whether_its_headings_are_certain(name):
    assert row(f"`LAESTAB-{name}.csv`")[-1] == CERTAIN[EXPORTS[name].certain]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_has_its_headings(name):
    [said] = [cells[1] for cells in CELLS if cells[0].strip("| ") == f"`{name}`"]

    assert re.findall("`(.+?)`", said) == list(EXPORTS[name].columns)


@pytest.mark.parametrize("table", NEEDED)
def test_every_table_of_a_census_extract_has_its_columns(table):
    [said] = [cells[1] for cells in CELLS if cells[0].strip("| ") == f"`{table}`"]

    assert said.replace("` or `", "|").replace("`", "").split(", ") == list(
        NEEDED[table]
    )


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("folder `census-ANYTHING`", "census-spring/"),
        ("`census-ANYTHING.xml`", "census-spring.xml"),
        ("`ctf-ANYTHING.xml`", "ctf-1.xml"),
        ("folder `LAESTAB-wonde`", "9994001-wonde/"),
        ("folder `LAESTAB-assembly`", "9994001-assembly/"),
    ],
)
def test_every_document_is_listed_with_what_is_certain(tmp_path, listed, name):
    path = tmp_path / name.strip("/")
    path.mkdir() if name.endswith("/") else path.touch()

    certain = document_of(path).certain

    assert row(listed)[-1].startswith("certain" if certain else "partly certain")


def test_nothing_is_listed_that_cannot_be_read(tmp_path):
    for cells in CELLS:
        named = re.search(r"`LAESTAB-([a-z-]+)\.csv`", cells[0])
        assert named is None or named[1] in EXPORTS
