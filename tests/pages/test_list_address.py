from datetime import date

import pytest

from serving.pages.list_address import LONGEST_LIST, ListAddress

FULL = {
    "week": "2026-11-23",
    "school": "900001",
    "year": "9",
    "outcome": "suspension",
    "status": "to-decide",
    "sort": "school",
    "order": "descending",
    "page": "2",
}


def test_an_address_survives_being_read_and_written() -> None:
    assert ListAddress.parse(FULL).parameters() == FULL


def test_the_plain_address_asks_for_everything() -> None:
    address = ListAddress.parse({"school": "", "year": "", "page": ""})
    assert address == ListAddress()
    assert address.to("/list") == "/list"


@pytest.mark.parametrize(
    "nonsense",
    [
        {"week": "yesterday"},
        {"school": "all"},
        {"school": "9" * 30},
        {"school": "٣"},
        {"outcome": "lateness"},
        {"status": "open"},
        {"sort": "risk"},
        {"order": "sideways"},
        {"page": "0"},
        {"page": "-1"},
    ],
)
def test_nonsense_in_an_address_is_left_out(nonsense: dict[str, str]) -> None:
    assert ListAddress.parse(nonsense) == ListAddress()


def test_the_store_is_asked_for_what_the_address_says() -> None:
    filters = ListAddress.parse(FULL).filters()
    assert (filters.urn, filters.year_group) == (900001, "9")
    assert (filters.outcome, filters.decided) == ("suspension", False)
    assert filters.limit == LONGEST_LIST


def test_removing_a_filter_keeps_the_rest_and_goes_to_the_first_page() -> None:
    without = ListAddress.parse(FULL).without("school")
    kept = {name: FULL[name] for name in FULL.keys() - {"school", "page"}}
    assert without.parameters() == kept


def test_sorting_twice_by_the_same_heading_turns_the_order_round() -> None:
    once = ListAddress(week=date(2026, 11, 23), page=3).sorted_by("pupil")
    twice = once.sorted_by("pupil")
    assert (once.sort, once.descending, once.page) == ("pupil", False, 1)
    assert twice.descending
    assert not twice.sorted_by("pupil").descending
