"""The census as schools return it says what the county knows, as its reader reads."""

from datetime import date

import polars as pl
import pytest
from county_lake import in_words

from records.county.census_facts import Census, Facts
from records.county.returns import write_returns
from records.county.weeks import Delivery
from records.readers import census_xml

SPRING = Delivery(day=date(2026, 1, 18), after=date(2026, 1, 11))
SILENT = {layout.tables[0].name: layout.silent for layout in census_xml.LAYOUTS}
TABLES = ("enrolments", "identities", "pupils", "year_groups", "free_school_meals")


@pytest.fixture(scope="module")
def returned(county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("week")
    every = county.tables["schools"]["urn"].to_list()
    write_returns(county, SPRING, folder, every)
    readings = [census_xml.read(path, SPRING.day) for path in sorted(folder.iterdir())]
    assert all(reading.problems.found.is_empty() for reading in readings)
    names = {name for reading in readings for name in reading.tables}
    return {
        name: in_words(pl.concat(r.tables[name] for r in readings if name in r.tables))
        for name in names
    }


def test_everybody_on_roll_and_all_who_left_are_in_one(county, returned):
    asked = Facts(county, SPRING, Census("spring", date(2026, 1, 15)))
    said = returned["enrolments"]
    over = said["leaving_date"].is_not_null()
    assert (~over).sum() == asked.on_roll().height > 1000
    assert over.sum() == asked.left().height > 5
    assert set(said.filter(over)["status"]) == {"P"}


@pytest.mark.parametrize("name", [*TABLES, "suspensions", "pupil_links"])
def test_it_repeats_what_is_known(name, county, returned):
    rows = returned[name]
    known = county.tables[name]
    if "urn" in known.columns:
        schools = county.tables["schools"].select("urn", "laestab")
        known = known.join(schools, on="urn")
    beside = ("recorded_on", "_file", "_row", *SILENT[name])
    values = [column for column in rows.columns if column not in beside]
    assert rows.height > 3
    assert rows.join(known, on=values, how="anti", nulls_equal=True).is_empty()


def test_in_spring_it_says_provision_and_needs(county, returned):
    values = ["upn", "provision", "primary_need", "secondary_need"]
    assert set(returned["sen"]["provision"]) == {"N", "K", "E"}
    known = county.tables["sen"]
    assert (
        returned["sen"].join(known, on=values, how="anti", nulls_equal=True).is_empty()
    )
