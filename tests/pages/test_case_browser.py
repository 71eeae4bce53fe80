"""Cases in a real Chromium: every page and state, by keyboard, narrow, on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from casework import as_far_as_a_plan, consent, in_days, open_case, review
from handmade import OFFICER
from playwright.sync_api import Browser, Page, expect
from running import Service

pytestmark = pytest.mark.browser
NARROWEST, WIDEST, PAPER = 320, 1280, 794


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    context = browser.new_context(base_url=service.address)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda one: "status of" in one.text or complaints.append(one.text),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(service.sign_in_link(OFFICER))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/list")
    yield page
    context.close()
    assert complaints == []


def faults(page: Page) -> list[str]:
    """Return what axe finds, and whether the page runs off a narrow screen."""
    page.set_viewport_size({"width": WIDEST, "height": 800})
    found = [rule["id"] for rule in Axe().run(page).response["violations"]]
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth") > NARROWEST
    return found + ["runs off the screen"] * wide


def test_an_error_in_a_form_takes_the_reader_to_it(
    page: Page, service: Service
) -> None:
    page.goto(f"/cases/{open_case(service.store, 5)}/consent")
    page.get_by_label("They agree to").check()
    page.get_by_role("button", name="Save their answer").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Enter the day").click()
    expect(page.get_by_label("Day", exact=True)).to_be_focused()
    expect(page.get_by_label("They agree to")).to_be_checked()
    assert faults(page) == []


def test_the_journey_from_the_list_to_the_last_review(page: Page) -> None:
    page.get_by_label("School").select_option(label="Elm Lane Primary School")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Dylan Sextant").click()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Show what Waymark noticed").click()
    page.get_by_label("Start an early Graduated Pathway assessment").check()
    page.get_by_label("Your reason").fill("The class teacher has seen it too")
    page.get_by_role("button", name="Record this decision").click()
    page.get_by_role("link", name="Open the case").click()
    page.get_by_role("button", name="Ask the family").click()
    page.get_by_label("They agree to").check()
    page.get_by_label("The parent or carer, and").check()
    _fill_day(page, 0)
    page.get_by_role("button", name="Save their answer").click()
    page.get_by_role("button", name="Finish the assessment").click()
    for box in page.get_by_role("textbox").all():
        box.fill("A calm start to the week")
    page.get_by_role("button", name="Save the assessment").click()
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("What will be done?").fill("Meet at the gate")
    page.get_by_label("Who will do it?").fill("Class teacher")
    _fill_day(page, 7)
    page.get_by_role("button", name="Add this action").click()
    page.get_by_role("button", name="Agree the plan").click()
    page.get_by_label("Additional: My Plan").check()
    page.get_by_label("What is the plan for?").fill("Calm Mondays")
    page.get_by_label("How will everybody see").fill("In by nine")
    _fill_day(page, 42)
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_role("link", name="Write down a review").click()
    for box in page.get_by_role("textbox").all()[3:6]:
        box.fill("Mondays are calm")
    _fill_day(page, 0)
    page.get_by_label("Finish: the plan").check()
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_role("heading", name="This case is closed")).to_be_visible()
    page.get_by_role("link", name="My cases").first.click()
    page.get_by_role("link", name="Closed").click()
    expect(page.get_by_role("link", name="Dylan Sextant")).to_be_visible()


def test_consent_is_written_down_by_keyboard_only(page: Page, service: Service) -> None:
    page.goto(f"/cases/{open_case(service.store, 6)}")
    _tab_to(page, "Ask the family")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Words you could use")).to_be_visible()
    _tab_to(page, "They agree to an early assessment")
    page.keyboard.press("Space")
    _tab_to(page, "The parent or carer, and the young person")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    day, month, year = _today(page)
    for part in (day, month, year):
        page.keyboard.type(part)
        page.keyboard.press("Tab")
    _tab_to(page, "Save their answer")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("heading", name="Next: finish the assessment")
    ).to_be_visible()


def test_without_script_a_case_goes_on(browser: Browser, service: Service) -> None:
    case = open_case(service.store, 7, consent())
    context = browser.new_context(base_url=service.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(service.sign_in_link(OFFICER))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="My cases").click()
    page.locator(f'a[href="/cases/{case}"]').click()
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("Name").fill("The school nurse")
    page.get_by_label("Role and agency").fill("NHS")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_text("The school nurse, NHS")).to_be_visible()
    context.close()


def test_the_evidence_prints_without_its_controls_and_fits_the_paper(
    page: Page, service: Service
) -> None:
    going = open_case(service.store, 8, *as_far_as_a_plan(), review())
    page.goto(f"/cases/{going}/evidence/assess")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1100})
    expect(page.get_by_role("link", name="Back to the case")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(page.get_by_text("Use your browser to print")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PAPER
    assert page.pdf(tagged=True).count(b"StructTreeRoot") > 0


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    focused = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
    for _ in range(60):
        page.keyboard.press("Tab")
        if (page.evaluate(focused) or "").strip() == name:
            return
    pytest.fail(f"the keyboard never gets to {name}")


def _today(page: Page) -> list[str]:
    """Return today as the form's own example gives it."""
    hint = page.locator("#on-hint").inner_text()
    return hint.removeprefix("For example, ").split()


def _fill_day(page: Page, days: int) -> None:
    """Fill in the first day that the form asks for."""
    day = in_days(days)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).first.fill(str(number))
