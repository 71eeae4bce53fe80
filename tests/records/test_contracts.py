"""Every table and column says what a newcomer needs, and its example holds."""

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from records.codes import code_list
from records.contracts import Type
from records.dictionary import data_dictionary
from records.identity import check_letter_fits
from records.readers.layout import as_supplied
from records.tables import IDENTITIES, TABLES

DOCS = Path(__file__).parents[2] / "docs"
DICTIONARY = DOCS / "data-dictionary.md"
# Whole numbers that name or rank something, and so have no unit.
NO_QUANTITY = {
    *("pupil_id", "former_pupil_id", "urn", "predecessor_urn", "laestab"),
    *("half_term", "severity"),
}
PYTHON_TYPES = {
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.TEXT: str,
    Type.DATE: date,
    Type.BOOLEAN: bool,
}
COLUMNS = [
    pytest.param(column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]
tables = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
columns = pytest.mark.parametrize("column", COLUMNS)
lists = pytest.mark.parametrize(
    "name",
    sorted(
        path.name[:-4]
        for path in files("records.codes").iterdir()
        if path.name.endswith(".csv")
    ),
)


@tables
def test_a_table_says_where_it_comes_from_and_what_is_wrong_with_it(table):
    assert re.search(r"(^|\. )From ", table.description)
    assert re.search(r"\. Known (bias|gap): ", table.description)


@tables
def test_a_table_has_a_schema_an_example_file_and_an_entry_in_the_dictionary(table):
    supplied = [column.name for column in as_supplied(table)]
    schema = json.loads((DOCS / "json-schema" / f"{table.name}.json").read_text())
    example = pl.read_csv(DOCS / "examples" / f"{table.name}.csv")
    entry = re.search(
        rf"^### {table.name}\n.*?(?=^##)", DICTIONARY.read_text(), re.DOTALL | re.M
    )

    assert list(schema["properties"]) == supplied
    assert example.columns == supplied
    assert not example.is_empty()
    assert entry is not None
    assert re.findall(r"^\| `(\w+)`", entry[0], re.M) == list(table.delivered)


@tables
def test_a_key_is_made_of_required_columns(table):
    assert table.key
    assert not any(table.column(name).nullable for name in table.key)


@tables
def test_what_falls_into_a_year_cannot_move_between_years(table):
    assert table.dated is None or table.dated in table.key


@tables
def test_a_table_ends_with_when_it_was_recorded(table):
    assert table.columns[-1].name == "recorded_on"
    assert ("superseded_on" in table.schema) == table.versioned
    assert "superseded_on" not in table.delivered


@tables
def test_ordered_columns_are_dates(table):
    for pair in table.ordered:
        assert {table.column(name).type for name in pair} == {Type.DATE}


def test_a_table_knows_its_columns():
    assert IDENTITIES.column("upn").name == "upn"
    with pytest.raises(KeyError, match="identities has no column name"):
        IDENTITIES.column("name")


@columns
def test_a_column_is_described_in_a_sentence(column):
    assert column.description[0].isupper()
    assert column.description.endswith(".")


@columns
def test_a_quantity_has_a_unit(column):
    number = column.type in (Type.INTEGER, Type.NUMBER)

    assert (column.unit is not None) == (number and column.name not in NO_QUANTITY)


def test_what_article_9_covers_is_marked():
    marked = {column.id for column in COLUMNS if column.values[0].special_category}

    assert marked == {
        *("pupils.ethnicity", "circumstances.kind", "care_periods.kind"),
        *("sen.provision", "sen.primary_need", "sen.secondary_need"),
        *("marks.code", "attendance_reasons.code", "alternative_provision.reason"),
    }


@columns
def test_an_example_satisfies_the_contract(column):
    example = column.example
    assert isinstance(example, PYTHON_TYPES[column.type])
    if column.codes is not None:
        assert example in code_list(column.codes)["code"]
    if column.pattern is not None:
        assert re.fullmatch(column.pattern, example)
    assert column.minimum is None or example >= column.minimum
    assert column.maximum is None or example <= column.maximum


def test_the_example_upn_is_sound_and_of_no_real_authority():
    example = IDENTITIES.column("upn").example

    assert check_letter_fits(pl.Series([example])).all()
    assert example[1:4] == "999"


@tables
def test_a_file_of_examples_is_accepted(table, delivery):
    examples = {column.name: [column.example] for column in as_supplied(table)}
    path = delivery.write(f"{table.name}-example.csv", "")
    pl.DataFrame(examples).write_csv(path)

    report = delivery.ingest()

    assert {f"2025-09-15/{path.name}": 1}.items() <= {
        file.file: file.rows for file in report.files
    }.items()


@lists
def test_a_code_list_has_each_code_once_with_a_description_and_a_source(name):
    codes = code_list(name)

    assert codes.columns[:2] == ["code", "description"]
    assert codes.columns[-1] == "source"
    assert codes["code"].is_unique().all()
    for column in ("code", "description", "source"):
        assert not codes[column].has_nulls()


@lists
def test_a_code_list_is_used(name):
    assert name in {column.values[0].codes for column in COLUMNS}


def test_the_data_dictionary_is_current():
    assert DICTIONARY.read_text() == data_dictionary(), (
        "write it anew: python -m records.dictionary > docs/data-dictionary.md"
    )
