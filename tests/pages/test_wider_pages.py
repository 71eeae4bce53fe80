"""The wider view: whose figures who may see, each picture with words and table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx2
import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from handmade import ELM, OAK, OFFICER, SCHOOL, SCIENTIST, WEEK, weekly_list
from playwright.sync_api import Browser
from running import Service, new_store, serve

from records.settings import Settings
from serving.access import Role, Viewer
from serving.area_figures import SCHEMA
from serving.pages.week_chart import of_counts, of_shares
from serving.store.publication import publish
from serving.store.tables import SCHOOLS
from serving.store.users import save_user

TRUST = Viewer("trust", "A trust", Role.TRUST, frozenset({OAK, ELM}))
EQUALITY = Viewer("equality", "Ed Equality", Role.EQUALITY_LEAD, frozenset())
MONDAYS = [WEEK - timedelta(weeks=back) for back in range(12, 0, -1)]
Client = Callable[..., httpx2.Client]


def told(hidden: bool) -> str:
    weeks = [
        {
            "week": monday.isoformat(),
            "absence": None if hidden else 0.05 + place / 200,
            "suspensions": "c" if hidden or place == 3 else str(5 * place),
        }
        for place, monday in enumerate(MONDAYS)
    ]
    group = {"group": "Eligible", "pupils": "120", "absence": 0.081}
    groups = {"fsm": [group | {"suspended": "15", "listed": "c"}]}
    return json.dumps({"weeks": weeks, "groups": groups})


@pytest.fixture(scope="module")
def service(settings: Settings) -> Iterator[Service]:
    store = new_store(settings, "wider")
    areas = [
        ("whole", "everywhere", told(False)),
        ("cluster", "North & Hill", told(False)),
        ("school", str(OAK), told(False)),
        ("school", str(ELM), told(True)),
    ]
    plain = weekly_list(WEEK, range(1, 10))
    frame = pl.DataFrame(areas, schema=SCHEMA, orient="row")
    publish(store, type(plain)(**vars(plain) | {"areas": frame}))
    with store.transaction() as tx:
        save_user(tx, TRUST)
        save_user(tx, EQUALITY)
        tx.execute(SCHOOLS.update().values(cluster="North & Hill"))
    with serve(settings, store) as service:
        yield service
    store.close()


PAGES = (
    "/wider",
    "/wider/clusters/North%20%26%20Hill",
    f"/wider/schools/{OAK}",
    f"/wider/schools/{ELM}",
)


@pytest.mark.parametrize(
    ("viewer", "statuses"),
    [
        (OFFICER, (200, 200, 200, 200)),
        (SCIENTIST, (200, 200, 200, 200)),
        (SCHOOL, (303, 403, 200, 403)),
        (TRUST, (200, 403, 200, 200)),
        (EQUALITY, (403, 403, 403, 403)),
    ],
    ids=lambda one: getattr(one, "role", ""),
)
def test_each_sees_the_figures_of_their_own(
    client: Client, viewer: Viewer, statuses: tuple[int, ...]
) -> None:
    got = tuple(client(viewer).get(path).status_code for path in PAGES)
    assert got == statuses
    assert client(OFFICER).get("/wider/schools/999999").status_code == 404


def test_each_picture_has_a_title_words_and_a_table(client: Client) -> None:
    told = client(OFFICER).get("/wider").text
    # Places and decisions of one short list are too few to draw, not to be told.
    assert told.count('<svg role="img"') == 2
    assert told.count("Show these figures as a table") == 4
    for words in ("Sessions missed", "Suspensions", "5.0% in the week of", "8.1%"):
        assert words in told
    assert "too small to show" in told
    assert "Too few decisions" in told
    assert "North &amp; Hill" in told


def test_of_a_small_school_nothing_is_drawn(client: Client) -> None:
    told = client(OFFICER).get(f"/wider/schools/{ELM}").text
    assert '<svg role="img"' not in told
    assert "The numbers are too small to show." in told


def test_a_week_that_is_hidden_breaks_the_line_and_is_said() -> None:
    chart = of_shares("A", "B", MONDAYS[:4], [0.1, 0.2, None, 0.3])
    assert len(chart.columns) == 3
    assert len(chart.lines) == 1
    assert [figure for _, figure in chart.table] == ["10.0%", "20.0%", "c", "30.0%"]
    assert "In 1 of 4 weeks" in chart.summary
    counts = of_counts("A", "B", MONDAYS[:2], ["1,205", "c"])
    assert counts.top == "1,205"
    assert [one.height for one in counts.columns] == [92.0]


@pytest.mark.browser
def test_the_wider_view_is_accessible_and_fits(
    browser: Browser, service: Service
) -> None:
    context = browser.new_context(base_url=service.address)
    page = context.new_page()
    page.goto(service.sign_in_link(OFFICER))
    page.get_by_role("button", name="Sign in").click()
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path)
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
    context.close()
