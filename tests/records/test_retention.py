"""Who is forgotten leaves nothing behind but that somebody was."""

import json
import os
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import InputRejected
from records.identity import pseudonyms
from records.integrity import check
from records.lake import Lake
from records.retention import forget, forget_left_before
from records.tables import ENROLMENTS, INCIDENTS, MARKS, PUPIL_LINKS, TABLES
from records.versions import merge, placed, without

SAM, ALEX, STRANGER = "Y999900124001", "M999900124002", "B999900124003"
KEY = b"a secret of at least thirty-two characters"
TODAY = date(2026, 9, 1)
MONDAY = date(2025, 9, 8)
SAM_ID, ALEX_ID = pseudonyms(pl.Series([SAM, ALEX]), KEY).to_list()


def rows(table, *pupils, **values):
    """Rows of the contract's examples, one for each pupil."""
    example = {column.name: column.example for column in table.columns} | values
    return pl.DataFrame(
        [example | {"pupil_id": pupil} for pupil in pupils], schema=table.delivered
    )


def of_pupils():
    return [table for table in TABLES.values() if "pupil_id" in table.schema]


@pytest.fixture
def lake(tmp_path):
    """Two pupils in every table, with versions and confirmations."""
    lake = Lake(tmp_path / "lake")
    for days in (0, 7):
        delivered = {
            table.name: pl.concat(
                [
                    rows(table, SAM_ID, **_own(table, "S", days)),
                    rows(table, ALEX_ID, **_own(table, "A", days)),
                ]
            )
            for table in of_pupils()
        }
        lake.add(delivered)
    lake.add({"marks": rows(MARKS, SAM_ID, code="I", recorded_on=TODAY)})
    lake.compact()
    return lake


def _own(table, letter, days):
    own = {"recorded_on": MONDAY + timedelta(days=days + 1)}
    if table == PUPIL_LINKS:
        own = own | {"former_pupil_id": ord(letter)}
    return own


def on_disk(lake, pupil):
    """Count the rows about a pupil in every Parquet file that lies there."""
    counts = [
        pl.read_parquet(path).filter(pl.col("pupil_id") == pupil).height
        for path in lake.root.glob("*/*.parquet")
        if "pupil_id" in pl.read_parquet_schema(path)
    ]
    return sum(counts)


def test_nothing_of_a_forgotten_pupil_is_on_the_disk(lake):
    alex = on_disk(lake, ALEX_ID)
    held = on_disk(lake, SAM_ID)

    forgotten = forget(lake, SAM, key=KEY, on=TODAY)

    # Sam has a former number, which counts too.
    assert (forgotten.pupils, forgotten.rows) == (2, held)
    assert on_disk(lake, SAM_ID) == 0
    assert on_disk(lake, ALEX_ID) == alex
    assert check(lake).problems == ()


def test_what_stays_is_that_it_happened_and_not_to_whom(lake):
    held = on_disk(lake, SAM_ID)

    forget(lake, SAM, key=KEY, on=TODAY)

    text = (lake.root / "manifest.json").read_text()

    assert json.loads(text)["forgotten"] == [
        {"on": "2026-09-01", "rule": "upn", "pupils": 2, "rows": held}
    ]
    assert SAM not in text
    assert str(SAM_ID) not in text
    assert check(lake).forgotten == 2


def test_the_record_outlives_the_next_delivery(lake):
    forget(lake, SAM, key=KEY, on=TODAY)
    lake.add({"marks": rows(MARKS, ALEX_ID, code="O", recorded_on=TODAY)})
    forget(lake, ALEX, key=KEY, on=TODAY)

    assert check(lake).forgotten == 4


def test_a_lake_from_before_anyone_was_forgotten_can_be_read(lake):
    manifest = lake.root / "manifest.json"
    content = json.loads(manifest.read_text())
    del content["forgotten"]
    manifest.write_text(json.dumps(content))

    assert check(lake).forgotten == 0


def test_a_pupil_nobody_holds_changes_nothing(lake):
    manifest = (lake.root / "manifest.json").read_bytes()

    assert forget(lake, STRANGER, key=KEY, on=TODAY).pupils == 0

    assert (lake.root / "manifest.json").read_bytes() == manifest


@pytest.mark.parametrize("upn", ["Y999900124002", "Sam", ""])
def test_a_slip_of_the_pen_is_refused_without_repeating_it(lake, upn):
    with pytest.raises(InputRejected, match="check letter") as refused:
        forget(lake, upn, key=KEY, on=TODAY)

    assert not upn or upn not in str(refused.value)


def test_a_lake_without_the_identities_forgets_too(lake):
    for path in (lake.root / "identities").iterdir():
        path.unlink()

    held = on_disk(lake, SAM_ID)

    assert forget(lake, SAM, key=KEY, on=TODAY).rows == held
    assert on_disk(lake, SAM_ID) == 0


def enrolled(lake, pupil, *leaving):
    """Add spells that end on these days."""
    spells = [
        rows(
            ENROLMENTS,
            pupil,
            entry_date=date(2010, 9, 1) + timedelta(days=number),
            leaving_date=day,
        )
        for number, day in enumerate(leaving)
    ]
    lake.add({"enrolments": pl.concat(spells)})


OLD, OLDER, LATER = date(2018, 7, 20), date(2014, 7, 20), date(2020, 7, 20)
LIMIT = date(2019, 9, 1)


@pytest.mark.parametrize(
    ("leaving", "gone"),
    [
        pytest.param([OLD], True, id="left long ago"),
        pytest.param([OLDER, OLD], True, id="left two schools long ago"),
        pytest.param([OLD, LATER], False, id="came back"),
        pytest.param([OLD, None], False, id="is on a roll"),
        pytest.param([LIMIT], False, id="left on the very day"),
        pytest.param([LIMIT - timedelta(days=1)], True, id="left the day before"),
    ],
)
def test_who_left_before_a_day_is_forgotten(tmp_path, leaving, gone):
    lake = Lake(tmp_path / "lake")
    enrolled(lake, 1, *leaving)
    enrolled(lake, 2, None)
    lake.add({"marks": rows(MARKS, 1, 2, 3)})

    forgotten = forget_left_before(lake, LIMIT, on=TODAY)

    left = set(lake.scan("marks").collect()["pupil_id"])
    assert left == ({2, 3} if gone else {1, 2, 3})
    assert forgotten.pupils == int(gone)
    assert forgotten.rule == "left before 2019-09-01"
    assert check(lake).problems == ()


def test_a_leaving_date_that_was_withdrawn_forgets_nobody(tmp_path):
    lake = Lake(tmp_path / "lake")
    enrolled(lake, 1, OLD)
    lake.add(
        {
            "enrolments": rows(
                ENROLMENTS,
                1,
                entry_date=date(2010, 9, 1),
                leaving_date=None,
                recorded_on=TODAY,
            )
        }
    )

    assert forget_left_before(lake, LIMIT, on=TODAY).pupils == 0


def test_a_day_to_come_is_refused(lake):
    with pytest.raises(InputRejected, match="is to come"):
        forget_left_before(lake, TODAY + timedelta(days=1), on=TODAY)


@pytest.mark.parametrize("step", [1, 5, 12])
def test_a_crash_forgets_nobody(lake, monkeypatch, step):
    digest, held = lake.digest(), on_disk(lake, SAM_ID)
    steps = iter(range(1, 100))
    replace = os.replace

    def crash(*paths):
        if next(steps) == step:
            raise KeyboardInterrupt
        replace(*paths)

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        forget(lake, SAM, key=KEY, on=TODAY)
    monkeypatch.undo()

    assert lake.digest() == digest
    assert check(lake).problems == ()
    assert forget(lake, SAM, key=KEY, on=TODAY).rows == held
    assert on_disk(lake, SAM_ID) == 0


def test_who_shared_an_incident_keeps_it():
    said = rows(INCIDENTS, SAM_ID, ALEX_ID)
    none = pl.DataFrame(schema=INCIDENTS.schema), said.clear()
    held = merge(INCIDENTS, placed(said), *none)

    left = without(INCIDENTS, pl.Series([SAM_ID]), held.versions, held.confirmations)

    assert left[0]["pupil_id"].to_list() == [ALEX_ID]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 3), st.integers(0, 4)), st.sampled_from("NI/")
    ),
    st.sets(st.integers(1, 3)),
)
def test_the_lake_is_then_as_if_they_had_never_been_delivered(said, gone):
    def held(pupils):
        told = [
            rows(MARKS, pupil, code=code, recorded_on=MONDAY + timedelta(days=day))
            for (pupil, day), code in said.items()
            if pupil in pupils
        ]
        none = pl.DataFrame(schema=MARKS.schema), pl.DataFrame(schema=MARKS.delivered)
        return merge(MARKS, placed(pl.concat([none[1], *told])), *none)

    whole, rest = held({1, 2, 3}), held({1, 2, 3} - gone)

    versions, confirmations = without(
        MARKS,
        pl.Series(sorted(gone), dtype=pl.Int64),
        whole.versions,
        whole.confirmations,
    )

    assert versions.equals(rest.versions)
    assert confirmations.equals(rest.confirmations)


def numbers_of_sam(lake, *leaving):
    """Sam was ALEX_ID before, and has a spell under each of the two numbers."""
    link = {"former_pupil_id": ALEX_ID, "recorded_on": MONDAY}
    lake.add({"pupil_links": rows(PUPIL_LINKS, SAM_ID, **link)})
    for pupil, day in zip((ALEX_ID, SAM_ID), leaving, strict=True):
        enrolled(lake, pupil, day)


@pytest.mark.parametrize("upn", [SAM, ALEX])
def test_a_pupil_is_forgotten_under_every_number(tmp_path, upn):
    lake = Lake(tmp_path / "lake")
    numbers_of_sam(lake, OLD, None)

    forget(lake, upn, key=KEY, on=TODAY)

    assert on_disk(lake, SAM_ID) == on_disk(lake, ALEX_ID) == 0
    assert lake.scan("pupil_links").collect().is_empty()


@pytest.mark.parametrize(("leaving", "held"), [((OLD, None), 2), ((OLDER, OLD), 0)])
def test_who_changed_number_left_when_the_last_of_them_did(tmp_path, leaving, held):
    lake = Lake(tmp_path / "lake")
    numbers_of_sam(lake, *leaving)

    forget_left_before(lake, LIMIT, on=TODAY)

    assert lake.scan("enrolments").collect().height == held
