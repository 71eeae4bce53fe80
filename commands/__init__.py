"""What every command shares: how it answers, shows long work, and reads options."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

SCREEN = Console(stderr=True)

AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.")
]
Monday = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="A Monday; this week's when left out."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same county.")]
Port = Annotated[int, typer.Option(help="Where the service listens.")]


def answer(result: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Print what a command found: one object for machines, or text for people."""
    typer.echo(json.dumps(result, default=str) if as_json else text)


@contextmanager
def stage(title: str, seconds: dict[str, float] | None = None) -> Iterator[None]:
    """Show that long work goes on, on standard error, and time it.

    Parameters
    ----------
    title : str
        What is being done, such as ``"Reading deliveries"``.
    seconds : dict or None
        Where to note how long it took, under the title's first word.
    """
    columns = (TextColumn("{task.description}"), BarColumn(20), TimeElapsedColumn())
    start = time.monotonic()
    with Progress(*columns, console=SCREEN) as progress:
        task = progress.add_task(title, total=None)
        yield
        progress.update(task, total=1, completed=1)
    if seconds is not None:
        seconds[title.split()[0].lower()] = round(time.monotonic() - start, 1)


def this_monday() -> date:
    """Return the Monday of the current week."""
    today = date.today()
    return today - timedelta(days=today.weekday())
