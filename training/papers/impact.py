"""The annex for the authority's data protection impact assessment.

In the order of the steps that the Information Commissioner's template takes; the
template itself, and the assessment, are the authority's.
"""

from __future__ import annotations

from training.figures import MODEL, NEW_ONSET
from training.fit import TrainedModel
from training.papers.paper import Item, Paper, Section

INTRODUCTION = (
    "Facts of this model for the assessment that the authority makes under article 35 "
    "of the UK GDPR. It is an annex, not the assessment: what only the authority can "
    "say is marked."
)
NATURE = (
    "Records that schools and the authority already hold are read weekly; a risk is "
    "estimated for each pupil on roll; a short list is shown to inclusion officers "
    "within the schools they answer for. No decision is made by the program."
)
MEASURES = (
    "UPNs are replaced by keyed pseudonyms when files are read; row-level security; "
    "each sight of a pupil's page is logged in a chain that shows tampering; lists and "
    "aggregates hide small numbers; rows of pupils never leave for a model's papers; "
    "a person can be forgotten (`waymark lake forget`)."
)


def impact_annex(trained: TrainedModel) -> Paper:
    """Fill the annex from a training run."""
    return Paper(
        name="impact_annex",
        title=f"Annex for the impact assessment: {trained.outcome.title}",
        introduction=INTRODUCTION,
        sections=(
            _need(trained),
            _processing(trained),
            _consultation(),
            _proportion(trained),
            _risks(trained),
            _sign_off(),
        ),
    )


def _need(trained: TrainedModel) -> Section:
    aim = (
        f"To offer support before {trained.outcome.title} rather than after it, to "
        "pupils who do not stand out by today's rules."
    )
    return _section(
        "Why an assessment is needed",
        ("D1.1", "Aim", aim),
        (
            "D1.2",
            "Kind of processing",
            "Systematic evaluation of children, who are vulnerable data subjects, with "
            "machine learning: an assessment is required.",
        ),
        ("D1.3", "The authority's decision to go ahead, and its date", None),
    )


def _processing(trained: TrainedModel) -> Section:
    rows = (
        f"{trained.train_rows:,} pupil-weeks learnt from and {len(trained.test):,} "
        f"tested on; {len(trained.bundle.features)} features."
    )
    return _section(
        "The processing",
        ("D2.1", "Nature", NATURE),
        ("D2.2", "Scope", rows),
        ("D2.3", "Special category and criminal offence data", _special()),
        ("D2.4", "Retention", None),
        ("D2.5", "Recipients and processors", None),
    )


def _special() -> str:
    return (
        "Ethnicity, and health where SEN or a code of absence shows it. Ethnicity is "
        "kept for the audit alone and never read by a model. Detention by order of a "
        "court (code Y5) counts as a session that was not possible, and says nothing."
    )


def _consultation() -> Section:
    return _section(
        "Consultation",
        ("D3.1", "Families, young people, schools and officers consulted", None),
        ("D3.2", "The data protection officer's advice", None),
    )


def _proportion(trained: TrainedModel) -> Section:
    evaluation = trained.evaluation
    rule = evaluation.best_rule(NEW_ONSET)
    gain = evaluation.figure(NEW_ONSET, rule, "model_precision_gain")
    ends = "its interval is not known"
    if gain.lower is not None and gain.upper is not None:
        ends = f"95 % interval {gain.lower:.1%} to {gain.upper:.1%}"
    shown = (
        "On new onsets the share of the listed for whom it came true is "
        f"{gain.value or 0:.1%} above that of the best rule in use ({ends}). If it "
        "were not, the rule would do, and would be the less intrusive means."
    )
    return _section(
        "Necessity and proportion",
        ("D4.1", "Lawful basis", None),
        ("D4.2", "Would less do?", shown),
        ("D4.3", "How families are told, and how they object", None),
        (
            "D4.4",
            "Quality of the data",
            "Rejected rows, silent schools and overdue marks are reported for every "
            "delivery; of whom too little is known nothing is said.",
        ),
    )


def _risks(trained: TrainedModel) -> Section:
    precision = trained.evaluation.value(NEW_ONSET, MODEL, "precision_at_capacity")
    wrong = (
        f"Of new onsets on the list {1 - precision:.0%} do not come true. The list "
        "must never be told as a forecast of the pupil; officers read what became of "
        "pupils of like risk."
    )
    return _section(
        "Risks and measures",
        ("D5.1", "Being listed wrongly", wrong),
        (
            "D5.2",
            "Unequal treatment of groups",
            "Audited by group with intervals, at training and on each list; the gate "
            "refuses a model that misses one group more (see the fairness audit).",
        ),
        ("D5.3", "Security and confidentiality", MEASURES),
        ("D5.4", "What risk remains, and who accepts it", None),
    )


def _sign_off() -> Section:
    return _section(
        "Sign-off",
        ("D6.1", "Measures approved by", None),
        ("D6.2", "Residual risks accepted by", None),
        ("D6.3", "Date of the next review", None),
    )


def _section(heading: str, *items: tuple[str, str, str | None]) -> Section:
    return Section(
        heading=heading,
        items=tuple(Item(ref=ref, label=one, answer=said) for ref, one, said in items),
    )
