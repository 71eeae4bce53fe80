"""The model card: what a model is for, what it showed and where it must not be used."""

from __future__ import annotations

from collections.abc import Sequence

from fairness.report import shown
from fairness.results import Report
from training.figures import ALL, MODEL, NEW_ONSET, Evaluation
from training.fit import TrainedModel

METRICS = {
    "auc": "AUC",
    "auc_within_school": "AUC within school",
    "average_precision": "average precision",
    "precision_at_capacity": "precision at capacity",
    "recall_at_capacity": "recall at capacity",
}
ATTRIBUTES = ("priority_group", "sen", "sex", "fsm")

TOO_SHORT = "The training is too short to compare them."

CARD = """\
# Model card: {title}

**For** ordering the pupils an inclusion officer reviews each week, within the time
there is. The officer decides. **Not for** any decision by score alone, for sanctions,
for comparing schools, or for pupils about whom too little is recorded.

Foreseen: {title} within {horizon} school weeks. The model has {split}.
{train_rows} pupil-weeks were learnt from ({train_happened} times it happened);
{censored} of all had no label, because the pupil left or had too few sessions.
LightGBM with monotone constraints on {features} features; calibrated on pupils the
trees had not seen.

## Beside what schools do today

A list has places for {capacity:.0%} of the pupils scored. The 95 % intervals resample
every {resampled} as a whole. Results on all pupils flatter any model; new onsets, to
whom it had not happened before, are what early warning is about.

### All pupils

{all_pupils}

### New onsets

{new_onset}

Of the new onsets on a list that came true, it did {warning} weeks after the list on
average. From one test list to the next {turnover} of the places went to somebody new.
Of the permanent exclusions, {exclusions} were on a list; of severe absence, {severe}.

## Are the risks true?

Calibration error {error:.3f}, slope {slope:.2f}, intercept {intercept:.2f}, Brier score
{brier:.4f}, on all test rows. Ways to calibrate, compared on training lists later than
those they were fitted on (the line with schools and weeks as witnesses is served):

{calibrations}

## What it was chosen from

Settings and features, judged in the period after the one they were tuned on; of those
as good, the one of fewest features was taken.

{choice}

## Among pupils and in schools it has never met

AUC and precision at capacity on new onset, of a model that had not met a fifth of the
pupils, or of the schools, and of one that had met them.

{held}

## Whom it serves

Recall at capacity by group: of those to whom it happened, how many were on the list.

{groups}

## Limits

- The label comes from what schools record and decide. Where one group is suspended more
  often for the same behaviour, the model learns that; see the audit in the same run.
- Figures are of the test period named above, and of this authority's records only.
- Recall cannot exceed what the list has places for.
"""


def model_card(trained: TrainedModel) -> str:
    """Write the card of a trained model, in Markdown."""
    evaluation = trained.evaluation
    return CARD.format(
        title=trained.outcome.title,
        horizon=trained.outcome.horizon,
        split=trained.split.describe(),
        train_rows=trained.train_rows,
        train_happened=trained.train_happened,
        censored=trained.censored,
        features=len(trained.bundle.features),
        capacity=evaluation.capacity,
        resampled=evaluation.resampled,
        all_pupils=_scorers(evaluation, ALL),
        new_onset=_scorers(evaluation, NEW_ONSET),
        error=evaluation.value(ALL, MODEL, "calibration_error"),
        slope=evaluation.value(ALL, MODEL, "calibration_slope"),
        intercept=evaluation.value(ALL, MODEL, "calibration_intercept"),
        brier=evaluation.value(ALL, MODEL, "brier"),
        exclusions=_share(evaluation, ALL, "exclusion_recall_at_capacity"),
        severe=_share(evaluation, ALL, "severe_recall_at_capacity"),
        turnover=_share(evaluation, ALL, "turnover_to_next_list"),
        warning=_weeks(evaluation),
        calibrations=_calibrations(trained),
        choice=_choice(trained),
        held=_held(trained),
        groups=_groups(trained.fairness),
    )


def _scorers(evaluation: Evaluation, population: str) -> str:
    scorers = dict.fromkeys(
        figure.scorer for figure in evaluation.figures if figure.scorer
    )
    rows = [
        [scorer.replace("_", " ")]
        + [_with_interval(evaluation, population, scorer, one) for one in METRICS]
        for scorer in scorers
    ]
    return markdown_table(["", *METRICS.values()], rows)


def _with_interval(
    evaluation: Evaluation, population: str, scorer: str, metric: str
) -> str:
    figure = evaluation.figure(population, scorer, metric)
    if figure.value is None:
        return "not known"
    if figure.lower is None or figure.upper is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.lower:.3f} to {figure.upper:.3f})"


def _share(evaluation: Evaluation, population: str, metric: str) -> str:
    value = evaluation.figure(population, MODEL, metric).value
    return "none known" if value is None else f"{value:.0%}"


def _weeks(evaluation: Evaluation) -> str:
    value = evaluation.figure(NEW_ONSET, MODEL, "weeks_of_warning").value
    return "an unknown number of" if value is None else f"{value:.1f}"


def _calibrations(trained: TrainedModel) -> str:
    rows = [
        [one.way, f"{one.error:.4f}", f"{one.brier:.4f}", f"{one.log_loss:.4f}"]
        + ["" if at is None else f"{at:.3f}" for at in (one.coverage, one.width)]
        for one in trained.calibrations
    ]
    headings = ["", "error", "Brier", "log loss", "interval holds", "its width"]
    return markdown_table(headings, rows) if rows else TOO_SHORT


def _choice(trained: TrainedModel) -> str:
    rows = [
        [one.name, str(one.features), f"{one.skill:.4f}", f"{one.skill_new_onset:.4f}"]
        + [f"{one.regret:.4f}", "yes" if one.chosen else ""]
        for one in trained.choice.judged
    ]
    headings = ["", "features", "skill", "skill, new onset", "regret", "taken"]
    return markdown_table(headings, rows) if rows else "Nothing was tuned."


def _held(trained: TrainedModel) -> str:
    rows = [
        [one.held.replace("_", " "), f"{one.auc:.3f}", f"{one.auc_met:.3f}"]
        + [f"{one.precision:.3f}", f"{one.precision_met:.3f}"]
        for one in trained.held
    ]
    return markdown_table(
        ["", "AUC", "AUC, had met", "precision", "precision, had met"], rows
    )


def _groups(report: Report) -> str:
    rows = []
    for attribute in ATTRIBUTES:
        groups = report.of(attribute)
        for group, may_be_told in zip(groups, shown(groups, "recall"), strict=True):
            finding = group.findings["recall"]
            value, low, high = finding.estimate.numbers
            told = "too few to show"
            if may_be_told and finding.estimate.value is not None:
                told = f"{value:.2f} ({low:.2f} to {high:.2f})"
            verdict = finding.verdict or ""
            rows.append([attribute.replace("_", " "), group.group, told, verdict])
    return markdown_table(["", "group", "recall", "judged"], rows)


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
