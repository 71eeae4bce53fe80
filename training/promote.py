"""Promotion: the gate is asked, a named person answers, and the champion changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from models.bundle import Bundle
from records.errors import InputRejected, NoChampion
from records.settings import Settings
from training import champions
from training.audit_page import log_audit_page
from training.baselines import LOGISTIC
from training.figures import CHAMPION_SCORER, MODEL, POPULATIONS, Evaluation
from training.gate import approval, ask, pass_gate
from training.marks import read_pass_marks
from training.registry import (
    CHALLENGER,
    CHAMPION,
    PREVIOUS,
    Registry,
    Version,
    open_registry,
)

COMPARED = (
    "auc",
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "calibration_error",
)


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """A change of champion.

    Parameters
    ----------
    outcome : str
    version : Version
        The champion now.
    approver, note : str
    gate : {"passed", "reason given", "overridden"}
    held_against : tuple of str
        What the gate said against the model; empty when it passed.
    """

    outcome: str
    version: Version
    approver: str
    note: str
    gate: str
    held_against: tuple[str, ...]


def champion(settings: Settings, outcome: str) -> Bundle | None:
    """Return the champion of ``outcome``, or None before the first promotion."""
    return champions.held(settings.champions, outcome)


def promote(
    settings: Settings,
    outcome: str,
    *,
    approver: str,
    note: str,
    override: bool = False,
) -> Promotion:
    """Make the challenger of ``outcome`` its champion, if the gate allows.

    Parameters
    ----------
    settings : Settings
    outcome : str
        Name of the outcome.
    approver, note : str
        Who answers for it, and why; a reason of at least 20 characters where the
        gate asks for one.
    override : bool, default=False
        Whether the approver's note overrides a refusal.

    Raises
    ------
    GateRefused
        With every pass mark and fairness mark that was missed, and by how much.
    InputRejected
        When the approver or the reason is missing.
    NoData
        When there is no challenger.
    """
    if not approver.strip() or not note.strip():
        raise InputRejected("a promotion needs the approver's name and a note")
    registry = open_registry(settings)
    challenger = registry.needed(outcome, CHALLENGER)
    evaluation, fairness = (
        registry.evaluation(challenger),
        registry.fairness(challenger),
    )
    answer = ask(evaluation, fairness, read_pass_marks())
    gate = pass_gate(outcome, answer, approver=approver, note=note, override=override)
    if fairness is not None:
        log_audit_page(
            registry,
            challenger.run_id,
            outcome,
            fairness,
            verdict=answer.fairness,
            approval=approval(gate, approver=approver, note=note),
        )
    _crown(settings, registry, outcome, challenger)
    promotion = Promotion(
        outcome=outcome,
        version=challenger,
        approver=approver,
        note=note,
        gate=gate,
        held_against=answer.sentences,
    )
    _sign(registry, promotion)
    return promotion


def rollback(settings: Settings, outcome: str) -> Version:
    """Bring the previous champion of ``outcome`` back; return its version.

    Raises
    ------
    NoChampion
        When there is no previous champion.
    """
    registry = open_registry(settings)
    current = registry.version(outcome, CHAMPION)
    before = registry.version(outcome, PREVIOUS)
    if current is None or before is None:
        raise NoChampion(f"{outcome} has no previous champion to go back to")
    champions.exchange(settings.champions, outcome)
    registry.set_alias(before, CHAMPION)
    registry.set_alias(current, PREVIOUS)
    return before


def compare(settings: Settings, outcome: str) -> pl.DataFrame:
    """Set the challenger beside the champion of its day, on the same test rows.

    Returns
    -------
    polars.DataFrame
        ``population``, ``metric``, then ``challenger``, ``champion`` (null when there
        was none at training), ``logistic_regression`` and ``best_rule``.

    Raises
    ------
    NoData
        When there is no challenger.
    """
    registry = open_registry(settings)
    evaluation = registry.evaluation(registry.needed(outcome, CHALLENGER))
    return pl.DataFrame(
        [
            {
                "population": population,
                "metric": metric,
                "challenger": _value(evaluation, population, MODEL, metric),
                "champion": _value(evaluation, population, CHAMPION_SCORER, metric),
                LOGISTIC: _value(evaluation, population, LOGISTIC, metric),
                "best_rule": _value(
                    evaluation, population, evaluation.best_rule(population), metric
                ),
            }
            for population in POPULATIONS
            for metric in COMPARED
        ],
        infer_schema_length=None,
    )


def _crown(
    settings: Settings, registry: Registry, outcome: str, challenger: Version
) -> None:
    new = registry.bundle(challenger)
    former = registry.version(outcome, CHAMPION)
    changed = champions.install(settings.champions, outcome, new)
    if changed and former is not None:
        registry.set_alias(former, PREVIOUS)
    registry.set_alias(challenger, CHAMPION)


def _sign(registry: Registry, promotion: Promotion) -> None:
    version = promotion.version
    for tag, value in (
        ("waymark.approver", promotion.approver),
        ("waymark.note", promotion.note),
        ("waymark.gate", promotion.gate),
    ):
        registry.client.set_model_version_tag(version.model, version.number, tag, value)
    registry.client.log_dict(
        version.run_id,
        {
            "approver": promotion.approver,
            "note": promotion.note,
            "gate": promotion.gate,
            "held_against": list(promotion.held_against),
        },
        "promotion.json",
    )


def _value(
    evaluation: Evaluation, population: str, scorer: str, metric: str
) -> float | None:
    try:
        value = evaluation.value(population, scorer, metric)
    except KeyError:
        return None
    return None if math.isnan(value) else value
