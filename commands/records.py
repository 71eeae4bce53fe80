"""Commands about the records: ingest, and the lake's care."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands import AsJson, answer, stage
from records.errors import InputRejected
from records.settings import Settings

Maps = Annotated[
    list[Path] | None,
    typer.Option("--map", help="A map of your own (TOML); may be given again."),
]


def ingest(
    source: Annotated[
        Path, typer.Argument(help="A file or folder that was delivered.")
    ],
    known_on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="When it was delivered, where no folder name says it.",
        ),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="CSV file for everything that is wrong.")
    ] = None,
    maps: Maps = None,
    most_rejected: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Past this share of rejected rows, refuse it all."
        ),
    ] = 0.01,
    as_json: AsJson = False,
) -> None:
    """Read suppliers' files into the lake, but for rows that cannot be right."""
    from records.ingest import ingest as read_delivery
    from records.lake import Lake
    from records.quality.receipts import keep

    settings = Settings()
    held = Lake(settings.lake)
    day = known_on.date() if known_on else None
    rejects = rejects or settings.rejects / f"{source.resolve().name}.csv"
    with stage("Reading deliveries"):
        report = read_delivery(
            source,
            held,
            key=settings.pseudonym_key(),
            known_on=day,
            rejects=rejects,
            maps=maps or (),
            most_rejected=most_rejected,
        )
    keep(report, held.root, taken_in=datetime.now().astimezone())
    lines = [
        f"{each.table:<22} {each.rows:>12,} rows, {each.kept:>12,} new, "
        f"{each.rejected:>8,} rejected"
        for each in report.tables
    ]
    if report.reasons:
        lines.append(f"What was rejected, and why, is listed in {rejects}.")
    answer(report.as_json(), "\n".join(lines), as_json=as_json)


def inspect(
    file: Annotated[Path, typer.Argument(help="A supplier's file.")],
    maps: Maps = None,
    as_json: AsJson = False,
) -> None:
    """Say which reader fits a file, and what is missing for it to be ingested."""
    from records.inspect import inspect as look_at

    found = look_at(file, maps=maps or ())
    lines = [
        f"{found.file}: {found.reader or 'no reader fits'}, {found.rows} rows",
        *(f"  {heading} -> {column}" for heading, column in found.known),
        *(f"  {heading}: not kept" for heading in found.ignored),
        *(f"  {heading}: not known; an ingest stops here" for heading in found.unknown),
        *(f"  {heading}: missing; an ingest stops here" for heading in found.missing),
    ]
    if found.rejected:
        lines.append(f"  {found.rejected} more rows would be rejected.")
    if found.reader and not found.certain:
        lines.append(
            "  Its names are from memory, some at least: compare a real export."
        )
    if found.reader and not found.by_name:
        lines.append(
            "  Its name does not say so: rename it, as docs/suppliers.md says."
        )
    answer(found.as_json(), "\n".join(lines), as_json=as_json)


lake = typer.Typer(help="Look after the lake.", no_args_is_help=True)


@lake.command()
def check(as_json: AsJson = False) -> None:
    """Read the whole lake, and say whatever is wrong with it."""
    from records.integrity import check as check_lake
    from records.lake import Lake

    with stage("Checking the lake"):
        report = check_lake(Lake(Settings().lake))
    sound = f"{report.files} files, {report.rows:,} rows, nothing wrong."
    answer(report.as_json(), "\n".join(report.problems) or sound, as_json=as_json)
    if report.problems:
        raise typer.Exit(1)


@lake.command()
def share(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    as_json: AsJson = False,
) -> None:
    """Copy the lake for a data scientist, without anything that names a pupil."""
    from records.lake import Lake
    from records.sharing import share as share_lake

    with stage("Copying the lake"):
        shared = share_lake(Lake(Settings().lake), folder)
    text = f"{shared.files} files, {shared.rows:,} rows, without the identities."
    answer(asdict(shared), text, as_json=as_json)


@lake.command()
def compact(as_json: AsJson = False) -> None:
    """Remove the files of earlier versions, and what a crash left."""
    from records.lake import Lake

    removed = Lake(Settings().lake).compact()
    text = f"{removed.files} files removed, {removed.size:,} bytes."
    answer(asdict(removed), text, as_json=as_json)


@lake.command()
def forget(
    upn_file: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A file with one UPN, so that no UPN stands in a command.",
        ),
    ] = None,
    left_before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Everybody who left before this day."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forget a pupil, or those long gone; that it happened is kept."""
    from records.lake import Lake
    from records.retention import forget as forget_pupil
    from records.retention import forget_left_before

    settings, today = Settings(), date.today()
    held = Lake(settings.lake)
    if upn_file is not None and left_before is None:
        upn = upn_file.read_text(encoding="utf-8")
        done = forget_pupil(held, upn, key=settings.pseudonym_key(), on=today)
    elif left_before is not None and upn_file is None:
        done = forget_left_before(held, left_before.date(), on=today)
    else:
        raise InputRejected("give either --upn-file or --left-before")
    who = "1 pupil" if done.pupils == 1 else f"{done.pupils} pupils"
    text = (
        f"{who} forgotten from the lake ({done.rule}); deliveries and backups are not."
    )
    answer(asdict(done), text, as_json=as_json)
