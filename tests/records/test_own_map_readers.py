"""An authority reads a format of its own by a map, without code."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import SAM
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import InputRejected
from records.inspect import inspect
from records.readers.own_formats import WRITTEN as FORMATS
from records.readers.own_map import WRITTEN, faults, read_map

MAP = """\
name = "Harefield behaviour log"
table = "incidents"
files = "*-behaviour-log.csv"
date_format = "%d.%m.%Y"
ignore = ["Comments"]

[columns]
upn = "Pupil UPN"
incident_id = "Number"
date = "When"
kind = "What"

[always]
severity = "1"

[when_empty]
kind = "other"

[values.kind]
Rudeness = "defiance"
"""
LOG = f"""\
Number;Pupil UPN;When;What;Comments
1;{SAM};11.09.2025;Rudeness;Said much; # here
2;{SAM};12.09.2025;;
""".replace("; #", " #")


@pytest.fixture
def map_file(tmp_path):
    path = tmp_path / "log.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


def test_a_file_comes_in_by_the_map(delivery, map_file):
    delivery.write("9994001-behaviour-log.csv", LOG)

    report = delivery.ingest(maps=[map_file])

    assert "Harefield behaviour log" in {file.layout for file in report.files}
    columns = ["urn", "incident_id", "kind", "severity", "location"]
    incidents = delivery.lake.scan("incidents").select(columns).collect()
    assert sorted(incidents.rows()) == [
        (900001, "1", "defiance", 1, None),
        (900001, "2", "other", 1, None),
    ]


def test_the_school_may_stand_in_a_column(delivery, map_file):
    said = MAP.replace("[columns]", '[columns]\nlaestab = "DfE number"')
    map_file.write_text(said, encoding="utf-8")
    rows = f"1,{SAM},11.09.2025,Rudeness,9994001\n2,{SAM},11.09.2025,Rudeness,9994999\n"
    heading = "Number,Pupil UPN,When,What,DfE number\n"
    delivery.write("weekly-behaviour-log.csv", heading + rows)

    with pytest.raises(InputRejected) as refused:
        delivery.ingest(maps=[map_file])

    place = "weekly-behaviour-log.csv, row 3, column DfE number: '9994999' is of a"
    assert place in str(refused.value)
    assert "row 2" not in str(refused.value)


def test_a_file_that_says_no_school(delivery, map_file):
    delivery.write("weekly-behaviour-log.csv", LOG)

    with pytest.raises(InputRejected, match="put its LAESTAB first in the file name"):
        delivery.ingest(maps=[map_file])


def test_a_file_that_says_no_day(delivery, map_file):
    path = delivery.write("9994001-behaviour-log.csv", LOG, day="log")

    with pytest.raises(InputRejected, match="does not say when it became known"):
        delivery.ingest(path, maps=[map_file])


def test_inspecting_by_the_map(delivery, map_file):
    path = delivery.write("9994001-behaviour-log.csv", LOG)

    seen = inspect(path, maps=[map_file])

    assert seen.reader == "Harefield behaviour log"
    assert ("When", "incidents.date") in seen.known
    assert seen.rows == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Harefield behaviour log"\n', "", "name is missing"),
        ("ignore", "ignored", "ignored is not part of a map; it may have name"),
        ('["Comments"]', '"Comments"', "ignore is not a list of texts"),
        ('"1"', "1", "always holds something that is not text"),
        ("[values.kind]", "[values]", "values holds something that is not text"),
        ('"incidents"', '"incident"', "table 'incident' is none of schools"),
        ('"incidents"', '["incidents"]', "table is not text"),
        ("date = ", "day = ", "[columns] day is not a column of incidents; its col"),
        ("date = ", "location = ", "date is neither in [columns] nor in [always]"),
        ('"What"', '"When"', "[columns] 'When' stands twice"),
        ('"Comments"', '"What"', "ignore 'What' is also in [columns]"),
        ("severity", "upn", "[always] upn is to come from the file"),
        ("%d.%m.%Y", "%d.%m.%y", "date_format '%d.%m.%y' needs %d, %m and %Y"),
        ("%d.%m.%Y", "%Q", "date_format '%Q' needs %d, %m and %Y"),
        ("[columns]", '[columns]\nurn="U"\nlaestab="L"', "give urn or laestab, not"),
        ("[columns]", "[columns", "cannot be read"),
        ("[values.kind]", "[values.location]", "[values] location is not in [columns]"),
        ('"When"', '"_row"', "'_row' is a name that Waymark uses; rename it"),
    ],
)
def test_a_map_that_is_not_right(map_file, old, new, said):
    assert old in MAP
    map_file.write_text(MAP.replace(old, new), encoding="utf-8")

    with pytest.raises(InputRejected) as refused:
        read_map(map_file)

    assert said in str(refused.value)


def test_a_map_that_is_missing(tmp_path):
    with pytest.raises(InputRejected, match="does not exist"):
        read_map(tmp_path / "none.toml")


def test_a_map_that_is_not_text(map_file):
    map_file.write_bytes(b"\xff\xfe")

    with pytest.raises(InputRejected, match="cannot be read"):
        read_map(map_file)


NAMES = st.sampled_from(["upn", "date", "kind", "location", "recorded_on", "other"])
ENTRIES = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text())
SECTIONS = st.dictionaries(NAMES, ENTRIES | st.dictionaries(NAMES, ENTRIES))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    said=st.dictionaries(
        st.sampled_from([*WRITTEN, "format", "other"]),
        ENTRIES | SECTIONS | st.sampled_from(["incidents", "marks", *FORMATS]),
    )
)
def test_whatever_a_map_says(said):
    """Its faults are sentences; only a map without any is used."""
    assert all(isinstance(fault, str) for fault in faults(said))


PAGE = Path(__file__).parents[2] / "docs" / "suppliers.md"
SHOWN = re.findall("```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("said", SHOWN)
def test_the_maps_in_the_documentation_are_right(map_file, said):
    map_file.write_text(said, encoding="utf-8")

    assert read_map(map_file).files


def test_the_documentation_shows_a_map_of_each_kind():
    for kind in ("table =", *(f'format = "{name}"' for name in FORMATS)):
        assert sum(kind in said for said in SHOWN) == 1


WIDE = """\
name = "Harefield registers"
format = "wide marks"
files = "*-registers.csv"
ignore = ["Tutor"]

[columns]
upn = "Pupil UPN"
"""
REGISTER = f"Pupil UPN,Tutor,11/09/2025 AM,11/09/2025 PM\n{SAM},7A,L,/\n"
WORDS = """\
name = "Harefield's words"
format = "wonde"
files = "9994001-wonde"

[values.kind]
MOB = "phone"
"""


def test_a_register_in_width_comes_in_by_the_map(delivery, map_file):
    map_file.write_text(WIDE, encoding="utf-8")
    path = delivery.write("9994001-registers.csv", REGISTER)

    report = delivery.ingest(maps=[map_file])
    seen = inspect(path, maps=[map_file])

    assert "Harefield registers" in {file.layout for file in report.files}
    assert ("AM", "L") in {mark[:2] for mark in delivery.marks()}
    assert (seen.reader, seen.rows, seen.certain) == ("Harefield registers", 1, True)


def test_a_register_in_width_that_says_no_school(delivery, map_file, tmp_path):
    map_file.write_text(WIDE, encoding="utf-8")
    delivery.write("weekly-registers.csv", REGISTER)

    with pytest.raises(InputRejected, match="LAESTAB in the file name: is empty"):
        delivery.ingest(maps=[map_file])


def test_a_school_says_what_its_words_in_an_interface_mean(delivery, map_file):
    map_file.write_text(WORDS, encoding="utf-8")
    pages = Path(__file__).parent / "data" / "wonde"
    folder = shutil.copytree(pages, delivery.folder / "2026-01-20" / "9994001-wonde")
    page = folder / "behaviours-1.json"
    page.write_text(page.read_text("utf-8").replace("BULL", "MOB"), "utf-8")

    with pytest.raises(InputRejected, match="'MOB' is not in the code list"):
        delivery.ingest(most_rejected=0)
    delivery.ingest(maps=[map_file], most_rejected=0)

    assert delivery.lake.scan("incidents").collect()["kind"].to_list() == ["phone"]


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (WIDE, '"wide marks"', '"tall marks"', "format is none of wide marks, wonde"),
        (WIDE, "[columns]\n", '[columns]\nkind = "What"\n', "kind is none of upn, sur"),
        (WIDE, "upn =", "surname =", "upn is not in [columns]"),
        (WIDE, '"Tutor"', '"Mon AM"', "'Mon AM' reads as a session, which needs no"),
        (WIDE, '"Tutor"', '"Pupil UPN"', "'Pupil UPN' stands twice; a heading fills"),
        (WIDE, "ignore", "table", "table is not part of a map; it may have name"),
        (WORDS, '"phone"', '"mobbing"', "[values.kind] 'mobbing' is none of"),
        (WORDS, "values.kind", "values.severity", "[values.severity] is none of kind"),
        (WORDS, "files", "file", "files is missing"),
    ],
)
def test_a_map_of_a_format_that_is_not_right(map_file, text, old, new, said):
    assert old in text
    map_file.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(InputRejected) as refused:
        read_map(map_file)

    assert said in str(refused.value)
