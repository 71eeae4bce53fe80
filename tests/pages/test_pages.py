"""What each reader is shown and may do, over HTTP and without a browser."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx2
import pytest
from handmade import (
    ELM,
    OFFICER,
    SCHOOL,
    SCIENTIST,
    WEEK,
    Pupil,
    weekly_list,
)
from reading import address_of, hidden, names_in
from running import Service, new_store, serve
from wording import judging_words

from records.settings import Settings
from serving.access import Role, Viewer
from serving.store.database import connect
from serving.store.publication import publish
from serving.store.users import save_user

Client = Callable[..., httpx2.Client]
LARGEST_PAGE = 100_000
PUBLIC = ("/", "/how-it-works", "/accessibility")


# Signing in and out


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_need_nobody_signed_in(client: Client, path: str) -> None:
    answer = client().get(path)
    assert answer.status_code == 200
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", ["/list", "/pupils/1", "/pupils/1/decided"])
def test_pages_about_pupils_ask_a_stranger_to_sign_in(
    client: Client, path: str
) -> None:
    answer = client().get(path)
    assert answer.status_code == 401
    assert "Sign in to see this page" in answer.text


def test_following_a_sign_in_link_does_not_sign_in(service: Service) -> None:
    with service.client() as browser:
        answer = browser.get(service.sign_in_link(OFFICER))
        assert 'method="post"' in answer.text
        assert not browser.cookies


def test_an_old_sign_in_link_does_not_work(service: Service) -> None:
    link = service.sign_in_link(SCIENTIST)
    service.sign_in_link(SCIENTIST)
    with service.client() as browser:
        assert browser.post(link).status_code == 401


def test_another_site_cannot_sign_somebody_in(service: Service) -> None:
    link = service.sign_in_link(SCHOOL)
    with service.client() as browser:
        answer = browser.post(link, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 403
        assert not browser.cookies


def test_signing_out_ends_the_session(service: Service) -> None:
    with service.client(OFFICER) as browser:
        secret = dict(browser.cookies)
        token = hidden(browser.get("/list").text, "token")
        answer = browser.post("/sign-out", data={"token": token})
        assert answer.headers["location"] == "/?signed_out=true"
        assert browser.get("/list").status_code == 401
        browser.cookies.update(secret)
        assert browser.get("/list").status_code == 401


def test_a_session_that_is_over_leads_back_to_the_start(service: Service) -> None:
    with service.client() as browser:
        browser.cookies.set("waymark", "0" * 43, domain="127.0.0.1")
        assert browser.get("/list").status_code == 401
        assert "Early support, sooner" in browser.get("/").text


# The week's list


def test_the_list_says_what_it_rests_on(client: Client) -> None:
    html = client(OFFICER).get("/list").text
    assert "Week of 23 November 2026" in html
    assert "Data as at 22 November 2026" in html
    assert "version 3" in html
    assert "10 pupils looked at; the list has room for 12" in html
    assert "about 1 more pupil" in html


def test_the_list_is_in_order_of_priority_and_says_who_is_new(client: Client) -> None:
    html = client(OFFICER).get("/list").text
    assert names_in(html)[:3] == ["Amara Lindqvist", "Tomasz Weir", "Beatrix O’Dowd"]
    rows = re.findall(r"<tr .*?</tr>", html, flags=re.DOTALL)[1:]
    assert ["Review first" in row for row in rows] == [True] * 2 + [False] * 7
    assert ["Still here" in row for row in rows] == [True] * 2 + [False] * 7
    assert [place for place, row in enumerate(rows) if "Back again" in row] == [2]


@pytest.mark.parametrize("path", ["/list", address_of(1, "?own_view=yes")])
@pytest.mark.parametrize("viewer", [OFFICER, SCHOOL], ids=lambda each: each.user_id)
def test_no_raw_estimate_is_shown_to_those_who_work_with_pupils(
    client: Client, viewer: Viewer, path: str
) -> None:
    html = client(viewer).get(path).text
    assert "Calibrated estimate" not in html
    assert "0.432" not in html
    assert "log-odds" not in html


def test_filters_narrow_the_list_and_can_each_be_removed(client: Client) -> None:
    html = client(OFFICER).get(f"/list?school={ELM}&year=6").text
    assert names_in(html) == ["Beatrix O’Dowd"]
    chips = re.findall(r'class="wm-chip[^>]* href="([^"]*)".*?</span>(.*?)</a>', html)
    assert chips == [
        ("/list?year=6", "School: Elm Lane Primary School"),
        (f"/list?school={ELM}", "Year: Year 6"),
    ]


def test_filtering_by_outcome_and_status(client: Client) -> None:
    html = client(OFFICER).get("/list?outcome=suspension&status=to-decide").text
    assert names_in(html) == ["Amara Lindqvist", "Tomasz Weir", "Noor Halloran"]


def test_filters_that_match_nobody_lead_back(client: Client) -> None:
    html = client(OFFICER).get(f"/list?school={ELM}&year=10").text
    assert "No pupil on this list matches your filters" in html
    assert '<a class="govuk-link" href="/list">Clear all filters</a>' in html


@pytest.mark.parametrize(
    ("sort", "order", "first"),
    [
        ("pupil", "ascending", "&lt;b&gt;Zed&lt;/b&gt; =1+1"),
        ("year", "ascending", "Isla Fairweather"),
        ("year", "descending", "Kofi Ashdown"),
        ("school", "ascending", "Beatrix O’Dowd"),
        ("priority", "descending", "Dylan Sextant"),
    ],
)
def test_sorting_is_said_on_the_sorted_heading_only(
    client: Client, sort: str, order: str, first: str
) -> None:
    html = client(OFFICER).get(f"/list?sort={sort}&order={order}").text
    assert names_in(html)[0] == first
    assert re.findall(r'aria-sort="(\w+)"', html) == [order]


def test_a_name_is_never_taken_for_markup(client: Client) -> None:
    for path in ("/list", address_of(7)):
        html = client(OFFICER).get(path).text
        assert "<b>Zed" not in html
        assert "&lt;b&gt;Zed&lt;/b&gt;" in html


@pytest.fixture
def long_week(service: Service) -> str:
    """Publish a list of 500 in an earlier week, and return its week."""
    week = WEEK - timedelta(weeks=9)
    many = [
        Pupil(number, "Forename", f"Surname {number}", ELM, "5")
        for number in range(1000, 1500)
    ]
    publish(service.store, weekly_list(week, range(1000, 1500), many))
    return week.isoformat()


def test_a_long_list_comes_in_pages_that_stay_small(
    client: Client, long_week: str
) -> None:
    first = client(OFFICER).get(f"/list?week={long_week}")
    last = client(OFFICER).get(f"/list?week={long_week}&page=10")
    assert len(names_in(first.text)) == len(names_in(last.text)) == 50
    assert names_in(last.text)[-1] == "Forename Surname 1499"
    assert 'rel="next"' in first.text
    assert 'rel="next"' not in last.text
    assert len(first.content) < LARGEST_PAGE


# When there is nothing to show


def test_a_school_with_nobody_on_the_list_is_told_so_kindly(service: Service) -> None:
    other = Viewer("other-school", "Ash School", Role.SCHOOL, frozenset({900003}))
    with service.store.transaction() as tx:
        save_user(tx, other)
    with service.client(other) as browser:
        html = browser.get("/list").text
    assert "Nobody to review this week" in html
    assert "act as you always would" in html


@pytest.fixture
def empty(settings: Settings) -> Iterator[Service]:
    """Serve a new installation, on which no list was published yet."""
    store = new_store(settings, "empty")
    with serve(settings, store) as service:
        yield service
    store.close()


def test_before_the_first_list_the_page_says_what_to_expect(empty: Service) -> None:
    with empty.client(OFFICER) as browser:
        answer = browser.get("/list")
    assert answer.status_code == 200
    assert "There is no list yet" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/pupils/1", f"/pupils/{2**64}", "/list?week=2020-01-06"],
)
def test_what_is_not_there_gets_a_page_that_helps(client: Client, path: str) -> None:
    answer = client(OFFICER).get(path)
    assert answer.status_code in (404, 422)
    assert "<h1" in answer.text
    assert "Go to the start page" in answer.text


@pytest.fixture
def away(settings: Settings) -> Iterator[Service]:
    """Serve over a database that does not answer."""
    store = connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with serve(settings, store) as service:
        yield service
    store.close()


def test_a_database_that_is_away_is_said_in_plain_words(away: Service) -> None:
    with away.client() as browser:
        browser.cookies.set("waymark", "anything")
        answer = browser.get("/list")
    assert answer.status_code == 503
    assert "Waymark is away for a moment" in answer.text
    assert "act as you always would" in answer.text.replace("\n", " ")


# Every page


@pytest.mark.parametrize(
    "path",
    [
        *PUBLIC,
        "/list",
        address_of(1),
        address_of(1, "?own_view=yes"),
        "/nothing",
    ],
)
def test_pages_are_small_and_judge_nobody(client: Client, path: str) -> None:
    answer = client(OFFICER).get(path, follow_redirects=True)
    assert len(answer.content) < LARGEST_PAGE
    assert judging_words(re.sub(r"<[^>]*>", " ", answer.text)) == []


@pytest.mark.parametrize("path", ["/", "/list", "/nothing"])
def test_nothing_inline_that_the_content_policy_would_refuse(
    client: Client, path: str
) -> None:
    html = client(OFFICER).get(path, follow_redirects=True).text
    assert not re.search(r"<style|<[^>]*\s(style|on\w+)=|<script(?![^>]*\ssrc=)", html)


def test_assets_may_be_kept_for_good_and_pages_never(client: Client) -> None:
    page = client().get("/")
    assert page.headers["cache-control"] == "no-store"
    for address in re.findall(r'"(/assets/[^"]*)"', page.text):
        kept = client().get(address)
        assert kept.status_code == 200
        assert "immutable" in kept.headers["cache-control"]
        assert kept.headers["content-encoding"] == "gzip"
        plain = client().get(address, headers={"Accept-Encoding": "identity"})
        assert plain.content == kept.content


@pytest.mark.parametrize("path", ["/assets/0/waymark.css", "/assets/0/../routes.py"])
def test_no_other_file_is_served(client: Client, path: str) -> None:
    assert client().get(path).status_code == 404
