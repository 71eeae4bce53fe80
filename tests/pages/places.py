"""Every page and state a person can come to: for the tests, and for the tour.

Each place is named as its picture in ``docs/images`` is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from casework import as_far_as_a_plan, consent, open_case, review
from handmade import BY_NUMBER, OAK, OFFICER, SCHOOL, SCIENTIST, WEEK, weekly_list

from serving.access import Role, Viewer
from serving.area_figures import SCHEMA
from serving.pages.case_questions import FORMS
from serving.pages.public_pages import TEMPLATES
from serving.store.database import Store
from serving.store.publication import WeeklyList, publish
from serving.store.tables import SCHOOLS
from serving.store.users import save_user

EQUALITY = Viewer("equality", "Ed Equality", Role.EQUALITY_LEAD, frozenset())
NEWCOMER = Viewer("newcomer", "Nia Newcomer", Role.OFFICER, None)
CLUSTER = "North and Hill"
FIRST_WEEK, HOLIDAY = date(2026, 9, 7), timedelta(weeks=6)


@dataclass(frozen=True)
class Place:
    """A page as one viewer comes to it; ``title`` heads it in the tour."""

    name: str
    title: str
    path: str
    viewer: Viewer | None = None


def pupil(number: int) -> str:
    return f"/pupils/{BY_NUMBER[number].pupil_id}"


def furnish(store: Store, figures: str) -> tuple[Place, ...]:
    """Publish figures, open cases, and return every place there then is."""
    areas = [
        ("whole", "everywhere", figures),
        ("cluster", CLUSTER, figures),
        ("school", str(OAK), figures),
    ]
    early = vars(weekly_list(FIRST_WEEK, (1, 2, 3)))
    publish(store, WeeklyList(**early | {"data_as_at": FIRST_WEEK - HOLIDAY}))
    plain = weekly_list(WEEK, range(1, 10))
    frame = pl.DataFrame(areas, schema=SCHEMA, orient="row")
    publish(store, WeeklyList(**vars(plain) | {"areas": frame}))
    with store.transaction() as tx:
        save_user(tx, EQUALITY)
        save_user(tx, NEWCOMER)
        tx.execute(SCHOOLS.update().values(cluster=CLUSTER))
    fresh = open_case(store, 1)
    going = open_case(store, 2, *as_far_as_a_plan(), review())
    closed = open_case(store, 3, *as_far_as_a_plan(), review("finish"))
    open_case(store, 4, consent("waiting", days=-40))
    return (
        Place("start", "The start page", "/"),
        Place("sign-in", "Signing in", "/sign-in/anything"),
        Place("signed-out", "Signed out", "/?signed_out=true"),
        Place("list", "The week’s list", "/list", OFFICER),
        Place(
            "nobody",
            "Nobody matches the filters",
            "/list?school=900002&year=10",
            OFFICER,
        ),
        Place(
            "first-week", "The first week of term", f"/list?week={FIRST_WEEK}", OFFICER
        ),
        Place("own-view", "A pupil: your own view first", pupil(5), OFFICER),
        Place("pupil", "A pupil", f"{pupil(5)}?own_view=yes", OFFICER),
        Place("unlisted", "A pupil who is not on the list", pupil(10), OFFICER),
        Place("decided", "A decision recorded", f"{pupil(2)}/decided", OFFICER),
        Place("school-list", "The list as a school sees it", "/list", SCHOOL),
        Place("school-pupil", "A pupil as a school sees them", pupil(1), SCHOOL),
        Place("sorted", "The list by year", "/list?school=900002&sort=year", SCIENTIST),
        Place("scientist", "A pupil without a name", pupil(1), SCIENTIST),
        Place("cases", "My cases", "/cases", OFFICER),
        Place("no-cases", "No case yet", "/cases", NEWCOMER),
        Place("closed-cases", "Closed cases", "/cases?closed=true", OFFICER),
        Place("case-new", "A case: the family first", f"/cases/{fresh}", OFFICER),
        Place("consent", "Asking the family", f"/cases/{fresh}/consent", OFFICER),
        Place("case", "A case with its plan", f"/cases/{going}", OFFICER),
        *(
            Place(f"case-{kind}", form.title, f"/cases/{going}/{kind}", OFFICER)
            for kind, form in FORMS.items()
        ),
        Place("case-closed", "A closed case", f"/cases/{closed}", OFFICER),
        Place(
            "evidence",
            "Evidence to print",
            f"/cases/{going}/evidence/talc",
            OFFICER,
        ),
        Place(
            "evidence-none",
            "No evidence before the family agrees",
            f"/cases/{fresh}/evidence/talc",
            OFFICER,
        ),
        Place("wider", "The wider view", "/wider", OFFICER),
        Place("cluster", "A cluster", f"/wider/clusters/{CLUSTER}", OFFICER),
        Place("school", "A school", f"/wider/schools/{OAK}", SCHOOL),
        Place("equality", "Decisions by group", "/equality", EQUALITY),
        Place("help", "Help and what we promise", "/help"),
        *(
            Place(name, name.replace("-", " ").capitalize(), f"/{name}")
            for name in TEMPLATES
        ),
        Place("session-over", "The session is over", "/list"),
        Place("not-found", "Not found", "/nothing", OFFICER),
        Place("not-theirs", "Another school’s pupil", pupil(3), SCHOOL),
        Place("not-allowed", "Not allowed", "/cases", SCHOOL),
        Place("not-read", "An address that cannot be read", "/pupils/0", OFFICER),
    )


FIGURES = (
    '{"weeks": ['
    + ", ".join(
        f'{{"week": "2026-{month:02d}-{day:02d}", "absence": {0.05 + place / 200:.3f},'
        f' "suspensions": "{"c" if place < 2 else 5 * place}"}}'
        for place, (month, day) in enumerate(
            [(9, 7), (9, 14), (9, 21), (9, 28), (10, 5), (10, 12), (11, 2), (11, 9)]
        )
    )
    + '], "groups": {"fsm": ['
    '{"group": "Eligible", "pupils": "120", "absence": 0.081, "suspended": "15",'
    ' "listed": "c"}, {"group": "Not eligible", "pupils": "480", "absence": 0.052,'
    ' "suspended": "20", "listed": "c"}]}}'
)
