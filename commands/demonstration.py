"""The demonstration: the whole week on a made-up county, step by step.

Each step asks first whether it was done before, so a second run goes on from what
is there, and one that was interrupted loses only the step it was in.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from models.outcomes import OUTCOMES
from records.county.simulate import simulate
from records.county.suppliers import write
from records.errors import GateRefused
from records.ingest import ingest
from records.lake import Lake
from records.quality.receipts import keep
from records.settings import Settings
from serving.demo import create_demonstration_users
from serving.store.database import open_store
from serving.store.lists import is_published
from serving.store.publication import WEEKLY_RUN, publish
from serving.terminal import list_in_words, read_list
from serving.weekly import score_week

APPROVER = "The demonstration"
NOTE = "Made-up pupils only; promoted so that the demonstration can go on"

Stage = Callable[[str, dict[str, float]], AbstractContextManager[None]]


@dataclass
class Progress:
    """What the demonstration has found so far, kept in its home.

    Attributes
    ----------
    until : date
        The Monday on which its records end, and of its list.
    pupils, marks, list_size : int
    outcomes : dict
        Headline figures by outcome.
    gate : dict
        By outcome: how it came through the gate, and what the gate said.
    seconds : dict
        What the steps done in this run took.
    """

    until: date
    pupils: int = 0
    marks: int = 0
    list_size: int = 0
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)
    gate: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self) | {
            "until": self.until.isoformat(),
            "peak_memory_gb": round(peak_memory_gb(), 2),
        }


def peak_memory_gb() -> float:
    """Return the most memory this process has held, in gigabytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e9 if sys.platform == "darwin" else 1e6)


def demonstrate(
    settings: Settings, *, pupils: int, seed: int, until: date, stage: Stage
) -> Progress:
    """Simulate, ingest, train, audit, promote and screen the week.

    Parameters
    ----------
    settings : Settings
        Its home is the demonstration's own.
    pupils, seed : int
        Of the county.
    until : date
        A Monday; an earlier run's stands.
    stage : callable
        Shows a step by its title and notes its seconds.
    """
    notes = settings.home / "demonstration.json"
    progress = _read(notes) or Progress(until=until)
    progress.seconds = {}
    lake = Lake(settings.lake)
    _fill(lake, settings, progress, pupils=pupils, seed=seed, stage=stage)
    _save(notes, progress)
    _learn(settings, progress, stage)
    _save(notes, progress)
    _screen(lake, settings, progress, stage)
    _save(notes, progress)
    return progress


def _read(notes: Path) -> Progress | None:
    if not notes.exists():
        return None
    kept: Mapping[str, Any] = json.loads(notes.read_text())
    until = date.fromisoformat(kept["until"])
    return Progress(**{**kept, "until": until})


def _save(notes: Path, progress: Progress) -> None:
    kept = asdict(progress) | {"until": progress.until.isoformat()}
    partial = notes.with_suffix(".partial")
    partial.write_text(json.dumps(kept))
    partial.replace(notes)


def _fill(
    lake: Lake,
    settings: Settings,
    progress: Progress,
    *,
    pupils: int,
    seed: int,
    stage: Stage,
) -> None:
    """Deliver the county's files to the lake, unless that was done."""
    if progress.marks:
        return
    with stage(f"Simulating {pupils:,} pupils", progress.seconds):
        shutil.rmtree(settings.deliveries, ignore_errors=True)
        county = simulate(pupils=pupils, seed=seed, until=progress.until)
        write(county, settings.deliveries)
        del county
    with stage("Ingesting the suppliers' files", progress.seconds):
        report = ingest(settings.deliveries, lake, key=settings.pseudonym_key())
        keep(report, lake.root, taken_in=datetime.now().astimezone())
    on_roll = pl.col("leaving_date").is_null() & pl.col("superseded_on").is_null()
    enrolments = lake.scan("enrolments").filter(on_roll)
    progress.pupils = enrolments.collect()["pupil_id"].n_unique()
    progress.marks = lake.scan("marks").select(pl.len()).collect().item()


def _learn(settings: Settings, progress: Progress, stage: Stage) -> None:
    """Train and promote what has no champion yet."""
    from training.retrain import retrain

    wanted = [one for name, one in OUTCOMES.items() if name not in progress.gate]
    if not wanted:
        return
    with stage("Training and auditing both models", progress.seconds):
        found = retrain(settings, wanted)
    progress.outcomes |= {name: one.headline() for name, one in found.items()}
    with stage("Promoting the challengers", progress.seconds):
        for outcome in wanted:
            progress.gate[outcome.name] = _promote(settings, outcome.name)


def _promote(settings: Settings, outcome: str) -> dict[str, Any]:
    """Ask the gate first; only a demonstration then overrides a refusal."""
    from training.promote import promote

    try:
        made = promote(settings, outcome, approver=APPROVER, note=NOTE)
    except GateRefused:
        made = promote(settings, outcome, approver=APPROVER, note=NOTE, override=True)
    return {"outcome": made.gate, "held_against": list(made.held_against)}


def _screen(lake: Lake, settings: Settings, progress: Progress, stage: Stage) -> None:
    """Publish the week's list, unless it is there."""
    store = open_store(settings)
    with store.transaction(WEEKLY_RUN) as tx:
        published = is_published(tx, progress.until)
    if not published:
        with stage("Screening the week", progress.seconds):
            weekly = score_week(lake.tables(), settings, progress.until)
            publish(store, weekly)
            progress.list_size = len(weekly.entries)
    store.close()


def in_words(settings: Settings, progress: Progress) -> str:
    """Say what the demonstration showed, and where to look further."""
    lines = [f"{progress.pupils:,} pupils on roll, {progress.marks:,} marks."]
    for name, figures in progress.outcomes.items():
        gate = progress.gate[name]
        lines += [
            f"{name}: AUC {figures['auc']:.2f}, on new onset "
            f"{figures['auc_new_onset']:.2f}; of those listed "
            f"{figures['precision_at_capacity']:.0%} went on to it, of those the best "
            f"rule lists {figures['best_rule_precision_at_capacity']:.0%}.",
            f"  Gate: {gate['outcome']}.",
            *(f"  - {sentence}" for sentence in gate["held_against"]),
        ]
    store = open_store(settings)
    lines += ["", list_in_words(read_list(store, None, limit=20)), ""]
    store.close()
    return "\n".join([*lines, f"Look further: export WAYMARK_HOME={settings.home}"])


def sign_in_links(settings: Settings, address: str) -> str:
    """Make the demonstration users anew and say how each gets in."""
    store = open_store(settings)
    users = create_demonstration_users(store)
    store.close()
    lines = [
        f"{user.viewer.name}\n  page     {address}{user.sign_in_path}\n"
        f"  API key  {user.api_key}"
        for user in users
    ]
    loud = "THIS IS A DEMONSTRATION: a link lets anyone in. Every pupil is made up."
    return "\n".join([loud, *lines, f"Open {address}/ and stop with Ctrl+C."])
