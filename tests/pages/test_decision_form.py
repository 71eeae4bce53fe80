import pytest
from handmade import WEEK

from serving.pages.decision_form import SentDecision, errors_in


def sent(**fields: str) -> SentDecision:
    return SentDecision.model_validate({"week": WEEK.isoformat(), **fields})


def test_an_empty_form_is_told_what_it_lacks() -> None:
    assert list(errors_in(sent())) == ["kind", "reason"]


@pytest.mark.parametrize(
    "kind", ["start_assessment", "already_supported", "data_wrong"]
)
def test_agreeing_and_disagreeing_need_only_a_reason(kind: str) -> None:
    assert errors_in(sent(kind=kind, reason="Known to the school")) == {}


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("", "", ""), ("31", "2", "2027"), ("x", "2", "2027"), ("1", "2", "")],
)
def test_not_now_needs_a_day_that_exists(day: str, month: str, year: str) -> None:
    fields = {
        "review_on-day": day,
        "review_on-month": month,
        "review_on-year": year,
    }
    errors = errors_in(sent(kind="not_now", reason="Settling", **fields))
    assert list(errors) == ["review_on"]


def test_a_reason_of_spaces_is_no_reason() -> None:
    assert list(errors_in(sent(kind="data_wrong", reason="  \n"))) == ["reason"]
