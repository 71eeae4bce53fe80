"""Commands about the service: the week, its list, the pages, the demonstration."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import AsJson, Monday, Port, Seed, answer, stage, this_monday
from records.settings import Settings


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


def explain(
    pupil: Annotated[
        int, typer.Argument(help="A pseudonym, as `waymark list` has it.")
    ],
    as_of: Monday = None,
    as_json: AsJson = False,
) -> None:
    """Print why a pupil stands where they stand; that it was read is written down."""
    from serving.api.answers import explanation
    from serving.store.database import open_store
    from serving.terminal import pupil_in_words, read_pupil

    store = open_store(Settings())
    view = read_pupil(store, pupil, as_of.date() if as_of else None)
    store.close()
    result = explanation(view).model_dump(mode="json")
    answer(result, pupil_in_words(view), as_json=as_json)


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
        from commands.demonstration import sign_in_links

        typer.echo(sign_in_links(settings, f"http://{host}:{port}"), err=True)
    app_of_store = create_app(settings, store)
    uvicorn.run(
        app_of_store, host=host, port=port, access_log=False, server_header=False
    )
    store.close()


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
    from commands.demonstration import demonstrate, in_words

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
