import re
from itertools import product

import pytest

from features.catalogue import CATALOGUE, COMPANIONS, OPTIONAL
from features.sentences import sentence

EVERYTHING = {**CATALOGUE, **OPTIONAL}
KINDS = ("concern", "strength")
OTHERS = (None, 1.0, 40.0)
AMOUNTS = (None, float("nan"), 0.0, 0.001, 0.25, 1.0, 2.0, 7.4)

# Words that blame a child, claim a cause, or name what is switched off.
BARRED = re.compile(
    r"because|caused?|due to|leads? to|naughty|refus|bad\b|poor|fail|problem|truan|"
    r"ethnic|religio|langu|meals|\bsex\b|\bgirl|\bboy|detention",
    re.IGNORECASE,
)
MANY_OF_ONE = re.compile(r"\b1 ([a-z]+ )?(?!this|less|serious)[a-z]{3,}s\b|\b1 time")
OFF = re.compile(r"\bSEN\b|health and care|in need|looked after", re.IGNORECASE)


def row(**known: float | None) -> dict[str, float | None]:
    return dict.fromkeys([*CATALOGUE, *COMPANIONS]) | known


def said(name: str, kind: str = "concern", **known: float | None) -> str:
    return sentence(EVERYTHING[name], row(**known), kind=kind)


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_feature_reads_as_one_sentence(name):
    for kind, amount, others in product(KINDS, AMOUNTS, OTHERS):
        whole = dict.fromkeys(row(), others) | {name: amount}
        text = sentence(EVERYTHING[name], whole, kind=kind)
        assert re.fullmatch(r"[A-Z0-9].*[^.]\.", text)
        assert not re.search(r"[{}|#]|nan|None|\.\.|  ", text)
        assert not MANY_OF_ONE.search(text)
        assert not BARRED.search(text)
        assert name in OPTIONAL or not OFF.search(text)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            {"absence_rate_4w": 14 / 58, "possible_sessions_4w": 58},
            "Missed 14 of 58 sessions in the last four school weeks.",
        ),
        (
            {"absence_rate_4w": 0.0, "possible_sessions_4w": 58},
            "Missed none of 58 sessions in the last four school weeks.",
        ),
        (
            {"absence_rate_4w": 1.0, "possible_sessions_4w": 4},
            "Missed all 4 sessions in the last four school weeks.",
        ),
        (
            {"absence_rate_4w": 1.0, "possible_sessions_4w": 1},
            "Missed the one session in the last four school weeks.",
        ),
        (
            {"absence_rate_4w": 0.2414},
            "Missed 24% of sessions in the last four school weeks.",
        ),
        ({}, "Nothing is recorded about absence in the last four school weeks."),
    ],
)
def test_a_share_is_told_in_the_pupils_own_sessions(known, expected):
    assert said("absence_rate_4w", **known) == expected


def test_null_is_told_in_its_own_words_where_it_says_something():
    never = "No suspension is recorded in this or last school year."
    assert said("weeks_since_suspension") == never


def test_the_same_share_is_a_strength_by_what_was_attended():
    known = {"absence_rate_year": 1 / 20, "possible_sessions_year": 100}
    expected = "Attended 95 of 100 sessions so far this school year."
    assert said("absence_rate_year", "strength", **known) == expected


def test_a_comparator_is_added_only_when_it_is_known():
    known = {"absence_rate_12w": 0.25, "possible_sessions_12w": 40}
    alone = "Missed 10 of 40 sessions in the last twelve school weeks"
    assert said("absence_rate_12w", **known) == f"{alone}."
    beside = said("absence_rate_12w", **known, year_group_absence_rate_12w=0.07)
    expected = f"{alone}; the year group in this area missed 7% on average."
    assert beside == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "No behaviour incidents in the last four school weeks."),
        (1, "1 behaviour incident in the last four school weeks."),
        (3, "3 behaviour incidents in the last four school weeks."),
    ],
)
def test_counts_know_none_one_and_many(count, expected):
    assert said("incidents_4w", incidents_4w=count) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_difference_is_worded_by_its_sign_whatever_the_model_made_of_it(kind):
    rates = {"absence_rate_4w": 0.1, "absence_rate_12w": 0.2}
    assert said("absence_trend", kind, absence_trend=-0.1, **rates) == (
        "Absence is falling: 10% of sessions in the last four school weeks, "
        "20% over the last twelve."
    )
    for level in (0.0, 0.004, -0.004):
        assert said("absence_trend", kind, absence_trend=level, **rates) == (
            "Absence is neither rising nor falling."
        )


@pytest.mark.parametrize(
    ("name", "amount", "expected"),
    [
        (
            "current_spell",
            1,
            "Missed sessions on the last school day before this list.",
        ),
        (
            "current_spell",
            5,
            "Missed sessions on each of the last 5 school days before this list.",
        ),
        ("full_weeks_in_a_row", 1, "Attended in full for the last school week."),
        ("full_weeks_in_a_row", 4, "Attended in full for 4 school weeks in a row."),
        ("year_group", 0, "In Reception."),
        ("year_group", 8, "In Year 8."),
        ("support_plans_open", 1, "1 plan or form of support in place."),
        (
            "school_absence_rate_last_year",
            0.002,
            "Pupils at this school missed less than 1% of sessions last school year.",
        ),
    ],
)
def test_figures_that_stand_oddly_read_right(name, amount, expected):
    assert said(name, **{name: amount}) == expected
