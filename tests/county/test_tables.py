"""What the county delivers keeps the contracts and agrees with itself."""

from datetime import date, timedelta
from itertools import combinations

import polars as pl
import pytest

from records.codes import code_list
from records.county import simulate
from records.county.upn import check_letter
from records.errors import InputRejected
from records.identity import check_letter_fits
from records.readers.layout import UPNS, as_supplied
from records.tables import TABLES

UNTIL = date(2026, 11, 23)
SESSIONS_OF_A_DAY = 2
# What the authority's other services hold is not simulated.
NOT_SIMULATED = {
    *("circumstances", "alternative_provision", "home_education"),
    *("attendance_totals", "attendance_reasons"),
}
SIMULATED = [name for name in TABLES if name not in NOT_SIMULATED]


def delivered(table):
    """Columns as a supplier sends them: a UPN where the lake has a pseudonym."""
    return {column.name: column.type.polars for column in as_supplied(table)}


def key(table):
    return [UPNS[name].name if name in UPNS else name for name in table.key]


def test_every_other_table_is_delivered(county):
    assert set(county.tables) == set(SIMULATED)


@pytest.mark.parametrize("name", SIMULATED)
def test_columns_and_types_are_the_contract_s(county, name):
    assert dict(county.tables[name].schema) == delivered(TABLES[name])


@pytest.mark.parametrize("name", SIMULATED)
def test_values_keep_their_constraints(county, name):
    rows = county.tables[name]
    for column in as_supplied(TABLES[name]):
        values = rows[column.name]
        assert column.nullable or values.null_count() == 0, column.name
        values = values.drop_nulls()
        if column.codes:
            codes = code_list(column.codes)["code"]
            assert values.unique().is_in(codes.implode()).all(), column.name
        if values.is_empty():
            continue
        if column.minimum is not None:
            assert values.min() >= column.minimum, column.name
        if column.maximum is not None:
            assert values.max() <= column.maximum, column.name
        if column.pattern:
            assert values.str.contains(f"^(?:{column.pattern})$").all(), column.name


@pytest.mark.parametrize("name", SIMULATED)
def test_a_key_has_one_version_a_day_known_before_the_end(county, name):
    table, rows = TABLES[name], county.tables[name]
    if table.versioned:
        assert not rows.select(*key(table), "recorded_on").is_duplicated().any()
        assert rows["recorded_on"].max() < UNTIL
    else:
        assert not rows.select(key(table)).is_duplicated().any()


def test_every_upn_has_its_check_letter_and_an_identity(county):
    upns = county.tables["identities"]["upn"]
    assert all(check_letter(upn[1:]) == upn[0] for upn in upns)
    for name in ("marks", "enrolments", "incidents", "suspensions", "support", "sen"):
        assert county.tables[name]["upn"].is_in(upns.implode()).all(), name


def test_a_former_number_is_temporary_and_of_nobody_else(county):
    links, upns = county.tables["pupil_links"], county.tables["identities"]["upn"]
    assert check_letter_fits(links["former_upn"]).all()
    assert links["former_upn"].str.contains("[A-Z]$").all()
    assert not upns.str.contains("[A-Z]$").any()
    assert not links["upn"].is_duplicated().any()


def test_no_mark_lies_outside_an_enrolment(county):
    enrolments = (
        county.tables["enrolments"]
        .sort("recorded_on")
        .unique(["upn", "urn", "entry_date"], keep="last")
    )
    held = county.tables["marks"].select("upn", "urn", "date").unique()
    inside = held.join(enrolments, on=["upn", "urn"]).filter(
        pl.col("date") >= pl.col("entry_date"),
        pl.col("leaving_date").is_null() | (pl.col("date") <= pl.col("leaving_date")),
    )
    assert inside.select("upn", "urn", "date").unique().height == held.height


def test_marks_are_amended_later_and_never_before_they_were_made(county):
    marks = county.tables["marks"]
    key = ["upn", "urn", "date", "session"]
    versions = marks.sort("recorded_on").group_by(key, maintain_order=True)
    amended = versions.agg("code", "recorded_on").filter(pl.col("code").list.len() > 1)
    assert amended.height > 1000
    first, last = amended["code"].list.first(), amended["code"].list.last()
    assert set(first) == {"N", "-"}
    assert "-" not in set(last)
    assert (last == "N").mean() < 0.05
    assert (marks["recorded_on"] >= marks["date"]).all()
    days = marks.select((pl.col("recorded_on") - pl.col("date")).dt.total_days())
    # Most reasons come within days, some after weeks.
    assert 20 < days.max().item() <= 70


def test_suspensions_are_served_as_e_marks_and_no_other_mark_is_e(county):
    marks, suspensions = county.tables["marks"], county.tables["suspensions"]
    days = county.tables["calendar"].with_row_index("day").select("day", "date")
    served = marks.filter(pl.col("code") == "E").join(days, on="date")
    sent = (
        suspensions.filter(pl.col("category") != "LNCH")
        .join(days, left_on="start_date", right_on="date")
        .with_columns(
            # An exclusion is E for five school days, until other provision is made.
            sessions=pl.when(pl.col("category") == "PERM")
            .then(10)
            .otherwise("sessions")
        )
    )
    last = pl.col("day") + (pl.col("sessions") + 1) // SESSIONS_OF_A_DAY
    pairs = sent.with_columns(after=last).join(
        served, on=["upn", "urn"], suffix="_of_mark"
    )
    inside = pairs.filter(pl.col("day_of_mark").is_between("day", "after", "left"))
    counts = inside.group_by("upn", "start_date", "sessions").len()
    ended = county.world.days.taught
    full = sent.filter(last <= ended).select("upn", "start_date", "sessions")
    merged = full.join(counts, on=["upn", "start_date", "sessions"], how="left")
    assert merged.height > 50
    assert (merged["len"] == merged["sessions"]).all()
    # What began in the last weeks may not have been told yet.
    settled = pl.col("date") < UNTIL - timedelta(weeks=4)
    covered = inside.filter(settled).select("upn", "urn", "date", "session").unique()
    assert covered.height == served.filter(settled).height


def test_the_county_has_every_kind_of_school_district_and_year(county):
    schools = county.tables["schools"]
    assert set(schools["phase"]) == {"PS", "SS", "SP", "PR"}
    assert schools["selective"].any()
    assert schools["urn"].min() == 900001
    assert (schools["laestab"] // 10000 == 999).all()
    now = county.tables["year_groups"].filter(pl.col("academic_year") == "2026/27")
    assert set(now["year_group"]) == {"R", *map(str, range(1, 14))}
    assert now.height == pytest.approx(1500, rel=0.05)


def test_the_same_arguments_give_the_same_tables_and_another_seed_others():
    first = simulate(pupils=600, seed=3, until=UNTIL).tables
    again = simulate(pupils=600, seed=3, until=UNTIL).tables
    assert all(first[name].equals(again[name]) for name in SIMULATED)
    assert not first["marks"].equals(
        simulate(pupils=600, seed=4, until=UNTIL).tables["marks"]
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"pupils": 100}, "too small"),
        ({"until": date(2026, 11, 24)}, "Monday"),
        ({"area": "narnia"}, "narnia"),
    ],
)
def test_arguments_out_of_range_are_refused(wrong, says):
    usual = {"pupils": 600, "seed": 1, "until": UNTIL}
    with pytest.raises(InputRejected, match=says):
        simulate(**usual | wrong)


def test_the_registered_twice_have_a_subsidiary_enrolment_for_as_long(county):
    enrolments = county.tables["enrolments"]
    second = enrolments.filter(pl.col("status") == "S")
    main = enrolments.filter(pl.col("status").is_in(["M", "P"]))
    assert second.height > 2
    assert set(second["upn"]) <= set(enrolments.filter(pl.col("status") == "M")["upn"])
    same = ["upn", "entry_date", "recorded_on"]
    both = second.join(main, on=same, suffix="_main")
    assert both.height == second.height
    assert (both["urn"] != both["urn_main"]).all()
    assert both["leaving_date"].eq_missing(both["leaving_date_main"]).all()


def test_some_suspensions_have_a_second_and_a_third_reason(county):
    reasons = county.tables["suspensions"].select("^.*reason$")
    second, third = reasons["second_reason"], reasons["third_reason"]
    assert 0.1 < second.is_not_null().mean() < 0.3
    assert 0 < third.is_not_null().mean() < 0.1
    assert third.filter(second.is_null()).is_null().all()
    for one, other in combinations(reasons.columns, 2):
        assert not (reasons[one] == reasons[other]).any()
