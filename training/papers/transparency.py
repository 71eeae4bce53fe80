"""The transparency record: every field of the standard, filled from the run if it can.

The fields are those of the Algorithmic Transparency Recording Standard as
``atrs_fields.csv`` lists them, with their source; who publishes checks them against
the standard of the day.
"""

from __future__ import annotations

import csv
from functools import cache
from itertools import groupby
from pathlib import Path

from features.catalogue import CATALOGUE
from training.figures import ALL, MODEL, NEW_ONSET
from training.fit import TrainedModel
from training.groups import AUDITED
from training.papers.paper import Item, Paper, Section

FIELDS = Path(__file__).with_name("atrs_fields.csv")

INTRODUCTION = (
    "Algorithmic Transparency Recording Standard, tier 1 and tier 2. Filled from the "
    "training run; what only the authority can say is marked."
)

# What is true of every model of this program, by the field's number.
OF_EVERY_MODEL = {
    "0.1": "Waymark",
    "0.3": "Education and children's services",
    "0.4": "Ranking: which pupils an inclusion officer reviews first each week",
    "0.7": "attendance, suspension, exclusion, early help, machine learning",
    "1.1": "Waymark",
    "1.2": (
        "Each week Waymark reads what schools and the authority already record, "
        "estimates how likely a pupil is to be suspended or persistently absent in the "
        "next twelve school weeks, and gives an inclusion officer a short list with "
        "reasons in plain English. The officer decides whether to offer the family an "
        "early help assessment. Nothing is decided by a score."
    ),
    "2.2.1": (
        "Records are kept as they were known on each day. Features are computed for "
        "each pupil and week; gradient-boosted trees, held to directions that a person "
        "declared, give a risk; a list as long as officers have time for is drawn up, "
        "audited by group, and explained."
    ),
    "2.2.2": (
        "Earlier offers of support, to pupils who do not stand out by today's rules. "
        "What the model adds to those rules is measured in each run (2.4.2.7)."
    ),
    "2.2.3": (
        "Rules over the register: 10 % absence so far, a suspension before, or both."
    ),
    "2.2.4": (
        "Those rules, last year's absence, a points score, targeting whole schools, "
        "logistic regression and another boosting library: all measured on the same "
        "pupils at the same length of list, and shown in the model card."
    ),
    "2.3.1": (
        "The list opens a review by an officer. A decision to act asks for the "
        "family's consent first and opens a Graduated Pathway assessment (assess, "
        "plan, do, review). No decision follows without a person."
    ),
    "2.3.2": (
        "The pupil's place on the list, a likelihood in words with what became of "
        "pupils of like risk, and the reasons from the record, concerns and strengths."
    ),
    "2.3.4": (
        "Every decision is an officer's, recorded with its reason, and can be to do "
        "nothing. Promotion of a model needs a named approver."
    ),
    "2.4.1.1": (
        "Suppliers' files are read into Parquet; features, models and audits are "
        "Python; lists and decisions are kept in PostgreSQL with row-level security. "
        "All of it runs on the authority's own machine."
    ),
    "2.4.1.2": "Files that schools and the authority already hold (2.4.4.1).",
    "2.4.1.3": "A weekly list with reasons, and a fairness audit of that list.",
    "2.4.1.4": (
        "Models are retrained on the authority's records and promoted only through a "
        "gate whose marks were written beforehand; the one before can be brought back."
    ),
    "2.4.2.6": (
        "Gradient-boosted decision trees (LightGBM) with monotone constraints; a "
        "logistic calibration; an interval for each risk."
    ),
    "2.4.3.2": "Tabular: one row for a pupil and a week.",
    "2.4.3.4": (
        "Ethnicity, sex, language and free school meals are never read by a model; "
        "they are kept for the audit. SEN and care status are read only where a "
        "deployment has switched them on with a recorded reason."
    ),
    "2.4.3.6": (
        "Rows that cannot be right are rejected one by one with their reason; amended "
        "marks keep their earlier versions; a pupil who leaves or has too few sessions "
        "has no label, never a zero. 2019/20 to 2021/22 are left out."
    ),
    "2.4.4.1": (
        "Attendance marks, suspensions and exclusions, behaviour incidents, "
        "enrolments, support plans and reviews, as schools and the authority record "
        "them."
    ),
    "2.4.4.2": "As 2.4.3.4.",
    "2.4.4.3": (
        "UPNs become keyed pseudonyms when files are read; names are kept apart and "
        "shown only to officers whose schools they are."
    ),
    "2.5.2": (
        "Records carry past decisions, so that a group punished more often for the "
        "same behaviour scores higher: audited with intervals at every training and on "
        "each list, and a gate refuses. Officers may lean on the list: reasons and "
        "strengths are shown, and doing nothing is always offered. A label may stick: "
        "lists end each week, and are never a record of the pupil's."
    ),
}


@cache
def fields() -> tuple[dict[str, str], ...]:
    """Return the standard's fields in order, as the file lists them."""
    with FIELDS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def transparency_record(trained: TrainedModel) -> Paper:
    """Fill the record from a training run."""
    known = OF_EVERY_MODEL | _of_the_run(trained)
    sections = tuple(
        Section(
            heading=heading,
            items=tuple(
                Item(ref=one["ref"], label=one["field"], answer=known.get(one["ref"]))
                for one in rows
            ),
        )
        for heading, rows in groupby(fields(), key=lambda one: one["section"])
    )
    return Paper(
        name="transparency_record",
        title=f"Transparency record: {trained.outcome.title}",
        introduction=INTRODUCTION,
        sections=sections,
    )


def _of_the_run(trained: TrainedModel) -> dict[str, str]:
    outcome, bundle = trained.outcome, trained.bundle
    themes = sorted({CATALOGUE[n].theme for n in bundle.features if n in CATALOGUE})
    return {
        "2.4.1.5": "One for each outcome; this record is of the one in 2.4.2.1.",
        "2.4.2.1": f"waymark-{outcome.name.replace('_', '-')}",
        "2.4.2.2": (
            f"Bundle {bundle.digest[:12]}, learnt until {trained.split.train[-1]}"
        ),
        "2.4.2.3": (
            f"The chance of {outcome.title} within {outcome.horizon} school weeks"
        ),
        "2.4.2.4": f"{len(bundle.features)} features: {', '.join(themes)}",
        "2.4.2.5": "A risk from 0 to 1, its interval, and each feature's part in it",
        "2.4.2.7": _performance(trained),
        "2.4.2.8": f"This authority's records, digest {_short(trained)}: "
        f"{trained.split.describe()}.",
        "2.4.3.1": (
            f"{trained.train_rows:,} pupil-weeks learnt from, in "
            f"{trained.train_happened:,} of which it happened; "
            f"{len(trained.test):,} tested on."
        ),
        "2.4.3.3": (
            f"{len(trained.split.as_ofs)} lists; {trained.censored:,} pupil-weeks had "
            "no label and were left out."
        ),
        "2.4.3.5": f"Audited by {', '.join(one.replace('_', ' ') for one in AUDITED)}.",
    }


def _performance(trained: TrainedModel) -> str:
    evaluation = trained.evaluation
    rule = evaluation.best_rule(NEW_ONSET)
    metric = "precision_at_capacity"
    precision = evaluation.value(NEW_ONSET, MODEL, metric)
    theirs = evaluation.value(NEW_ONSET, rule, metric)
    return (
        f"AUC {evaluation.value(ALL, MODEL, 'auc'):.3f} for all pupils and "
        f"{evaluation.value(NEW_ONSET, MODEL, 'auc'):.3f} for new onsets; of the new "
        f"onsets listed {precision:.1%} came true, of those the best rule "
        f"({rule.replace('_', ' ')}) lists {theirs:.1%}; calibration error "
        f"{evaluation.value(ALL, MODEL, 'calibration_error'):.3f}. Whole tables stand "
        "in the model card."
    )


def _short(trained: TrainedModel) -> str:
    return trained.bundle.manifest.lake_digest[:12]
