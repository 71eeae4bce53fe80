"""One pupil as each reader sees them, and what is decided, over HTTP."""

import re
from collections.abc import Callable

import httpx2
import pytest
from handmade import BY_NUMBER, OFFICER, SCHOOL, SCIENTIST, WEEK
from reading import address_of, hidden, names_in
from running import Service
from sqlalchemy import func, select

from serving.access import Viewer
from serving.store.tables import DECISIONS

Client = Callable[..., httpx2.Client]


def fill_in(client: httpx2.Client, number: int, **fields: str) -> dict[str, str]:
    """Return the decision form of a pupil's page with these fields filled in."""
    html = client.get(address_of(number, "?own_view=yes")).text
    kept = {name: hidden(html, name) for name in ("token", "week", "once", "seen")}
    return {**kept, **fields}


def decisions_about(service: Service, number: int) -> int:
    about = DECISIONS.c.pupil_id == BY_NUMBER[number].pupil_id
    with service.store.transaction(OFFICER) as tx:
        return tx.execute(select(func.count()).where(about)).scalar_one()


# One pupil


def test_an_officer_is_asked_for_an_own_view_before_the_reasons(
    client: Client,
) -> None:
    before = client(OFFICER).get(address_of(8)).text
    after = client(OFFICER).get(address_of(8, "?own_view=no")).text
    assert "Your own view first" in before
    assert "What Waymark noticed</h2>" not in before
    assert "Your own view: <strong>No</strong>" in after
    assert "What Waymark noticed</h2>" in after


def test_reasons_come_as_sentences_with_strengths_and_limits(client: Client) -> None:
    html = client(OFFICER).get(address_of(8, "?own_view=no")).text
    assert "Missed 28% of sessions in the last 4 school weeks" in html
    assert "On time on every day present" in html
    assert "They are not causes" in html
    assert "What Waymark does not know" in html
    assert "about 2 in 10 pupils" in html


def test_the_outcome_that_stands_out_most_comes_first(client: Client) -> None:
    html = client(OFFICER).get(address_of(8, "?own_view=no")).text
    titles = re.findall(r'<h3 class="govuk-heading-s">(.*?)</h3>', html)
    assert titles == ["Suspension or exclusion", "Persistent absence"]


def test_attendance_is_a_picture_a_sentence_and_a_table(client: Client) -> None:
    html = client(OFFICER).get(address_of(8)).text
    assert re.search(r'<svg role="img"[^>]*aria-label="Line chart', html)
    assert "<polyline" in html
    assert "Missed 18 of 120 sessions (15%)" in html
    assert len(re.findall(r'<th class="govuk-table__header" scope="row">', html)) == 12


def test_a_pupil_who_is_not_on_the_list_can_be_read_but_not_decided(
    client: Client,
) -> None:
    html = client(OFFICER).get(address_of(10)).text
    assert "Not on this week’s list" in html
    assert "Record this decision" not in html


def test_a_school_sees_its_own_pupils_and_the_same_reasons(client: Client) -> None:
    html = client(SCHOOL).get("/list").text
    assert "Beatrix" not in html
    assert names_in(html)[0] == "Amara Lindqvist"
    assert 'name="school"' not in html
    page = client(SCHOOL).get(address_of(1)).text
    assert "Missed 28% of sessions" in page
    assert "Record this decision" not in page


@pytest.mark.parametrize("number", [3, 10])
def test_another_schools_pupil_is_not_there(client: Client, number: int) -> None:
    answer = client(SCHOOL).get(address_of(number))
    assert answer.status_code == 404
    assert BY_NUMBER[number].surname not in answer.text


@pytest.mark.parametrize("path", ["/list", address_of(1)])
def test_a_data_scientist_sees_no_names(client: Client, path: str) -> None:
    html = client(SCIENTIST).get(path).text
    pupil = BY_NUMBER[1]
    assert f"Pupil {pupil.pupil_id}" in html
    for secret in (pupil.forename, pupil.surname, pupil.upn):
        assert secret not in html


# Deciding


def test_an_incomplete_form_comes_back_with_what_to_mend(client: Client) -> None:
    fields = fill_in(client(OFFICER), 8, kind="not_now", reason="")
    answer = client(OFFICER).post(address_of(8), data=fields)
    assert answer.status_code == 422
    assert "<title>Error: Noor Halloran" in answer.text
    assert 'href="#review_on-day"' in answer.text
    assert 'href="#reason"' in answer.text
    assert re.search(r'value="not_now"\s+checked', answer.text)


def test_what_was_typed_is_kept_and_is_never_markup(client: Client) -> None:
    fields = fill_in(client(OFFICER), 8, reason="<script>alert(1)</script>")
    html = client(OFFICER).post(address_of(8), data=fields).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_review_day_in_the_past_is_refused(client: Client) -> None:
    day = {"review_on-day": "1", "review_on-month": "9", "review_on-year": "2020"}
    fields = fill_in(client(OFFICER), 8, kind="not_now", reason="Settling", **day)
    answer = client(OFFICER).post(address_of(8), data=fields)
    assert answer.status_code == 422
    assert "must be after today" in answer.text


def test_the_second_of_two_officers_keeps_what_was_typed(
    client: Client, service: Service
) -> None:
    mine = fill_in(client(OFFICER), 5, kind="data_wrong", reason="Wrong register")
    theirs = fill_in(client(OFFICER), 5, kind="already_supported", reason="Has a plan")
    assert client(OFFICER).post(address_of(5), data=theirs).status_code == 303
    answer = client(OFFICER).post(address_of(5), data=mine)
    assert answer.status_code == 412
    assert "Somebody else decided about this pupil" in answer.text
    assert "“Has a plan”" in answer.text
    assert "Wrong register</textarea>" in answer.text
    assert decisions_about(service, 5) == 1
    again = {**mine, "seen": hidden(answer.text, "seen")}
    assert client(OFFICER).post(address_of(5), data=again).status_code == 303
    assert decisions_about(service, 5) == 2


def test_sending_the_form_twice_records_one_decision(
    client: Client, service: Service
) -> None:
    fields = fill_in(client(OFFICER), 9, kind="already_supported", reason="Has a plan")
    for _ in range(2):
        answer = client(OFFICER).post(address_of(9), data=fields)
        assert answer.headers["location"] == address_of(9, "/decided")
    assert decisions_about(service, 9) == 1
    page = client(OFFICER).get(address_of(9)).text
    assert "“Has a plan”" in page
    assert "Change this decision" in page


def test_the_school_sees_what_was_decided_and_not_the_note(client: Client) -> None:
    fields = fill_in(client(OFFICER), 7, kind="data_wrong", reason="A private note")
    client(OFFICER).post(address_of(7), data=fields)
    html = client(SCHOOL).get(address_of(7)).text
    assert "The record is wrong" in html
    assert "A private note" not in html


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_the_sessions_token_changes_nothing(
    client: Client, service: Service, token: str
) -> None:
    fields = fill_in(client(OFFICER), 6, kind="already_supported", reason="Has a plan")
    answer = client(OFFICER).post(address_of(6), data={**fields, "token": token})
    assert answer.status_code == 403
    assert decisions_about(service, 6) == 0


def test_a_form_from_another_site_changes_nothing(
    client: Client, service: Service
) -> None:
    fields = fill_in(client(OFFICER), 6, kind="already_supported", reason="Has a plan")
    cross = {"Sec-Fetch-Site": "cross-site"}
    answer = client(OFFICER).post(address_of(6), data=fields, headers=cross)
    assert answer.status_code == 403
    assert decisions_about(service, 6) == 0


@pytest.mark.parametrize("viewer", [SCHOOL, SCIENTIST], ids=lambda each: each.user_id)
def test_only_an_officer_decides(
    client: Client, service: Service, viewer: Viewer
) -> None:
    token = hidden(client(viewer).get("/list").text, "token")
    fields = {"token": token, "week": WEEK.isoformat()}
    fields |= {"kind": "already_supported", "reason": "Has a plan"}
    answer = client(viewer).post(address_of(2), data=fields)
    assert answer.status_code == 403
    assert decisions_about(service, 2) == 0
