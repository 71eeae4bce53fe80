"""The published audit of a model, kept with its run and its approval."""

from __future__ import annotations

from fairness.gate import Approval, Verdict
from fairness.page import page
from fairness.results import Report
from fairness.story import Occasion
from models.outcomes import OUTCOMES
from training.registry import CHAMPION, Registry

PAGE = "fairness.html"


def log_audit_page(
    registry: Registry,
    run_id: str,
    outcome: str,
    report: Report,
    *,
    verdict: Verdict,
    approval: Approval | None = None,
) -> None:
    """Write the page of a model's audit into its run, in place of any before.

    Parameters
    ----------
    registry : Registry
    run_id, outcome : str
    report : Report
    verdict : Verdict
        What the gate said.
    approval : Approval, optional
        What a named person wrote to let the model through: it stays on the page.
    """
    before = registry.version(outcome, CHAMPION)
    previous = None
    if before is not None and before.run_id != run_id:
        previous = registry.fairness(before)
    occasion = Occasion(
        title=f"Fairness audit: {OUTCOMES[outcome].title}",
        unit="pupil-weeks",
        verdict=verdict,
        approval=approval,
        previous=previous,
        inherits=registry.inherits(run_id),
    )
    registry.client.log_text(run_id, page(report, occasion), PAGE)
