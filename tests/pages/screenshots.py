"""Take the pictures of docs/tour.md from a running demonstration.

    python tests/pages/screenshots.py SIGN_IN_LINK

``make demo`` prints the sign-in link of the officer. Its pupils are invented; never
take pictures of real ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from running import chromium

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1040, "height": 960}


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/list")


def take(link: str) -> None:
    """Write the picture of the list and of the first pupil on it."""
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        page = browser.new_page(viewport=SIZE)
        sign_in(page, link)
        page.screenshot(path=IMAGES / "list.png")
        page.locator(".wm-list__pupil a").first.click()
        page.get_by_label("I do not know this pupil yet").check()
        page.get_by_role("button", name="Show what Waymark noticed").click()
        page.screenshot(path=IMAGES / "pupil.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1])
