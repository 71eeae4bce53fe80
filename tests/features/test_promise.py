"""Whoever misses more school is never told apart for the better.

With the monotone constraints of the models this is the design's promise: such a pupil
never scores lower. It holds if more absence moves each feature that is learnt from in
its declared direction only, and those without a direction not at all.
"""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messy import PUPILS, messy_county
from tables import AS_OF

from features.build import build
from features.catalogue import CATALOGUE, Feature
from records.sessions import ATTENDED

COUNTY = messy_county(3)
MARKS = COUNTY["marks"]
# Whoever misses a session is not there for either of two schools.
SESSION = pl.format("{} {}", "date", "session")
THERE = pl.col("code").is_in(ATTENDED)


def rows(marks: pl.DataFrame) -> dict[int, dict[str, float | None]]:
    built = build(COUNTY | {"marks": marks}, AS_OF).collect()
    return {each["pupil_id"]: each for each in built.to_dicts()}


BEFORE = rows(MARKS)


def breaks(feature: Feature, before: float | None, after: float | None) -> bool:
    """Tell whether a change of the feature could lower a risk."""
    if before is None or after is None or before == pytest.approx(after, abs=1e-12):
        return (before is None) != (after is None)
    if feature.direction == 0:
        # The school's own rate last year takes in the pupil as one of many.
        return feature.scope == "pupil"
    return (after - before) * feature.direction < 0


def broken(pupil: int, missed: set[str], code: str) -> set[str]:
    theirs = (pl.col("pupil_id") == pupil) & SESSION.is_in(list(missed)) & THERE
    changed = pl.when(theirs).then(pl.lit(code)).otherwise("code")
    after = rows(MARKS.with_columns(code=changed))
    return {
        name
        for name, feature in CATALOGUE.items()
        if breaks(feature, BEFORE[pupil][name], after[pupil][name])
    }


def attended(pupil: int) -> list[str]:
    there = MARKS.filter(pl.col("pupil_id") == pupil, THERE)
    return there.select(SESSION).to_series().unique().sort().to_list()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_more_absence_moves_what_is_learnt_from_one_way_only(
    data: st.DataObject,
) -> None:
    pupil = data.draw(st.sampled_from([each for each in PUPILS if each in BEFORE]))
    missed = data.draw(st.sets(st.sampled_from(attended(pupil)), min_size=1))
    code = data.draw(st.sampled_from(["I", "O", "N", "M", "U", "C2"]))
    learnt = {name for name, each in CATALOGUE.items() if each.learnable}
    assert broken(pupil, missed, code) & learnt == set()


def test_what_is_not_learnt_from_would_break_the_promise() -> None:
    of_marks = [each for each in CATALOGUE.values() if "marks" in each.sources]
    seen: set[str] = set()
    for pupil in BEFORE:
        days = attended(pupil)
        for some in (days[::2], days[::3], days[-40:-20], days[:30], days[-15:]):
            seen |= broken(pupil, set(some), "I")
    assert seen == {each.name for each in of_marks if not each.learnable}
