"""Commands about the models: train, compare, promote, roll back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import AsJson, Monday, Port, answer, stage, this_monday
from records.errors import InputRejected
from records.settings import Settings

if TYPE_CHECKING:
    from models.outcomes import Outcome

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


def train(
    outcome: Annotated[
        str | None, typer.Argument(help="One outcome; every one when left out.")
    ] = None,
    trials: Annotated[
        int, typer.Option(min=0, help="Settings to try; 0 takes the usual ones.")
    ] = 12,
    as_json: AsJson = False,
) -> None:
    """Tune, fit, measure and audit models, and register them as challengers."""
    from models.outcomes import OUTCOMES
    from training.card import model_card
    from training.retrain import retrain
    from training.tuning import Budget

    outcomes = [chosen_outcome(outcome)] if outcome else list(OUTCOMES.values())
    with stage("Training " + " and ".join(one.title for one in outcomes)):
        budget = Budget(trials=trials) if trials else None
        found = retrain(Settings(), outcomes, budget)
    headlines = {name: one.headline() for name, one in found.items()}
    cards = [model_card(one.model) for one in found.values()]
    answer(headlines, "\n".join(cards), as_json=as_json)


def compare(outcome: OutcomeName, as_json: AsJson = False) -> None:
    """Set the challenger beside the champion, the rules and logistic regression."""
    from training.promote import compare as compare_models

    table = compare_models(Settings(), chosen_outcome(outcome).name)
    answer({"figures": table.to_dicts()}, str(table), as_json=as_json)


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


def rollback(outcome: OutcomeName, as_json: AsJson = False) -> None:
    """Bring the previous champion back."""
    from training.promote import rollback as roll_back

    version = roll_back(Settings(), chosen_outcome(outcome).name)
    text = f"{outcome}: version {version.number} is champion again."
    answer(asdict(version), text, as_json=as_json)


def shadow(outcome: OutcomeName, week: Monday = None, as_json: AsJson = False) -> None:
    """Let the challenger score the week beside the champion, and compare the lists."""
    from training.shadow import shadow as compare_in_shadow

    chosen = chosen_outcome(outcome)
    found = compare_in_shadow(
        Settings(), chosen, week.date() if week else this_monday()
    )
    answer(found.to_json(), found.in_words(), as_json=as_json)


def papers(
    outcome: OutcomeName,
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    answers: Annotated[
        Path | None,
        typer.Option(help='What only a person can say: a TOML file, "2.1.1" = "text".'),
    ] = None,
    challenger: Annotated[
        bool, typer.Option("--challenger", help="Of the challenger, not the champion.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Refuse while a person's answer is out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the model card, the transparency record and the impact annex."""
    from training.papers.publication import read_answers, write_papers
    from training.registry import CHALLENGER, CHAMPION

    written = write_papers(
        Settings(),
        chosen_outcome(outcome).name,
        out,
        alias=CHALLENGER if challenger else CHAMPION,
        answers=read_answers(answers) if answers else {},
        publish=publish,
    )
    text = "\n".join(map(str, written))
    answer({"written": [str(one) for one in written]}, text, as_json=as_json)


def mlflow(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 5000,
) -> None:
    """Open MLflow's own pages on this machine: runs, plots, papers, versions."""
    from training.server import serve_tracking

    raise typer.Exit(serve_tracking(Settings(), host, port))
