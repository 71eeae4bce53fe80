"""The week's list as it is shown: rows in order, choices, chips, pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from models.outcomes import OUTCOMES
from serving.pages.list_address import STATUSES, ListAddress
from serving.pages.words import capital, long_year, who
from serving.store.views import Entry, ListView

PAGE_SIZE = 50
LABELS = {
    "priority": "Priority",
    "pupil": "Pupil",
    "year": "Year",
    "school": "School",
    "outcome": "Signs of",
    "status": "Status",
}


@dataclass(frozen=True)
class Column:
    """A heading of the table; ``href`` sorts by it, ``order`` says how it is sorted."""

    label: str
    href: str | None = None
    order: str | None = None


@dataclass(frozen=True)
class Choice:
    """A filter: its options as the select component takes them."""

    name: str
    label: str
    value: str
    options: list[dict[str, str]]


@dataclass(frozen=True)
class Chip:
    """A filter in use; ``href`` is the list without it."""

    text: str
    href: str


def ordered(view: ListView, address: ListAddress) -> list[Entry]:
    """Return the entries in the order asked for; ties stay in order of priority."""
    years = list(view.year_groups)
    keys: dict[str, Any] = {
        "priority": lambda entry: entry.position,
        "pupil": lambda entry: who(entry).casefold(),
        "year": lambda entry: (
            years.index(entry.year_group) if entry.year_group else len(years)
        ),
        "school": lambda entry: entry.school.name.casefold(),
    }
    return sorted(view.entries, key=keys[address.sort], reverse=address.descending)


def columns(address: ListAddress) -> list[Column]:
    """Return the headings, with the address that sorts by each."""
    order = "descending" if address.descending else "ascending"
    sortable = [
        Column(
            LABELS[name],
            address.sorted_by(name).to("/list"),
            order if name == address.sort else None,
        )
        for name in ("priority", "pupil", "year", "school")
    ]
    return [*sortable, Column("Why"), Column("Status")]


def choices(view: ListView, address: ListAddress) -> list[Choice]:
    """Return the filters that the visible list offers a choice of."""
    offered = {
        "school": {str(each.urn): each.name for each in view.schools},
        "year": {year: long_year(year) for year in view.year_groups},
        "outcome": {each.name: capital(each.title) for each in OUTCOMES.values()},
        "status": STATUSES,
    }
    everything = {
        "school": "All schools",
        "year": "All years",
        "outcome": "Anything",
        "status": "All",
    }
    return [
        Choice(
            name=name,
            label=LABELS[name],
            value=str(getattr(address, name) or ""),
            options=[{"value": "", "text": everything[name]}]
            + [{"value": value, "text": text} for value, text in options.items()],
        )
        for name, options in offered.items()
        if len(options) > 1 or getattr(address, name)
    ]


def chips(offered: list[Choice], address: ListAddress) -> list[Chip]:
    """Return the filters in use, each with the list that it would leave."""
    found = []
    for choice in offered:
        if choice.value:
            texts = {option["value"]: option["text"] for option in choice.options}
            text = f"{choice.label}: {texts.get(choice.value, choice.value)}"
            found.append(Chip(text, address.without(choice.name).to("/list")))
    return found


def shown(view: ListView, address: ListAddress) -> dict[str, Any]:
    """Return everything that ``list.html`` shows."""
    offered = choices(view, address)
    rows = ordered(view, address)
    last_page = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(address.page, last_page)
    kept = ("week", "sort", "order")
    return {
        "list": view,
        "rows": rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        "counts": _counts(view),
        "columns": columns(address),
        "ordered_by": LABELS[address.sort].lower(),
        "choices": offered,
        "chips": chips(offered, address),
        "clear_all": _unfiltered(address).to("/list"),
        "kept": [each for each in address.parameters().items() if each[0] in kept],
        "pages": [
            _page_link(address, each, number) for each in range(1, last_page + 1)
        ],
        "previous_page": _page(address, number - 1) if number > 1 else None,
        "next_page": _page(address, number + 1) if number < last_page else None,
        "pupil_href": lambda pupil_id: address.to(f"/pupils/{pupil_id}"),
    }


def _counts(view: ListView) -> dict[str, int]:
    return {
        "shown": view.matching,
        "to_decide": sum(entry.decision is None for entry in view.entries),
        "new": sum(entry.change == "new" for entry in view.entries),
        "back": sum(entry.change == "back again" for entry in view.entries),
    }


def _unfiltered(address: ListAddress) -> ListAddress:
    return ListAddress(
        week=address.week, sort=address.sort, descending=address.descending
    )


def _page(address: ListAddress, number: int) -> str:
    return replace(address, page=number).to("/list")


def _page_link(address: ListAddress, number: int, current: int) -> dict[str, Any]:
    href = _page(address, number)
    return {"number": number, "href": href, "current": number == current}
