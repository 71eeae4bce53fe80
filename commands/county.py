"""The command that makes up a county and writes what its suppliers would deliver."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import SCREEN, AsJson, Monday, Seed, answer, stage, this_monday

SMALLEST_GB, BYTES_A_MARK = 0.3, 23


def simulate(
    out: Annotated[Path, typer.Argument(help="Folder for the suppliers' files.")],
    preset: Annotated[
        str, typer.Option(help="demo, county or england; the options below go first.")
    ] = "demo",
    pupils: Annotated[
        int | None, typer.Option(min=500, help="Pupils on roll.", show_default=False)
    ] = None,
    seed: Seed = 7,
    until: Monday = None,
    years: Annotated[
        int | None,
        typer.Option(
            min=1, help="School years, this one included.", show_default=False
        ),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option(min=0, help="Weekly deliveries after the first, of all history."),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(help="Whose schools and rates: gloucestershire or england."),
    ] = None,
    bias: Annotated[bool, typer.Option(help="Plant the documented bias.")] = True,
    mess: Annotated[
        int,
        typer.Option(
            min=0,
            max=2,
            help="Faults in the files: 0 none, 1 usual, 2 bad; OUT-faults.csv lists "
            "every one.",
        ),
    ] = 0,
    truth: Annotated[
        Path | None,
        typer.Option(help="Another folder, for the real probabilities on that Monday."),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, help="They change nothing but the time.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what the suppliers of a made-up county would deliver, week by week."""
    from records.county import simulate as simulate_county
    from records.county import write, write_truth
    from records.county.ground import check, claim
    from records.county.presets import preset as preset_called

    asked, day = preset_called(preset), until.date() if until else this_monday()
    lived: dict[str, Any] = {
        "pupils": pupils or asked.pupils,
        "area": area or asked.area,
        "years": years or asked.years,
        "seed": seed,
        "until": day,
        "bias": bias,
    }
    sent: dict[str, Any] = {
        "weeks": asked.weeks if weeks is None else weeks,
        "mess": mess,
    }
    check(out)
    SCREEN.print(_plan(out, **lived, **sent), highlight=False, soft_wrap=True)
    with stage("Simulating"):
        county = simulate_county(**lived, processes=processes or os.cpu_count() or 1)
    with stage("Writing deliveries"):
        claim(out, made_with=lived | sent)
        written = write(county, out, weeks=sent["weeks"])
        result = {"folder": out, **lived, **sent, "deliveries": len(written)}
        result |= _spoil(out, mess, seed)
    if truth is not None:
        with stage("Living the next twelve weeks many times"):
            write_truth(county, truth, [day])
    answer(result, _in_words(result), as_json=as_json)


def _spoil(out: Path, mess: int, seed: int) -> dict[str, Any]:
    """Plant faults, and list them beside the deliveries."""
    from records.county.mess import plant, write_faults

    place = out.resolve()
    listed = place.with_name(f"{place.name}-faults.csv")
    listed.unlink(missing_ok=True)
    if not mess:
        return {}
    faults = plant(out, mess, seed)
    write_faults(faults, listed)
    return {"faults": len(faults), "fault_list": listed}


def _plan(
    out: Path,
    *,
    pupils: int,
    area: str,
    years: int,
    seed: int,
    until: date,
    bias: bool,
    weeks: int,
    mess: int,
) -> str:
    """Say what will be written, so that it can be stopped; refuse what cannot be."""
    from records.county.calendar import calendar
    from records.county.weeks import deliveries

    school_days = calendar(until, years)
    days = deliveries(until, weeks, school_days.dates[0].item())
    marks = 2 * pupils * school_days.taught
    return (
        f"{pupils:,} pupils at the rates of {area} since {school_days.dates[0]}, "
        f"about {marks / 1e6:,.1f} million marks in {_memory(marks):.1f} GB, "
        f"seed {seed}, "
        f"{'with' if bias else 'without'} planted bias: {len(days)} deliveries from "
        f"{days[0].day}, which holds all history, to {days[-1].day}, mess {mess}, "
        f"into {out}."
    )


def _memory(marks: int) -> float:
    """Estimate the gigabytes it takes, as measured (docs/county-deliveries.md)."""
    return SMALLEST_GB + marks * BYTES_A_MARK / 1e9


def _in_words(result: dict[str, Any]) -> str:
    said = f"{result['deliveries']} deliveries are in {result['folder']}."
    if "faults" in result:
        said += f" {result['faults']:,} faults are listed in {result['fault_list']}."
    return said
