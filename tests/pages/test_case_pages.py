"""Cases on the pages: the family first, one thing at a time, nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest
from casework import as_far_as_a_plan, consent, in_days, open_case, review, write
from handmade import OFFICER, SCHOOL, SCIENTIST
from reading import hidden
from running import Service

from serving.access import Viewer
from serving.casework.levels import Level
from serving.casework.steps import STEP, Onward, Outcome
from serving.pages.case_questions import FORMS, label_of
from serving.store.cases import case_view

Client = Callable[..., httpx2.Client]


def parts(name: str, days: int) -> dict[str, str]:
    day = in_days(days)
    numbers = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(number) for part, number in numbers.items()}


def sent(
    client: httpx2.Client, case: int, kind: str, **answers: str
) -> httpx2.Response:
    """Open the form of a step, fill it in and send it."""
    address = f"/cases/{case}/{kind}"
    html = client.get(address).text
    proof = {name: hidden(html, name) for name in ("token", "seen")}
    return client.post(address, data=proof | answers)


def test_the_whole_way_from_consent_to_closing(
    service: Service, client: Client
) -> None:
    case, officer = open_case(service.store, 1), client(OFFICER)
    told = officer.get(f"/cases/{case}").text
    assert "Next: ask the family" in told
    assert "Nothing else starts until the family agrees" in told
    words = {"child_said": "I like art", "family_said": "Sundays are hard"}
    journey = (
        ("consent", {"answer": "agreed", "asked": "both"} | parts("on", 0)),
        ("assessment", words | {"going_well": "Art", "hard": "Mondays", "wanted": "x"}),
        ("person", {"name": "The SENCO", "part": "Oakfield", "lead": "true"}),
        ("action", {"what": "Meet", "owner": "Tutor"} | parts("due", 7)),
        (
            "plan",
            {"level": "intensive", "aim": "Calm Mondays", "sign": "In by nine"}
            | parts("review_on", 42),
        ),
        ("action_ends", {"action": "1", "ending": "done", "came_of_it": "It helped"}),
        (
            "review",
            words | {"changed": "Better", "onward": "finish"} | parts("held_on", 0),
        ),
    )
    for kind, answers in journey:
        answer = sent(officer, case, kind, **answers)
        assert answer.status_code == 303, answer.text
    told = officer.get(f"/cases/{case}").text
    assert "This case is closed" in told
    assert "The plan is no longer needed" in told
    assert f"/cases/{case}/close" not in told
    assert sent(officer, case, "take").status_code == 409


def test_before_the_family_agrees_nothing_else_is_offered_or_taken(
    service: Service, client: Client
) -> None:
    case, officer = open_case(service.store, 2, consent("waiting")), client(OFFICER)
    told = officer.get(f"/cases/{case}").text
    assert f"/cases/{case}/assessment" not in told
    assert f"/cases/{case}/evidence" not in told
    evidence = officer.get(f"/cases/{case}/evidence/talc").text
    assert "Ask the family first" in evidence
    refused = sent(officer, case, "person", name="Canary", part="x", lead="false")
    assert refused.status_code == 409
    assert "Nothing starts until they do" in refused.text


def test_an_answer_left_out_is_asked_for_and_the_rest_is_kept(
    service: Service, client: Client
) -> None:
    case = open_case(service.store, 3)
    answers = {
        "answer": "agreed",
        "said": "We are glad",
        "on-day": "31",
        "on-month": "2",
    }
    answer = sent(client(OFFICER), case, "consent", **answers, **{"on-year": "2026"})
    assert answer.status_code == 422
    assert "Choose who you asked" in answer.text
    assert "Enter the day you asked them" in answer.text
    assert "We are glad" in answer.text
    assert 'value="31"' in answer.text


def test_too_long_an_answer_is_said_to_be_too_long(
    service: Service, client: Client
) -> None:
    case = open_case(service.store, 4, consent())
    answers = {"name": "x" * 201, "part": "Nurse", "lead": "false"}
    answer = sent(client(OFFICER), case, "person", **answers)
    assert answer.status_code == 422
    assert "Use 200 characters or fewer" in answer.text


def test_two_officers_in_one_case_lose_nothing(
    service: Service, client: Client
) -> None:
    case, officer = open_case(service.store, 5, consent()), client(OFFICER)
    address = f"/cases/{case}/person"
    html = officer.get(address).text
    write(service.store, case, *as_far_as_a_plan()[1:])
    proof = {name: hidden(html, name) for name in ("token", "seen")}
    mine = {"name": "The school nurse", "part": "NHS", "lead": "false"}
    overtaken = officer.post(address, data=proof | mine)
    assert overtaken.status_code == 412
    assert "Somebody else wrote in this case" in overtaken.text
    assert "Agree the plan" in overtaken.text
    assert "The school nurse" in overtaken.text
    again = {name: hidden(overtaken.text, name) for name in ("token", "seen")}
    assert officer.post(address, data=again | mine).status_code == 303


def test_a_form_without_its_token_writes_nothing(
    service: Service, client: Client
) -> None:
    case = open_case(service.store, 6)
    refused = client(OFFICER).post(f"/cases/{case}/take", data={"seen": f'"{case}.0"'})
    assert refused.status_code == 403
    with service.store.transaction(OFFICER) as tx:
        assert case_view(tx, OFFICER, case).history == ()


def test_evidence_is_filled_in_once_the_family_agrees(
    service: Service, client: Client
) -> None:
    case = open_case(service.store, 8, *as_far_as_a_plan(), review())
    for purpose, title in (("assess", "Assess stage"), ("talc", "Locality Cluster")):
        told = client(OFFICER).get(f"/cases/{case}/evidence/{purpose}").text
        assert title in told
        for fact in ("I like art best", "Noor Halloran", "Missed 28%", "It is quieter"):
            assert fact in told
    assert client(OFFICER).get(f"/cases/{case}/evidence/other").status_code == 404


def test_a_caseload_says_what_is_overdue(service: Service, client: Client) -> None:
    case = open_case(service.store, 9, consent("waiting", days=-40))
    told = client(OFFICER).get("/cases").text
    assert "<strong>Overdue</strong>" in told
    first = told.index(f'href="/cases/{case}"')
    assert all(
        first <= told.index(f'href="/cases/{n}"')
        for n in range(1, case + 1)
        if f'href="/cases/{n}"' in told
    )
    assert "Overdue" not in client(OFFICER).get("/cases?closed=true").text


@pytest.mark.parametrize("viewer", [SCHOOL, SCIENTIST], ids=lambda one: one.role)
def test_cases_are_for_the_authoritys_officers(
    service: Service, client: Client, viewer: Viewer
) -> None:
    case = open_case(service.store, 7)
    for path in ("/cases", f"/cases/{case}", f"/cases/{case}/consent"):
        assert client(viewer).get(path).status_code == 403
    assert 'href="/cases"' not in client(viewer).get("/list").text


def test_every_step_has_its_form_and_every_answer_its_words() -> None:
    mapping = STEP.core_schema["choices"]
    assert set(FORMS) == set(mapping)
    assert all(label_of("close", "outcome", each) for each in Outcome)
    assert all(label_of("review", "onward", each) for each in Onward)
    assert all(label_of("plan", "level", each) for each in list(Level)[1:])
