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

## Are the risks true?

Calibration error {error:.3f}, slope {slope:.2f}, intercept {intercept:.2f}, Brier score
{brier:.4f}, on all test rows. Of the permanent exclusions, {exclusions} were on a list.

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
    exclusions = evaluation.figure(ALL, MODEL, "exclusion_recall_at_capacity").value
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
        exclusions="none known" if exclusions is None else f"{exclusions:.0%}",
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
