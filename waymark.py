"""The one command line of Waymark.

Each command imports the part it needs when it runs, so that ``waymark --help``
is instant and the web process never loads what only training uses.

Exit codes: 0 done, 1 unexpected, 2 wrong usage, and those of ``records.errors``:
3 a gate refused, 4 input rejected, 5 database unavailable, 6 no champion,
7 no data, 8 cannot train, 9 lake busy.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from records.errors import InputRejected, WaymarkError
from records.settings import Settings

if TYPE_CHECKING:
    from models.outcomes import Outcome

SCREEN = Console(stderr=True)


class Commands(TyperGroup):
    """Commands whose user errors end in one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a ``WaymarkError`` becomes its sentence and code."""
        try:
            return super().invoke(ctx)
        except WaymarkError as error:
            typer.echo(f"waymark: {error}", err=True)
            if "--json" in sys.argv:
                typer.echo(
                    json.dumps({"error": str(error), "exit_code": error.exit_code})
                )
            raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Early-warning screening for suspension, exclusion and persistent absence.",
)

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


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(help="Folder for the suppliers' files.")],
    pupils: Annotated[int, typer.Option(min=500, help="Pupils on roll.")] = 6000,
    seed: Seed = 7,
    until: Monday = None,
    area: Annotated[
        str, typer.Option(help="Whose published rates: gloucestershire or england.")
    ] = "gloucestershire",
    bias: Annotated[bool, typer.Option(help="Plant the documented bias.")] = True,
    truth: Annotated[
        Path | None,
        typer.Option(help="Another folder, for the real probabilities on that Monday."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what the suppliers of a made-up county would deliver."""
    from records.county import simulate as simulate_county
    from records.county import write, write_truth

    day = until.date() if until else this_monday()
    with stage(f"Simulating {pupils:,} pupils"):
        county = simulate_county(
            pupils=pupils, seed=seed, until=day, area=area, bias=bias
        )
        write(county, out)
    if truth is not None:
        with stage("Living the next twelve weeks many times"):
            write_truth(county, truth, [day])
    result = {"folder": out, "pupils": pupils, "seed": seed, "until": day}
    answer(result, f"The deliveries are in {out}.", as_json=as_json)


@app.command()
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
    as_json: AsJson = False,
) -> None:
    """Read suppliers' files into the lake, whole or not at all."""
    from records.ingest import ingest as read_delivery
    from records.lake import Lake

    settings = Settings()
    day = known_on.date() if known_on else None
    with stage("Reading deliveries"):
        report = read_delivery(
            source,
            Lake(settings.lake),
            key=settings.pseudonym_key(),
            known_on=day,
            rejects=rejects,
        )
    lines = [
        f"{each.table:<18} {each.rows:>12,} rows, {each.kept:>12,} new"
        for each in report.tables
    ]
    answer(report.as_json(), "\n".join(lines), as_json=as_json)


OutcomeName = Annotated[
    str, typer.Argument(metavar="OUTCOME", help="suspension or persistent_absence")
]


def chosen_outcome(name: str) -> Outcome:
    """Return the outcome called ``name``; ``InputRejected`` when there is none."""
    from models.outcomes import OUTCOMES

    if name not in OUTCOMES:
        raise InputRejected(
            f"there is no outcome called {name}; use {' or '.join(OUTCOMES)}"
        )
    return OUTCOMES[name]


@app.command()
def train(
    outcome: Annotated[
        str | None, typer.Argument(help="One outcome; every one when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fit, measure and audit models, and register them as challengers."""
    from models.outcomes import OUTCOMES
    from training.card import model_card
    from training.retrain import retrain

    outcomes = [chosen_outcome(outcome)] if outcome else list(OUTCOMES.values())
    with stage("Training " + " and ".join(one.title for one in outcomes)):
        found = retrain(Settings(), outcomes)
    headlines = {name: one.headline() for name, one in found.items()}
    cards = [model_card(one.model) for one in found.values()]
    answer(headlines, "\n".join(cards), as_json=as_json)


@app.command()
def compare(outcome: OutcomeName, as_json: AsJson = False) -> None:
    """Set the challenger beside the champion, the rules and logistic regression."""
    from training.promote import compare as compare_models

    table = compare_models(Settings(), chosen_outcome(outcome).name)
    answer({"figures": table.to_dicts()}, str(table), as_json=as_json)


@app.command()
def promote(
    outcome: OutcomeName,
    approver: Annotated[str, typer.Option(help="Who answers for it.")],
    note: Annotated[str, typer.Option(help="Why, in writing.")],
    override: Annotated[
        bool, typer.Option("--override", help="The note overrides a refusal.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the challenger the champion, if the gate allows it."""
    from training.promote import promote as promote_model

    made = promote_model(
        Settings(),
        chosen_outcome(outcome).name,
        approver=approver,
        note=note,
        override=override,
    )
    held = "".join(f"\n- {sentence}" for sentence in made.held_against)
    text = f"{outcome}: version {made.version.number} is champion ({made.gate}).{held}"
    answer(asdict(made), text, as_json=as_json)


@app.command()
def rollback(outcome: OutcomeName, as_json: AsJson = False) -> None:
    """Bring the previous champion back."""
    from training.promote import rollback as roll_back

    version = roll_back(Settings(), chosen_outcome(outcome).name)
    text = f"{outcome}: version {version.number} is champion again."
    answer(asdict(version), text, as_json=as_json)


@app.command()
def mlflow(port: Port = 5000) -> None:
    """Open MLflow's own pages on this machine: runs, plots, papers, versions."""
    from training.server import serve_tracking

    raise typer.Exit(serve_tracking(Settings(), port))


@app.command()
def week(
    as_of: Monday = None,
    capacity: Annotated[
        int | None, typer.Option(min=1, help="Pupils the team can look at.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of another list.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Screen one week and publish its list, whole or not at all."""
    from records.lake import Lake
    from serving.store.database import open_store
    from serving.store.publication import publish
    from serving.weekly import score_week

    settings = Settings()
    day = as_of.date() if as_of else this_monday()
    with stage(f"Screening the week of {day}"):
        weekly = score_week(Lake(settings.lake).tables(), settings, day, capacity)
        store = open_store(settings)
        changed = publish(store, weekly, replace=replace)
        store.close()
    result = {
        "week": day,
        "data_as_at": weekly.data_as_at,
        "list_size": len(weekly.entries),
        "scored": weekly.scored,
        "not_scored": weekly.not_scored,
        "digest": weekly.digest,
        "changed": changed,
    }
    said = "published" if changed else "the same as published before"
    text = (
        f"The list of {day}: {len(weekly.entries)} of {weekly.scored:,} pupils, "
        f"{weekly.not_scored:,} with too little recorded to say; {said}."
    )
    answer(result, text, as_json=as_json)


@app.command("list")
def show_list(
    as_of: Monday = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Entries to print.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Print a published list by pseudonym; that it was read is written down."""
    from serving.api.answers import WeeklyList
    from serving.store.database import open_store
    from serving.terminal import list_in_words, read_list

    store = open_store(Settings())
    view = read_list(store, as_of.date() if as_of else None, limit)
    store.close()
    result = WeeklyList.model_validate(view).model_dump(mode="json")
    answer(result, list_in_words(view), as_json=as_json)


@app.command()
def demo(
    pupils: Annotated[int, typer.Option(min=1000, help="Pupils on roll.")] = 6000,
    seed: Seed = 7,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop before serving.")
    ] = False,
    port: Port = 8000,
    as_json: AsJson = False,
) -> None:
    """Go through the whole week on a made-up county; again, it goes on from there."""
    from demonstration import demonstrate, in_words

    settings = Settings()
    home = settings.home / f"demo-{pupils}-{seed}"
    settings = settings.model_copy(update={"home": home})
    progress = demonstrate(
        settings, pupils=pupils, seed=seed, until=this_monday(), stage=stage
    )
    answer(progress.as_json(), in_words(settings, progress), as_json=as_json)
    if no_serve:
        return
    run_service(settings, "127.0.0.1", port, demo=True)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make demonstration users and links.")
    ] = False,
) -> None:
    """Serve the pages and the API until stopped."""
    run_service(Settings(), host, port, demo=demo)


def run_service(settings: Settings, host: str, port: int, *, demo: bool) -> None:
    """Serve until stopped; for a demonstration, print how to get in first."""
    import uvicorn

    from serving.app import create_app
    from serving.store.database import open_store

    # Opened here, so that a database that is down ends in a sentence and exit code 5.
    store = open_store(settings)
    if demo:
        from demonstration import sign_in_links

        typer.echo(sign_in_links(settings, f"http://{host}:{port}"), err=True)
    app_of_store = create_app(settings, store)
    uvicorn.run(
        app_of_store, host=host, port=port, access_log=False, server_header=False
    )
    store.close()


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
