"""The equality lead's pages: figures by group, and no pupil."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx2
import numpy as np
import pytest
from handmade import OFFICER, PUPILS, SCHOOL, SCIENTIST, WEEK, weekly_list
from playwright.sync_api import Browser
from running import Service
from wording import judging_words

from fairness.audit import audit
from fairness.decisions import DAYS, audit_decisions
from records.disclosure import SYMBOL
from serving.access import Role, Viewer
from serving.equality import SAID
from serving.pathway import Kind
from serving.store.decision_audits import DecisionAudit, save
from serving.store.publication import WEEKLY_RUN, publish
from serving.store.users import save_user

LEAD = Viewer("lead", "Equality lead", Role.EQUALITY_LEAD, frozenset())
LATER = WEEK + timedelta(weeks=1)
GROUPS = ["All other groups", "Black Caribbean", "Mixed", "Other White"]
N = 3000


def drawn() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    rng = np.random.default_rng(5)
    group = rng.choice(GROUPS, N, p=[0.846, 0.004, 0.1, 0.05])
    return group, {"priority_group": group, "sex": rng.choice(["Female", "Male"], N)}


def month_audit() -> DecisionAudit:
    rng = np.random.default_rng(6)
    group, groups = drawn()
    dismissed = rng.random(N) < np.where(group == "Mixed", 0.5, 0.2)
    found = audit_decisions(
        np.where(dismissed, SAID[Kind.DATA_WRONG], SAID[Kind.START_ASSESSMENT]),
        groups=groups,
        reasons={"reason": rng.choice(["a", "b"], N)},
        risk=rng.random(N),
        days=rng.poisson(4, N),
        clusters=rng.integers(0, 40, N),
        draws=100,
    )
    return DecisionAudit(
        month=date(2026, 10, 1),
        made_at=datetime(2026, 11, 2, tzinfo=UTC),
        listed=N,
        decided=N,
        comparisons=tuple(each.to_dict() for each in found),
    )


@pytest.fixture(scope="module", autouse=True)
def kept(service: Service) -> None:
    """Keep a month's audit, and a list that was audited when it was made."""
    group, groups = drawn()
    listed = np.random.default_rng(7).random(N) < np.where(group == "Mixed", 0.3, 0.05)
    report = audit(None, listed.astype(int), groups=groups, draws=100)
    publish(service.store, replace(weekly_list(LATER, (1, 2)), audit=report.to_dict()))
    with service.store.transaction(WEEKLY_RUN) as tx:
        save(tx, month_audit())
        save_user(tx, LEAD)


Client = Callable[..., httpx2.Client]


@pytest.mark.parametrize("path", ["/equality", f"/equality/lists/{LATER}"])
@pytest.mark.parametrize("viewer", [OFFICER, SCHOOL])
def test_only_those_who_answer_for_equality_read_audits(
    client: Client, path: str, viewer: Viewer
) -> None:
    assert client().get(path).status_code == 401
    assert client(viewer).get(path).status_code == 403
    assert client(SCIENTIST).get(path).status_code == 200
    assert "/equality" not in client(viewer).get("/list").text
    assert 'href="/equality"' in client(SCIENTIST).get("/list").text


def test_the_lead_starts_at_the_figures_and_has_no_list(client: Client) -> None:
    answer = client(LEAD).get("/list")
    assert (answer.status_code, answer.headers["location"]) == (303, "/equality")
    page = client(LEAD).get("/equality").text
    assert 'href="/list"' not in page
    for path in (
        f"/pupils/{PUPILS[0].pupil_id}",
        f"/pupils/{PUPILS[0].pupil_id}/decided",
    ):
        assert client(LEAD).get(path).status_code == 404
    assert not any(pupil.surname in page for pupil in PUPILS)


def test_the_months_decisions_are_told_in_sentences_pictures_and_tables(
    client: Client,
) -> None:
    page = client(LEAD).get("/equality").text
    assert "Decisions by group, October 2026" in page
    assert re.search(r"Mixed \(priority group\): dismissed .* times as often", page)
    for outcome in (SAID[Kind.DATA_WRONG], SAID[Kind.START_ASSESSMENT], DAYS):
        title = outcome[:1].upper() + outcome[1:]
        assert f"<title>{title}</title>" in page
        assert f'aria-label="{title}"' in page
    assert judging_words(page) == []


def test_a_group_too_small_is_named_and_not_told(client: Client) -> None:
    page = client(LEAD).get("/equality").text
    told = next(
        each
        for each in month_audit().comparisons
        if each["group"] == "Black Caribbean" and each["outcome"] != DAYS
    )
    assert told["suppressed"]
    row = re.search(r'scope="row">Black Caribbean</th>(.*?)</tr>', page)
    assert row
    cells = re.findall(r">([^<>]+)</td>", row[1])
    assert cells == [SYMBOL, SYMBOL, SYMBOL, "insufficient evidence"]
    assert "too few to show" in page


def test_another_attribute_and_month_can_be_chosen(client: Client) -> None:
    by_sex = client(LEAD).get("/equality?month=2026-10-01&by=sex").text
    assert 'scope="row">Female' in by_sex
    assert 'scope="row">Mixed' not in by_sex
    assert client(LEAD).get("/equality?by=nonsense").status_code == 200
    assert client(LEAD).get("/equality?month=2020-01-01").status_code == 404
    assert client(LEAD).get("/equality?month=soon").status_code == 422


def test_the_audit_of_a_list_is_linked_and_told(client: Client) -> None:
    assert f'href="/equality/lists/{LATER}"' in client(LEAD).get("/equality").text
    page = client(LEAD).get(f"/equality/lists/{LATER}").text
    found = re.search(r"Mixed \(priority group\): the share put on the list .*", page)
    assert found is not None
    # Too few of it are listed to publish by how much.
    assert "too few pupils to publish by how much" in found[0]
    assert "<title>Share of each group on the list: priority group</title>" in page
    # Too few of it are listed to be drawn, but the picture says what was found.
    assert "Outside the mark: Mixed." in page
    # The lists of the handmade weeks were published without an audit.
    assert client(LEAD).get(f"/equality/lists/{WEEK}").status_code == 404


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["/equality", f"/equality/lists/{LATER}"])
def test_the_pages_fit_a_wide_and_a_narrow_window(
    service: Service, browser: Browser, width: int, path: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(service.sign_in_link(LEAD))
    page.get_by_role("button", name="Sign in").click()
    page.goto(service.address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures = page.get_by_role("img").all()
    assert pictures
    assert all(picture.is_visible() for picture in pictures)
    context.close()
