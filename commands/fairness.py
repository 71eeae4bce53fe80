"""Commands that audit any model or list, from Waymark or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import AsJson, answer, stage
from records.errors import InputRejected

if TYPE_CHECKING:
    import polars as pl

    from fairness.capacity import Listing
    from fairness.results import Report

PredictionsFile = Annotated[
    Path, typer.Option(help="CSV or Parquet with one row for each prediction.")
]
Groups = Annotated[
    list[str] | None,
    typer.Option(metavar="COL", help="A column of groups; give it as often as needed."),
]
MoreGroups = Annotated[
    list[str] | None,
    typer.Argument(metavar="[COL]...", help="Further columns of groups."),
]


def audit(
    predictions: PredictionsFile,
    group: Groups = None,
    more: MoreGroups = None,
    label: Annotated[
        str | None,
        typer.Option(
            metavar="COL", help="What happened; without it a list is audited."
        ),
    ] = None,
    flag: Annotated[
        str | None, typer.Option(metavar="COL", help="Who was put on the list.")
    ] = None,
    score: Annotated[
        str | None, typer.Option(metavar="COL", help="The score that was ranked.")
    ] = None,
    capacity: Annotated[
        int | None, typer.Option(help="Places on the list, for the highest scores.")
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COL=VALUE", help="Compared with; else the largest group."
        ),
    ] = None,
    cross: Annotated[
        list[str] | None,
        typer.Option(metavar="COL,COL", help="Columns whose groups are crossed."),
    ] = None,
    school: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Rows that are alike; drawn as a whole."),
    ] = None,
    pupil: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Whose row it is, if in several weeks."),
    ] = None,
    weeks: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Weeks between the list and the outcome."),
    ] = None,
    draws: Annotated[int, typer.Option(help="Bootstrap draws.")] = 1000,
    whole: Annotated[
        bool, typer.Option("--whole", help="Show groups under ten pupils, too.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="A folder for audit.html, .pdf and .csv, to be published."),
    ] = None,
    title: Annotated[
        str, typer.Option(help="What stands above it.")
    ] = "Fairness audit",
    since: Annotated[
        Path | None,
        typer.Option(help="The answer to --whole --json of last time, to compare."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Audit predictions by group: any model, or a list of which only this is known."""
    from fairness.audit import audit as audit_arrays
    from fairness.predictions import (
        amounts,
        flags,
        group_labels,
        numbers,
        read_predictions,
        words,
    )
    from fairness.report import to_markdown
    from fairness.withheld import withheld

    rows = read_predictions(predictions)
    listing = _listing(rows, flag, score, capacity)
    attributes = [*(group or []), *(more or [])]
    if not attributes and not cross:
        raise InputRejected("name at least one column of groups with --group COL")
    labels = group_labels(rows, attributes, cross or [])
    with stage(f"Auditing {rows.height:,} rows"):
        found = audit_arrays(
            None if label is None else flags(rows, label),
            listing.selected,
            groups=labels,
            score=None if score is None else numbers(rows, score),
            clusters=None if school is None else words(rows, school),
            pupils=None if pupil is None else words(rows, pupil),
            weeks=None if weeks is None else amounts(rows, weeks),
            reference=dict(_reference(each) for each in reference or []),
            draws=draws,
            notes=listing.notes,
        )
    if report is not None:
        _publish(found, report, title, since)
    told = found.to_dict() if whole else withheld(found)
    answer(told, to_markdown(found, title=title), as_json=as_json)


def _publish(found: Report, folder: Path, title: str, since: Path | None) -> None:
    from fairness.data import published_csv
    from fairness.page import page
    from fairness.pdf import pdf
    from fairness.story import Occasion

    previous = None if since is None else _read_report(since)
    occasion = Occasion(title=title, previous=previous)
    files = {
        "audit.html": page(found, occasion).encode(),
        "audit.pdf": pdf(found, occasion),
        "audit.csv": published_csv(found).encode(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise InputRejected(
            f"cannot write to {folder} ({error.strerror}); name another folder"
        ) from error


def _read_report(path: Path) -> Report:
    from fairness.results import Report

    try:
        return Report.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputRejected(
            f"{path} is not what waymark audit --whole --json printed; "
            "keep that answer of each audit to compare the next with"
        ) from error


def _listing(
    rows: pl.DataFrame, flag: str | None, score: str | None, capacity: int | None
) -> Listing:
    from fairness.capacity import Listing, listed
    from fairness.predictions import flags, numbers

    if (flag is None) == (capacity is None):
        raise InputRejected(
            "say who was on the list: either --flag COL, or --score COL with "
            "--capacity N"
        )
    if flag is not None:
        return Listing(selected=flags(rows, flag), tied=0, places=0)
    if score is None or capacity is None:
        raise InputRejected(
            "--capacity needs --score COL: who is highest goes on the list"
        )
    return listed(numbers(rows, score), capacity)


def _reference(given: str) -> tuple[str, str]:
    attribute, equals, value = given.partition("=")
    if not equals:
        raise InputRejected(
            f"--reference {given} is not COL=VALUE; write for instance sex=Female"
        )
    return attribute, value
