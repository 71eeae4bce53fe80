"""Audit a file with Aequitas: run by an environment that holds it, not by ours.

``python aequitas_audit.py ROWS.csv REFERENCES.json`` prints seconds and figures.
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd
from aequitas.bias import Bias  # type: ignore[import-not-found]
from aequitas.group import Group  # type: ignore[import-not-found]

THEIRS = {
    "group_size": "count",
    "prev": "prevalence",
    "pprev": "selection_rate",
    "tpr": "recall",
    "fnr": "false_negative_rate",
    "fpr": "false_positive_rate",
    "tnr": "specificity",
    "precision": "precision",
    "for": "false_omission_rate",
    "ppr": "list_share",
}


def main(rows: str, references: str) -> None:
    """Print what Aequitas makes of the rows, under Waymark's names."""
    frame = pd.read_csv(rows, dtype=str)
    frame = frame.astype({"score": int, "label_value": int})
    with open(references, encoding="utf-8") as file:
        named = json.load(file)
    started = time.perf_counter()
    found, _ = Group().get_crosstabs(frame, attr_cols=list(named))
    compared = Bias().get_disparity_predefined_groups(
        found, original_df=frame, ref_groups_dict=named, check_significance=False
    )
    seconds = time.perf_counter() - started
    columns = THEIRS | {
        f"{theirs}_disparity": f"{ours} disparity"
        for theirs, ours in THEIRS.items()
        if f"{theirs}_disparity" in compared
    }
    told = compared[["attribute_name", "attribute_value", *columns]].rename(
        columns=columns
    )
    print(
        json.dumps(
            {
                "seconds": seconds,
                "groups": json.loads(
                    told.to_json(orient="records", double_precision=15)
                ),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
