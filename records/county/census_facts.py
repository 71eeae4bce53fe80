"""What a school census asks, as the county knew it on the Sunday after.

Pupils no longer on roll are those who left since the term began whose sessions are
counted. A census has no reason for leaving: it would blank one that the authority
knows, so it tells of those of whom no reason is known, the most by far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from records.county.calendar import academic_year
from records.county.feeds import made
from records.county.known import standing
from records.county.simulate import County
from records.county.weeks import Delivery

THURSDAY = 3
PREVIOUS, SUBSIDIARY = "P", "S"
MARK = ("upn", "urn", "date", "session")
TERMLY, SUMMER = "termlysession", "summerhalfterm2session"
COUNTS = {
    "upn": pl.String(),
    "urn": pl.Int64(),
    "attendancereason": pl.String(),
    "sessions": pl.UInt32(),
}
# The years back, and the half terms, whose sessions a census counts, by its headings.
COUNTED: dict[str, dict[str, tuple[int, tuple[int, ...]]]] = {
    "autumn": {TERMLY: (1, (5,)), SUMMER: (1, (6,))},
    "spring": {TERMLY: (0, (1, 2))},
    "summer": {TERMLY: (0, (3, 4))},
}


@dataclass(frozen=True)
class Census:
    """One census: its term and reference day."""

    term: str
    day: date

    @property
    def first_september(self) -> int:
        """The calendar year in which its academic year began."""
        return self.day.year - (self.day.month < 9)


@dataclass(frozen=True)
class Facts:
    """What is known for one census.

    Attributes
    ----------
    county : County
    delivery : Delivery
        In whose week the reference day falls.
    census : Census
    """

    county: County
    delivery: Delivery
    census: Census

    def on_roll(self) -> pl.DataFrame:
        """Return the pupils on roll on the reference day, a row for each school."""
        enrolled = standing(self.county, self.delivery, "enrolments").filter(
            pl.col("entry_date") <= self.census.day, pl.col("leaving_date").is_null()
        )
        taught = standing(self.county, self.delivery, "year_groups").filter(
            pl.col("academic_year") == academic_year(self.census.first_september)
        )
        described = self._described(enrolled)
        for rows in (taught.drop("recorded_on"), self._provisions()):
            described = described.join(
                rows, on="upn", how="left", maintain_order="left"
            )
        return described

    def left(self) -> pl.DataFrame:
        """Return those who left in or after the first term counted, once a school."""
        held = standing(self.county, self.delivery, "enrolments")
        here = held.filter(pl.col("leaving_date").is_null())
        left = pl.col("leaving_date").is_between(self._since(), self.census.day)
        gone = held.filter(left, pl.col("status") == PREVIOUS)
        last = gone.sort("leaving_date").unique(["upn", "urn"], keep="last")
        return self._described(last.join(here, on=["upn", "urn"], how="anti"))

    def meals(self) -> pl.DataFrame:
        """Return the periods; it has no ground of them."""
        return standing(self.county, self.delivery, "free_school_meals")

    def suspensions(self) -> pl.DataFrame:
        """Return those of the last year; it has no review of them."""
        held = standing(self.county, self.delivery, "suspensions")
        recent = pl.col("start_date") > self.delivery.day - timedelta(days=365)
        return held.filter(recent)

    def counts(self, back: int, half_terms: tuple[int, ...]) -> pl.DataFrame:
        """Count each pupil's marks by school and code, as they stand by then."""
        days = self._days(back, half_terms)
        counts = [pl.DataFrame(schema=COUNTS)]
        for block in made(self.county, days[0], days[-1]) if len(days) else ():
            known = block.filter(self.delivery.known)
            marks = known.unique(MARK, keep="last")
            counted = marks.group_by("upn", "urn", attendancereason="code")
            counts.append(counted.agg(sessions=pl.len()))
        return pl.concat(counts)

    def _described(self, enrolled: pl.DataFrame) -> pl.DataFrame:
        """Put beside spells whose they are, and the number of the school."""
        pupils = standing(self.county, self.delivery, "pupils")
        who = self.county.register_tables["identities"]
        school = self.county.register_tables["schools"].select("urn", "laestab")
        described = enrolled.drop("recorded_on").sort("urn", "upn")
        for rows, on in ((pupils, "upn"), (who, "upn"), (school, "urn")):
            told = rows.drop("recorded_on", strict=False)
            described = described.join(told, on=on, how="left", maintain_order="left")
        return described

    def _provisions(self) -> pl.DataFrame:
        """Return the provision that each pupil has, for the spring census alone."""
        ended = pl.col("end_date") < self.census.day
        held = standing(self.county, self.delivery, "sen").filter(
            self.census.term == "spring",
            pl.col("start_date") <= self.census.day,
            ~ended.fill_null(False),
        )
        last = held.sort("upn", "start_date").unique("upn", keep="last")
        return last.select("upn", "provision", "primary_need", "secondary_need")

    def _since(self) -> date:
        """Return the first day of the sessions counted."""
        back, half_terms = COUNTED[self.census.term][TERMLY]
        days = self._days(back, half_terms)
        first: date = self.county.world.days.dates[0].item()
        return days[0] if len(days) else first

    def _days(self, back: int, half_terms: tuple[int, ...]) -> pl.Series:
        year = academic_year(self.census.first_september - back)
        table = self.county.world.days.table
        of_terms = pl.col("half_term").is_in(half_terms)
        return table.filter(pl.col("academic_year") == year, of_terms)["date"]


def censuses(year: int) -> list[Census]:
    """Return the censuses of a calendar year, on Thursdays as DfE sets them."""
    return [
        Census("spring", _thursday(year, 1, 3)),
        Census("summer", _thursday(year, 5, 3)),
        Census("autumn", _thursday(year, 10, 1)),
    ]


def facts(county: County, delivery: Delivery) -> Facts | None:
    """Return the census whose reference day falls into a delivery's week, if one does.

    Parameters
    ----------
    county : County
    delivery : Delivery
        Not the first.
    """
    for census in censuses(delivery.day.year):
        if delivery.after is not None and delivery.after < census.day <= delivery.day:
            return Facts(county, delivery, census)
    return None


def _thursday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    ahead = (THURSDAY - first.weekday()) % 7
    return first + timedelta(days=ahead, weeks=number - 1)
