"""What holds for every page and state: seen, read, weighed, and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from handmade import OFFICER, VIEWERS
from places import EQUALITY, FIGURES, NEWCOMER, Place, furnish
from playwright.sync_api import Browser, Page
from reading_age import prose, reading_age
from running import Service, new_store, serve
from screenshots import IMAGES, TOUR, told
from wording import judging_words

from records.settings import Settings
from serving.access import Viewer
from serving.pages.errors import MESSAGES
from serving.store.database import connect

pytestmark = pytest.mark.browser
NARROWEST, WIDEST, PAPER = 320, 1280, 794
HEAVIEST, OLDEST = 100_000, 11
LARGEST_PICTURE = 80_000
# A few words say nothing about how hard they are to read.
ENOUGH_WORDS = 40
STATUS_NOTE = "the server responded with a status of"
NOBODY_LISTENS = "postgresql+psycopg://nobody@127.0.0.1:1/waymark"


@pytest.fixture(scope="module")
def service(settings: Settings) -> Iterator[Service]:
    store = new_store(settings, "every_page")
    with serve(settings, store) as service:
        yield service
    store.close()


@pytest.fixture(scope="module")
def places(service: Service) -> tuple[Place, ...]:
    return furnish(service.store, FIGURES)


@pytest.fixture(scope="module")
def pages(
    browser: Browser, service: Service, places: tuple[Place, ...]
) -> Iterator[dict[Viewer | None, Page]]:
    """Return a page for each viewer, which fails when the console complains."""
    complaints: list[str] = []
    opened: dict[Viewer | None, Page] = {}
    for viewer in (None, *VIEWERS, EQUALITY, NEWCOMER):
        page = browser.new_context(base_url=service.address).new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if viewer is not None:
            page.goto(service.sign_in_link(viewer))
            page.get_by_role("button", name="Sign in").click()
        opened[viewer] = page
    yield opened
    for page in opened.values():
        page.context.close()
    assert [each for each in complaints if STATUS_NOTE not in each] == []


def faults(page: Page) -> list[str]:
    """Return all that is wrong with the page that is open."""
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": WIDEST, "height": 800})
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    found = [rule["id"] for rule in Axe().run(page).response["violations"]]
    if page.locator("h1").count() != 1:
        found.append("not one main heading")
    found += [f"wider than {width}" for width in _too_narrow(page)]
    html = page.content()
    text = page.locator("body").inner_text()
    found += judging_words(text)
    words = prose(html)
    if len(words.split()) >= ENOUGH_WORDS and reading_age(words) > OLDEST:
        found.append(f"reads as for {reading_age(words):.1f} years")
    if len(html.encode()) > HEAVIEST:
        found.append("too heavy")
    return found


def _too_narrow(page: Page) -> Iterator[int]:
    for width, media in ((NARROWEST, "screen"), (PAPER, "print")):
        page.emulate_media(media=media)
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield width


def test_every_page_and_state_can_be_used_by_everybody(
    places: tuple[Place, ...], pages: dict[Viewer | None, Page]
) -> None:
    found = {}
    for place in places:
        page = pages[place.viewer]
        page.goto(place.path)
        found[place.name] = faults(page)
    assert {name: each for name, each in found.items() if each} == {}


def test_the_tour_has_a_picture_of_every_page(places: tuple[Place, ...]) -> None:
    assert TOUR.read_text() == told(places), "python tests/pages/screenshots.py"
    sizes = {place.name: (IMAGES / f"{place.name}.png").stat() for place in places}
    assert max(each.st_size for each in sizes.values()) < LARGEST_PICTURE
    assert {each.stem for each in IMAGES.glob("*.png")} == set(sizes)


def test_when_the_database_is_away_the_page_says_so_and_can_be_used(
    browser: Browser, settings: Settings
) -> None:
    store = connect(NOBODY_LISTENS)
    with serve(settings, store) as away:
        context = browser.new_context(base_url=away.address)
        context.add_cookies([{"name": "waymark", "value": "any", "url": away.address}])
        page = context.new_page()
        answer = page.goto("/list")
        assert answer is not None
        assert answer.status == 503
        assert page.locator("h1").inner_text() == MESSAGES[503].heading
        assert faults(page) == []
        # What needs no database is there all the same.
        page.goto("/for-families")
        assert page.locator("h1").inner_text() == "A notice for families"
        context.close()
    store.close()


def test_before_the_first_list_the_pages_say_what_will_come(
    browser: Browser, settings: Settings
) -> None:
    store = new_store(settings, "no_list")
    with serve(settings, store) as empty:
        context = browser.new_context(base_url=empty.address)
        page = context.new_page()
        page.goto(empty.sign_in_link(OFFICER))
        page.get_by_role("button", name="Sign in").click()
        for path, words in (
            ("/list", "There is no list yet"),
            ("/wider", "No figures yet"),
            ("/cases", "My cases"),
        ):
            page.goto(path)
            assert page.locator("h1").inner_text() == words
            assert faults(page) == []
        context.close()
    store.close()


def test_the_reading_age_tells_hard_words_from_plain_ones() -> None:
    plain = "We ask the family first. They may say no. We thank them."
    hard = (
        "Notwithstanding established organisational responsibilities, practitioners "
        "necessarily prioritise multidisciplinary collaboration."
    )
    assert reading_age(plain) < 8 < 20 < reading_age(hard)
    assert prose("<main><p>One</p><p>Two.</p><table>x</table></main>").split() == [
        "One.",
        "Two.",
    ]
