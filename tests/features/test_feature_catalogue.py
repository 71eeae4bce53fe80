from dataclasses import replace

import pytest
from tables import AS_OF, ONE_PUPIL, county

from features import catalogue
from features.build import KEYS, build, build_many
from features.catalogue import CATALOGUE, COMPANIONS, OPTIONAL, REASONS, digest
from features.documentation import PAGE, page
from records.errors import InputRejected
from records.tables import TABLES

EVERYTHING = {**CATALOGUE, **OPTIONAL}


def test_the_build_yields_exactly_what_is_declared():
    rows = build(county(enrolments=ONE_PUPIL), AS_OF).collect()
    assert rows.columns == [*KEYS, *CATALOGUE, *COMPANIONS]
    assert {str(rows.schema[name]) for name in CATALOGUE} == {"Float64"}


def test_many_mondays_are_the_single_mondays_one_below_the_other():
    tables = county(enrolments=ONE_PUPIL)
    mondays = [AS_OF.replace(day=10), AS_OF]
    rows = build_many(tables, mondays)
    assert rows["as_of"].to_list() == mondays
    assert rows[1].equals(build(tables, AS_OF).collect())


@pytest.mark.parametrize("feature", EVERYTHING.values(), ids=EVERYTHING)
def test_every_declaration_is_whole(feature):
    assert feature.reason in REASONS
    assert set(feature.sources) <= set(TABLES)
    assert feature.out_of is None or feature.out_of in {**CATALOGUE, **COMPANIONS}
    assert feature.title == feature.title[0] + feature.title[1:].rstrip(".")
    assert feature.description.endswith(".")
    assert not feature.signed or (feature.strength and feature.none)


def test_every_reason_is_used():
    assert {each.reason for each in EVERYTHING.values()} == set(REASONS)


def test_a_feature_has_one_name_and_companions_are_no_features():
    names = [*CATALOGUE, *OPTIONAL, *COMPANIONS]
    assert len(names) == len(set(names))


def test_the_names_others_rely_on_are_there():
    assert {
        "absence_rate_1w",
        "absence_rate_4w",
        "absence_rate_12w",
        "absence_rate_year",
        "absence_rate_last_year",
        "possible_sessions_12w",
        "possible_sessions_year",
        "incidents_1w",
        "incidents_4w",
        "incidents_12w",
        "suspensions_12m",
        "school_suspension_rate_last_year",
        "year_group",
    } <= set(CATALOGUE)


def test_the_digest_follows_the_meaning_and_not_the_wording(monkeypatch):
    before = digest()
    feature = CATALOGUE["incidents_4w"]
    reworded = CATALOGUE | {feature.name: replace(feature, concern="Else.")}
    monkeypatch.setattr(catalogue, "CATALOGUE", reworded)
    assert digest() == before
    changed = CATALOGUE | {feature.name: replace(feature, look_back="5 weeks")}
    monkeypatch.setattr(catalogue, "CATALOGUE", changed)
    assert digest() != before
    assert digest(["cin"]) != digest()


def test_only_a_monday_makes_a_list():
    with pytest.raises(InputRejected, match="2025-11-18 is a Tuesday"):
        build(county(enrolments=ONE_PUPIL), AS_OF.replace(day=18))


def test_only_the_optional_can_be_switched_on():
    with pytest.raises(InputRejected, match="ethnicity cannot be switched on"):
        build(county(enrolments=ONE_PUPIL), AS_OF, switched_on=["ethnicity"])


def test_the_documentation_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run python -m features.documentation"
    )
