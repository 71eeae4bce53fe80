"""Whatever a file holds: it is refused with a reason, or every row of it is right."""

import csv
import io

import polars as pl
import pytest
from conftest import ALEX, SAM, Delivery
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from records.errors import InputRejected
from records.inspect import inspect
from records.readers import SUPPLIED
from records.readers.layout import Layout

PUPILS = (
    "upn,sex,birth_month,ethnicity,language,recorded_on\n"
    f"{SAM},F,2013-11-01,WBRI,ENG,2025-09-01\n"
    f"{ALEX},M,2013-02-01,BCRB,ENG,2025-09-01\n"
)
SCHOOLS = (
    "urn,laestab,name,phase,selective,district,cluster,recorded_on\n"
    "900001,9994001,Harefield Vale School,SS,false,Stroud,Vale,2025-09-01\n"
)
CELLS = {
    "upn": SAM,
    "surname": "Example",
    "forename": "Sam",
    "date_of_birth": "20/11/2013",
    "date": "11/09/2025",
    "session": "AM",
    "code": "L",
    "incident_id": "B17",
    "kind": "Bullying",
    "severity": "2",
    "location": "Other",
}
FOUND = {
    "marks": ["date", "session", "code"],
    "incidents": ["incident_id", "date", "kind", "severity", "location"],
}
READ = [
    ("2025-09-11", "AM", "L"),
    ("B17", "2025-09-11", "bullying", 2, "other"),
    ("B17", "2025-09-11", "bullying", 2, None),
]
BAD = ["=1+1", "45908", "\0", '"', 'a"b', "x" * 200_000, "\r", "é", "﻿", "9E+06", ""]
QUIET = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def table(columns, layout: Layout, separator=","):
    """Write one sound row under the headings, in the order given."""
    kept = [layout.columns[name] for name in columns]
    cells = [CELLS[column.name] if column else "note" for column in kept]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([columns, cells])
    return text.getvalue()


def refusal(act):
    """Return what is said when something is refused; None when it is not."""
    try:
        act()
    except InputRejected as refused:
        return str(refused)
    return None


def prepared(folder):
    """Return a delivery with a school and its pupils, and a lake for it."""
    delivery = Delivery(folder)
    delivery.write("pupils.csv", PUPILS)
    delivery.write("schools.csv", SCHOOLS)
    return delivery


def take(folder, name, content):
    """Ingest one export into a lake of its own; None when it was refused."""
    delivery = prepared(folder)
    path = delivery.write(f"9994001-{name}.csv", content)
    said = refusal(lambda: (inspect(path), delivery.ingest(most_rejected=0)))
    path.unlink()
    if said is not None:
        assert path.name in said
        assert not list(delivery.lake.root.rglob("*.parquet"))
        return None
    return found(delivery, name)


def found(delivery, name):
    """Return what the lake has of an export."""
    first = SUPPLIED[name].tables[0].name
    frame = delivery.lake.scan(first).select(FOUND[first])
    return frame.with_columns(pl.col("date").cast(pl.String)).collect().rows()


@pytest.mark.parametrize("name", SUPPLIED)
@QUIET
@given(data=st.data(), separator=st.sampled_from(",;\t"))
def test_columns_in_any_order(tmp_path_factory, name, data, separator):
    layout = SUPPLIED[name]
    columns = data.draw(st.permutations(list(layout.columns)))
    content = table(columns, layout, separator)

    rows = take(tmp_path_factory.mktemp("order"), name, content)

    assert rows is not None
    assert set(rows) <= set(READ)


@pytest.mark.parametrize("name", SUPPLIED)
@QUIET
@given(data=st.data(), bad=st.sampled_from(BAD))
def test_spoilt_text(tmp_path_factory, name, data, bad):
    layout = SUPPLIED[name]
    sound = table(list(layout.columns), layout)
    at = data.draw(st.integers(0, len(sound)))
    cut = data.draw(st.integers(0, 30))
    content = sound[:at] + bad + sound[at + cut :]

    rows = take(tmp_path_factory.mktemp("spoilt"), name, content.encode())

    # Only what no reader could tell from the truth may pass: another letter or digit.
    for row in rows or []:
        assert len(row) == len(FOUND[layout.tables[0].name])
        assert None not in row[:-1]


@pytest.mark.parametrize("name", SUPPLIED)
@settings(QUIET, max_examples=10)
@given(data=st.data(), bad=st.sampled_from([*BAD, ",", "\u00a0"]))
def test_a_sound_row_beside_a_spoilt_one(tmp_path_factory, name, data, bad):
    layout = SUPPLIED[name]
    sound = table(list(layout.columns), layout)
    other = sound.splitlines()[1].replace("11/09", "12/09").replace("B17", "B18")
    at = data.draw(st.integers(0, len(other)))
    cut = data.draw(st.integers(0, 20))
    delivery = prepared(tmp_path_factory.mktemp("beside"))
    spoilt = f"{sound}{other[:at]}{bad}{other[at + cut :]}\n"
    path = delivery.write(f"9994001-{name}.csv", spoilt)

    report = delivery.ingest(most_rejected=1.0)

    [file] = [each for each in report.files if each.file.endswith(path.name)]
    if file.rejected < file.rows:
        assert set(found(delivery, name)) & set(READ)


@pytest.mark.parametrize("name", [*SUPPLIED, "marks.parquet"])
@QUIET
@given(content=st.binary(max_size=300))
@example(content=b"PAR1" + b"\xff" * 20 + b"PAR1")
def test_random_bytes(tmp_path_factory, name, content):
    folder = tmp_path_factory.mktemp("random")
    if name in SUPPLIED:
        assert not take(folder, name, content)
        return
    delivery = Delivery(folder)
    delivery.write(name, content)

    with pytest.raises(InputRejected, match=r"marks\.parquet"):
        delivery.ingest()


@QUIET
@given(data=st.data(), replacement=st.binary(min_size=1, max_size=8))
def test_spoilt_parquet(tmp_path_factory, data, replacement):
    delivery = Delivery(tmp_path_factory.mktemp("parquet"))
    path = delivery.write("pupils.parquet", b"")
    pl.read_csv(PUPILS.encode(), infer_schema=False).write_parquet(path)
    sound = path.read_bytes()
    at = data.draw(st.integers(0, len(sound) - 1))
    path.write_bytes(sound[:at] + replacement + sound[at + len(replacement) :])

    assert "pupils.parquet" in (refusal(delivery.ingest) or "pupils.parquet")


MARKS = (
    "upn,urn,date,session,code,recorded_on\n"
    f"{SAM},900001,2025-09-08,AM,/,2025-09-09\n"
    f"{SAM},900001,2025-09-08,PM,N,2025-09-09\n"
    f"{ALEX},900001,2025-09-08,AM,C1,2025-09-09\n"
)


@QUIET
@given(data=st.data(), bad=st.sampled_from([*BAD, "\n", ",", ";", "\t", "\n\n"]))
def test_spoilt_waymark_csv(tmp_path_factory, data, bad):
    delivery = Delivery(tmp_path_factory.mktemp("waymark"))
    delivery.write("pupils.csv", PUPILS)
    delivery.write("schools.csv", SCHOOLS)
    at = data.draw(st.integers(0, len(MARKS)))
    cut = data.draw(st.integers(0, 60))
    delivery.write("marks.csv", MARKS[:at] + bad + MARKS[at + cut :])

    if said := refusal(lambda: delivery.ingest(most_rejected=0.9)):
        assert "marks.csv" in said
        return
    # Rows may be gone that were cut out whole; what is there has to be right.
    marks = delivery.lake.scan("marks").select("date", "session", "recorded_on")
    assert set(marks.collect()["session"]) <= {"AM", "PM"}
    assert marks.collect().null_count().sum_horizontal()[0] == 0
    assert {day.isoformat() for day in marks.collect()["date"]} <= {"2025-09-08"}
