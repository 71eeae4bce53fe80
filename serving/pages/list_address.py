"""What of the week's list is asked for, as it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from models.outcomes import OUTCOMES
from serving.store.views import ListFilters

SORTS = ("priority", "pupil", "year", "school")
STATUSES = {"to-decide": "To decide", "decided": "Decided"}
# A week's list is as long as a team has time for; beyond this no page shows it.
LONGEST_LIST = 500


@dataclass(frozen=True)
class ListAddress:
    """Filters, order and page of the list; None and the defaults show all of it."""

    week: date | None = None
    school: int | None = None
    year: str | None = None
    outcome: str | None = None
    status: str | None = None
    sort: str = "priority"
    descending: bool = False
    page: int = 1

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> ListAddress:
        """Read an address; what makes no sense in it is left out."""
        sort, page = query.get("sort", ""), query.get("page", "")
        return cls(
            week=_monday(query.get("week", "")),
            school=_number(query.get("school", "")),
            year=query.get("year") or None,
            outcome=_one_of(OUTCOMES, query.get("outcome")),
            status=_one_of(STATUSES, query.get("status")),
            sort=sort if sort in SORTS else "priority",
            descending=query.get("order") == "descending",
            page=max(_number(page) or 1, 1),
        )

    def parameters(self) -> dict[str, str]:
        """Return what differs from the whole list in its usual order."""
        named = {
            "week": self.week.isoformat() if self.week else "",
            "school": str(self.school or ""),
            "year": self.year or "",
            "outcome": self.outcome or "",
            "status": self.status or "",
            "sort": "" if self.sort == "priority" else self.sort,
            "order": "descending" if self.descending else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in named.items() if value}

    def to(self, path: str) -> str:
        """Return the address of ``path`` with these parameters."""
        query = urlencode(self.parameters())
        return f"{path}?{query}" if query else path

    def filters(self) -> ListFilters:
        """Return the filters as the store takes them."""
        decided = None if self.status is None else self.status == "decided"
        return ListFilters(
            urn=self.school,
            year_group=self.year,
            outcome=self.outcome,
            decided=decided,
            limit=LONGEST_LIST,
        )

    def without(self, name: str) -> ListAddress:
        """Return the address without one filter, from its first page."""
        kept = self.parameters()
        return self.parse({each: kept[each] for each in kept.keys() - {name, "page"}})

    def sorted_by(self, sort: str) -> ListAddress:
        """Return the address in another order, or the same one turned round."""
        turned = self.sort == sort and not self.descending
        return replace(self, sort=sort, descending=turned, page=1)


def _one_of(allowed: Mapping[str, object], value: str | None) -> str | None:
    return value if value in allowed else None


def _number(text: str) -> int | None:
    # Nine digits hold every URN and stay within the database's integers.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _monday(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
