"""Commands that compare groups in the same circumstances: decisions, and labels."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import AsJson, Monday, answer, stage, this_monday
from records.errors import InputRejected
from records.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairness.alike import Comparison

Rows = Annotated[Path, typer.Option(help="CSV or Parquet.")]
Groups = Annotated[list[str], typer.Option(metavar="COL", help="A column of groups.")]
Given = Annotated[
    list[str], typer.Option(metavar="COL", help="A circumstance that is held the same.")
]
SomeGroups = Annotated[
    list[str] | None, typer.Option("--group", metavar="COL", help="A column of groups.")
]
SomeGiven = Annotated[
    list[str] | None,
    typer.Option(
        "--given", metavar="COL", help="A circumstance that is held the same."
    ),
]
School = Annotated[
    str | None,
    typer.Option(metavar="COL", help="School or officer; drawn as a whole."),
]
Whole = Annotated[
    bool, typer.Option("--whole", help="Show groups under ten rows, too.")
]


def audit_decisions(
    decisions: Rows,
    decision: Annotated[str, typer.Option(metavar="COL", help="What was decided.")],
    risk: Annotated[str, typer.Option(metavar="COL", help="The risk that was shown.")],
    group: Groups,
    given: Given,
    days: Annotated[
        str | None, typer.Option(metavar="COL", help="Days until it was decided.")
    ] = None,
    school: School = None,
    whole: Whole = False,
    as_json: AsJson = False,
) -> None:
    """Audit officers' decisions by group, given the same reasons and risk."""
    from fairness.decisions import audit_decisions as compare
    from fairness.predictions import group_labels, numbers, read_predictions, words

    rows = read_predictions(decisions)
    with stage(f"Auditing {rows.height:,} decisions"):
        found = compare(
            words(rows, decision).astype(str),
            groups=group_labels(rows, group),
            reasons=group_labels(rows, given),
            risk=numbers(rows, risk),
            days=None if days is None else numbers(rows, days),
            clusters=None if school is None else words(rows, school),
        )
    _tell(found, whole=whole, as_json=as_json)


def audit_label(
    records: Annotated[
        Path | None,
        typer.Option(help="CSV or Parquet; the lake's last year when left out."),
    ] = None,
    label: Annotated[
        str | None, typer.Option(metavar="COL", help="What was recorded, 0 or 1.")
    ] = None,
    group: SomeGroups = None,
    given: SomeGiven = None,
    school: School = None,
    as_of: Monday = None,
    whole: Whole = False,
    as_json: AsJson = False,
) -> None:
    """Audit the label itself: suspension given the same incidents, for instance."""
    if records is None:
        found = _of_the_lake(as_of.date() if as_of else this_monday())
    elif label is None or not group or not given:
        raise InputRejected(
            "of a file, name its columns: --label COL, --group COL and --given COL"
        )
    else:
        found = _of_a_file(records, label, group, given, school)
    _tell(found, whole=whole, as_json=as_json)


def _of_the_lake(as_of: date) -> Sequence[Comparison]:
    from records.lake import Lake
    from training.label_bias import label_bias

    with stage(f"Auditing the suspensions of the year before {as_of}"):
        return label_bias(Lake(Settings().lake).tables(), as_of)


def _of_a_file(
    records: Path, label: str, group: list[str], given: list[str], school: str | None
) -> Sequence[Comparison]:
    from fairness.alike import compare_alike
    from fairness.predictions import flags, group_labels, read_predictions, words

    rows = read_predictions(records)
    with stage(f"Auditing {rows.height:,} rows"):
        return compare_alike(
            {label: flags(rows, label)},
            groups=group_labels(rows, group),
            given=group_labels(rows, given),
            clusters=None if school is None else words(rows, school),
        )


def _tell(found: Sequence[Comparison], *, whole: bool, as_json: bool) -> None:
    told = {"comparisons": [each.to_dict(whole=whole) for each in found]}
    lines = [f"{each.sentence}." for each in found if each.verdict == "outside"]
    unjudged = sum(each.verdict == "insufficient evidence" for each in found)
    lines.append(f"{unjudged} of {len(found)} comparisons have too little evidence.")
    answer(told, "\n".join(lines), as_json=as_json)
