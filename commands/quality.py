"""The command that says what is missing from the records."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands import AsJson, answer, stage
from records.errors import InputRejected
from records.settings import Settings


def quality(
    known_on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="As known at the end of that day; today's end."
        ),
    ] = None,
    school: Annotated[
        int | None, typer.Option(help="URN; only what concerns this school.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page to this file.")
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(help="Write a page for each school to ask into this folder."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is missing, late or out of date in the records, school by school."""
    from records.lake import Lake
    from records.quality.page import page, school_page
    from records.quality.report import quality as look

    day = known_on.date() if known_on else date.today()
    with stage("Looking at the records"):
        report = look(Lake(Settings().lake), day)
    if school is not None:
        report = report.of(school)
    if html is not None:
        _write(html, page(report) if school is None else school_page(report))
    if pages is not None:
        for each in report.asked:
            _write(pages / f"{each.urn}.html", school_page(report.of(each.urn)))
    lines = [
        *report.notes,
        *(
            f"{each.urn} {each.name}: {finding.found} {finding.ask}"
            for each in report.asked
            for finding in each.findings
        ),
    ]
    answer(report.as_json(), "\n".join(lines) or "Nothing is missing.", as_json=as_json)


def _write(path: Path, html: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise InputRejected(
            f"cannot write {path} ({error.strerror}); name another place"
        ) from error
