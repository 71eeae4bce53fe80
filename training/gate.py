"""The whole gate: the pass marks and the fairness marks, answered together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairness.gate import Approval, Verdict, decide
from fairness.inputs import CannotAudit
from fairness.results import Report
from records.errors import GateRefused, InputRejected
from training.figures import Evaluation
from training.marks import PassMarks, shortfalls

PASSED, REASON_GIVEN, OVERRIDDEN = "passed", "reason given", "overridden"

HELD = "the challenger of {outcome} is not promoted:\n- {reasons}\n{way_out}"
OVERRIDE = "To promote it all the same, a named approver overrides this in writing."
REASON = "To promote it, the named approver writes down why: {detail}."


@dataclass(frozen=True)
class Answer:
    """What the gate holds against a model.

    Parameters
    ----------
    missed : tuple of str
        A sentence for every pass mark missed.
    fairness : Verdict
    """

    missed: tuple[str, ...]
    fairness: Verdict

    @property
    def outcome(self) -> str:
        """``passed``, ``needs reason`` or ``refused``."""
        return "refused" if self.missed else self.fairness.outcome

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is held against the model, pass marks first."""
        return self.missed + self.fairness.sentences

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"outcome": self.outcome, "sentences": list(self.sentences)}


def ask(evaluation: Evaluation, fairness: Report | None, marks: PassMarks) -> Answer:
    """Ask the gate about a model; without a fairness report it refuses."""
    return Answer(shortfalls(evaluation, marks), decide(fairness, marks.fairness))


def pass_gate(
    outcome: str, answer: Answer, *, approver: str, note: str, override: bool
) -> str:
    """Return how a model came through the gate, given what its approver wrote.

    Returns
    -------
    {"passed", "reason given", "overridden"}

    Raises
    ------
    GateRefused
        When it did not: with everything that is held against it.
    InputRejected
        When a refusal is overridden without a name or a full reason.
    """
    if answer.outcome == "passed":
        return PASSED
    refused = answer.outcome == "refused"
    reasons = "\n- ".join(answer.sentences)
    if refused and not override:
        raise GateRefused(
            HELD.format(outcome=outcome, reasons=reasons, way_out=OVERRIDE)
        )
    try:
        Approval(approver=approver, reason=note, overrides_refusal=override)
    except CannotAudit as error:
        if refused:
            raise InputRejected(str(error)) from error
        way_out = REASON.format(detail=error)
        raise GateRefused(
            HELD.format(outcome=outcome, reasons=reasons, way_out=way_out)
        ) from error
    return OVERRIDDEN if refused else REASON_GIVEN


def approval(gate: str, *, approver: str, note: str) -> Approval | None:
    """Return what is printed with a model for as long as it is used, if anything."""
    if gate == PASSED:
        return None
    overrides = gate == OVERRIDDEN
    return Approval(approver=approver, reason=note, overrides_refusal=overrides)
