"""The pages in a real Chromium, as people use them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from handmade import OFFICER
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect
from reading import address_of
from running import Service

from serving.access import Viewer

pytestmark = pytest.mark.browser

NARROWEST, WIDEST = 320, 1280
# Chromium notes the status of a page that answers with an error, as it should.
STATUS_NOTE = "Failed to load resource: the server responded with a status of"
LARGEST_VISIT = 100_000

Open = Callable[..., Page]


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """Fail when the page, or the content policy, complains of anything."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if not message.text.startswith(STATUS_NOTE):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def open_page(browser: Browser, service: Service) -> Iterator[Open]:
    """Open a page, signed in as a viewer, and watch it until the test ends."""
    contexts = []
    watches = []

    def open_as(viewer: Viewer | None = None, **options: object) -> Page:
        context = browser.new_context(base_url=service.address, **options)
        contexts.append(context)
        watch = watched(context.new_page())
        page = watch.__enter__()
        watches.append(watch)
        if viewer is not None:
            page.goto(service.sign_in_link(viewer))
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/list")
        return page

    yield open_as
    for watch in watches:
        watch.__exit__(None, None, None)
    for context in contexts:
        context.close()


def violations(page: Page) -> str:
    results = Axe().run(page)
    return results.generate_report() if results.violations_count else ""


def sideways_scroll(page: Page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


# The journey


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_signing_in_to_a_recorded_decision_in_five_clicks(
    open_page: Open, script: bool
) -> None:
    name, other = ("Tomasz Weir", 2) if script else ("Kofi Ashdown", 4)
    page = open_page(OFFICER, java_script_enabled=script)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_label("I am not sure").check()
    page.get_by_role("button", name="Show what Waymark noticed").click()
    page.get_by_label("Start an early Graduated Pathway assessment").check()
    page.get_by_label("Your reason").fill("New to the school; has asked for help.")
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decision recorded")
    expect(page.get_by_text("Nothing starts until the family agrees")).to_be_visible()
    page.goto(address_of(other))
    expect(page.get_by_text("has asked for help")).to_be_visible()
    expect(page.get_by_text("family to be asked")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed out")


def test_the_journey_by_keyboard_only(open_page: Open) -> None:
    page = open_page(OFFICER)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    press_until_focused(page, page.get_by_role("link", name="Beatrix O’Dowd"))
    page.keyboard.press("Enter")
    press_until_focused(page, page.get_by_label("Yes"))
    page.keyboard.press("Space")
    press_until_focused(page, page.get_by_role("button", name="Show what"))
    page.keyboard.press("Enter")
    # The arrows of a group of choices choose as they go.
    press_until_focused(page, page.get_by_label("Start an early"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Already supported")).to_be_checked()
    press_until_focused(page, page.get_by_label("Your reason"))
    page.keyboard.type("A plan is in place.")
    press_until_focused(page, page.get_by_role("button", name="Record this"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Decision recorded")
    assert violations(page) == ""


def press_until_focused(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("the keyboard never gets there")


def test_an_error_takes_the_reader_to_what_is_to_be_mended(open_page: Open) -> None:
    page = open_page(OFFICER)
    page.goto(address_of(5, "?own_view=yes"))
    page.get_by_label("Not now, review later").check()
    page.get_by_role("button", name="Record this decision").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Enter the day to look again").click()
    expect(page.get_by_label("Day", exact=True)).to_be_focused()


def test_filtering_and_sorting_stay_in_the_address(open_page: Open) -> None:
    page = open_page(OFFICER)
    page.get_by_label("School").select_option(label="Elm Lane Primary School")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("columnheader", name="Year").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Year")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.reload()
    expect(page.locator(".wm-list__pupil").first).to_have_text("Isla Fairweather")
    page.get_by_role("link", name="Isla Fairweather").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".wm-list__pupil").first).to_have_text("Isla Fairweather")
    page.get_by_role("link", name="Remove filter: School").click()
    expect(page.locator(".wm-list__pupil")).to_have_count(9)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_day_to_look_again_shows_when_it_is_needed(
    open_page: Open, script: bool
) -> None:
    page = open_page(OFFICER, java_script_enabled=script)
    page.goto(address_of(5, "?own_view=yes"))
    expect(page.get_by_label("Month")).to_be_hidden()
    page.get_by_label("Not now, review later").check()
    expect(page.get_by_label("Month")).to_be_visible()


# A page of any width


def resized(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 800})
    return page


@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
def test_unfolded_and_in_error_a_page_is_accessible_and_fits(
    open_page: Open, width: int
) -> None:
    page = resized(open_page(OFFICER), width)
    page.goto("/list")
    assert violations(page) == ""
    page.goto(address_of(5, "?own_view=yes"))
    page.get_by_label("Not now, review later").check()
    page.get_by_role("button", name="Record this decision").click()
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert violations(page) == ""
    assert sideways_scroll(page) <= 0


@pytest.mark.parametrize("width", [NARROWEST, 800, 1100, WIDEST])
def test_a_page_never_touches_the_edge_of_the_screen(
    open_page: Open, width: int
) -> None:
    page = resized(open_page(OFFICER), width)
    box = page.get_by_role("main").bounding_box()
    assert box is not None
    assert box["x"] >= 15
    assert box["x"] + box["width"] <= width - 15


def test_a_first_visit_costs_less_than_100_kilobytes(open_page: Open) -> None:
    page = open_page(OFFICER)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[float] = []
    client.on(
        "Network.loadingFinished",
        lambda event: received.append(event["encodedDataLength"]),
    )
    page.goto("/list", wait_until="networkidle")
    assert len(received) >= 5
    assert sum(received) < LARGEST_VISIT


def test_on_paper_the_list_is_a_table_without_its_controls(open_page: Open) -> None:
    page = open_page(OFFICER)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    assert page.pdf(tagged=True).count(b"StructTreeRoot") > 0
