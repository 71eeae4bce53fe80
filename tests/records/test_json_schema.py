"""What integrators are given says what the contracts say."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from records.json_schema import json_schema, write
from records.readers.layout import as_supplied
from records.tables import MARKS, SEN, SUSPENSIONS, TABLES

FOLDER = Path(__file__).parents[2] / "docs" / "json-schema"

tables = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


def problems(table, **changes):
    """Return what is wrong with the example row, changed."""
    schema = json_schema(table)
    row = schema["examples"][0] | changes
    validator = Draft202012Validator(
        schema, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in validator.iter_errors(row)]


def test_the_files_are_current(tmp_path):
    write(tmp_path)

    assert {path.name: path.read_text() for path in FOLDER.iterdir()} == (
        {path.name: path.read_text() for path in tmp_path.iterdir()}
    ), "write them anew: make docs"


def test_a_table_that_is_no_more_leaves_no_file(tmp_path):
    (tmp_path / "gone.json").write_text("{}")

    write(tmp_path)

    assert {path.stem for path in tmp_path.iterdir()} == set(TABLES)


@tables
def test_it_is_a_schema_and_its_example_fits(table):
    Draft202012Validator.check_schema(json_schema(table))

    assert problems(table) == []


@tables
def test_it_has_every_column_as_suppliers_deliver_it(table):
    properties = json_schema(table)["properties"]

    assert list(properties) == [column.name for column in as_supplied(table)]
    assert not {"pupil_id", "superseded_on"} & set(properties)


@tables
def test_a_required_column_may_be_neither_missing_nor_empty(table):
    schema = json_schema(table)
    for name in schema["required"]:
        assert problems(table, **{name: None}) != []
        short = {
            key: value for key, value in schema["examples"][0].items() if key != name
        }
        assert not Draft202012Validator(schema).is_valid(short)


@tables
def test_a_column_that_may_be_empty_may_be_empty(table):
    for column in table.columns:
        if column.nullable:
            assert problems(table, **{column.name: None}) == []


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        pytest.param(MARKS, {"code": "?"}, id="code"),
        pytest.param(MARKS, {"upn": "Y99990012400S"}, id="pattern"),
        pytest.param(MARKS, {"upn": "Y999900124001\n1"}, id="more than the pattern"),
        pytest.param(MARKS, {"urn": 99999}, id="minimum"),
        pytest.param(MARKS, {"urn": "900001"}, id="type"),
        pytest.param(MARKS, {"date": "08/09/2025"}, id="date"),
        pytest.param(MARKS, {"superseded_on": "2025-09-08"}, id="column"),
        pytest.param(SEN, {"primary_need": "?"}, id="code that may be empty"),
        pytest.param(SUSPENSIONS, {"sessions": 91}, id="maximum"),
    ],
)
def test_what_the_contract_refuses_does_not_fit(table, changes):
    assert len(problems(table, **changes)) == 1


def test_special_category_data_is_marked():
    properties = json_schema(MARKS)["properties"]

    assert [
        name for name, said in properties.items() if "x-special-category" in said
    ] == ["code"]


def test_units_and_lists_are_said():
    properties = json_schema(SUSPENSIONS)["properties"]

    assert properties["sessions"]["description"].endswith("In sessions.")
    assert "suspension_reasons" in properties["reason"]["description"]
    assert "From 2006-09-01. To 2100-12-31." in properties["start_date"]["description"]


def test_a_file_is_plain_json():
    marks = json.loads((FOLDER / "marks.json").read_text())

    assert marks["examples"][0]["session"] == "AM"
