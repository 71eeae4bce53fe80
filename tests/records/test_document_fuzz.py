"""Whatever a document holds: it is refused with a reason, or each row is right."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_wide_mark_readers import BY_DAY, BY_SESSION, BY_WEEK, MARKS

from records.readers.documents import document_of
from records.readers.unreadable import Unreadable
from records.tables import TABLES

DATA = Path(__file__).parent / "data"
KNOWN_ON = date(2026, 2, 20)
SOUND = {
    "census-1.xml": DATA / "census.xml",
    "ctf-1.xml": DATA / "ctf.xml",
    "census-1": DATA / "census-tables",
    "9994001-wonde": DATA / "wonde",
    "9994001-assembly": DATA / "assembly",
}
WIDE = "9994001-sims-wide-marks.csv"
BAD = [
    *("", "\0", '"', "'", "<", "&x;", "]]>", "{", "[", "\\u0000", ",", ";", "\n", "\r"),
    *("=1+1", "@SUM(A1)", "45908", "9E+06", "1,000", "é", "\ufeff", "\u00a0", "--"),
    *("x" * 200_000, "9" * 5_000, "<a>" * 50, "[" * 2_000),
    '<!DOCTYPE Message [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]>',
]
QUIET = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def read(path):
    """Read a document; None when it was refused, with a sentence that can be read."""
    try:
        reading = document_of(path).read(path, KNOWN_ON)
    except Unreadable as fault:
        refused = fault
    else:
        assert reading.problems.found["problem"].null_count() == 0
        return reading.tables
    assert refused.what
    assert refused.advice
    assert len(str(refused)) < 2_000
    return None


def assert_sound(tables):
    """Check what every row of a table has to say, by its contract."""
    for name, frame in tables.items():
        wanted = [column.name for column in TABLES[name].columns if not column.nullable]
        held = [column for column in frame.columns if column in wanted]
        assert frame.select(held).null_count().sum_horizontal().sum() == 0
        for column in TABLES[name].columns:
            if column.name in frame.columns and column.minimum is not None:
                lowest = frame[column.name].min()
                assert lowest is None or lowest >= column.minimum


def damaged(text, data, bad):
    """Put something bad into a text, in place of as many characters as it cuts."""
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 40))
    return text[:at] + bad + text[at + cut :]


@pytest.mark.parametrize("name", SOUND)
@QUIET
@given(data=st.data(), bad=st.sampled_from(BAD))
def test_a_spoilt_document(tmp_path_factory, name, data, bad):
    path = tmp_path_factory.mktemp("spoilt") / name
    if SOUND[name].is_dir():
        shutil.copytree(SOUND[name], path)
        spoilt = data.draw(st.sampled_from(sorted(path.iterdir())))
    else:
        spoilt = Path(shutil.copy(SOUND[name], path))
    text = spoilt.read_bytes().decode("cp1252")
    spoilt.write_text(damaged(text, data, bad), encoding="utf-8", newline="")

    assert_sound(read(path) or {})


@pytest.mark.parametrize("name", [*SOUND, WIDE])
@QUIET
@given(content=st.binary(max_size=300))
@example(content=b"")
@example(content=b"\xff\xfe<\0a\0/\0>\0")
@example(content=b'<?xml version="1.0" encoding="utf-7"?><Message/>')
def test_random_bytes(tmp_path_factory, name, content):
    path = tmp_path_factory.mktemp("random") / name
    if name in SOUND and SOUND[name].is_dir():
        shutil.copytree(SOUND[name], path)
        sorted(path.iterdir())[-1].write_bytes(content)
    else:
        path.write_bytes(content)

    tables = read(path)

    assert not any(frame.height for frame in (tables or {}).values())


@pytest.mark.parametrize("content", [BY_DAY, BY_WEEK, BY_SESSION])
@QUIET
@given(data=st.data(), bad=st.sampled_from([*BAD, "AM", "/", "09/", "\n\n"]))
def test_a_spoilt_register_in_width(tmp_path_factory, content, data, bad):
    path = tmp_path_factory.mktemp("wide") / WIDE
    path.write_text(damaged(content, data, bad), encoding="utf-8", newline="")

    tables = read(path) or {}

    assert_sound(tables)
    days = {(day, session) for day, session, _ in MARKS} | {(MARKS[2][0], "PM")}
    if "marks" in tables:
        assert set(tables["marks"].select("date", "session").rows()) <= days


@pytest.mark.parametrize("content", [BY_DAY, BY_WEEK, BY_SESSION])
@QUIET
@given(data=st.data(), separator=st.sampled_from(",;\t"))
def test_a_register_with_columns_in_any_order(
    tmp_path_factory, content, data, separator
):
    rows = [line.split(",") for line in content.splitlines()]
    order = data.draw(st.permutations(range(len(rows[0]))))
    path = tmp_path_factory.mktemp("order") / WIDE
    moved = [separator.join(row[place] for place in order) for row in rows]
    path.write_text("\n".join(moved) + "\n", encoding="utf-8")

    marks = read(path)["marks"].sort("date", "session")

    assert marks.select("date", "session", "code").rows() == MARKS


@pytest.fixture(scope="module")
def whole():
    return document_of(DATA / "census-tables").read(DATA / "census-tables", KNOWN_ON)


@settings(QUIET, max_examples=8)
@given(data=st.data())
def test_an_extract_with_columns_in_any_order(tmp_path_factory, whole, data):
    folder = tmp_path_factory.mktemp("order") / "census"
    shutil.copytree(DATA / "census-tables", folder)
    for path in folder.iterdir():
        rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
        order = data.draw(st.permutations(range(len(rows[0]))))
        moved = [",".join(row[place] for place in order) for row in rows]
        path.write_text("\n".join(moved) + "\n", encoding="utf-8")

    tables = read(folder)

    for name, frame in whole.tables.items():
        assert sorted(tables[name].rows(), key=str) == sorted(frame.rows(), key=str)
