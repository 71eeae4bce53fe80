"""A handful of made-up students in the files that the Open University publishes."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import polars as pl

from records.readers.oulad import CLICKS

PRESENTATIONS = ("2013B", "2013J")
STUDENTS = 400
WEEKS = 34
DUE = (19, 54, 89)


def write_sample(folder: Path) -> None:
    """Write both presentations of BBB: some drift away, hand nothing in, and leave."""
    generator = np.random.default_rng(5)
    module = {"code_module": "BBB"}
    students, clicks, handed_in = [], [], []
    for number, presentation in enumerate(PRESENTATIONS):
        for student in range(STUDENTS):
            who = 1000 * (number + 1) + student
            active = generator.beta(6, 1.5)
            leaves = int(generator.integers(30, 110)) if active < 0.7 else None
            students.append(
                {
                    **module,
                    "code_presentation": presentation,
                    "id_student": who,
                    "gender": "FM"[student % 2],
                    "region": "Wales",
                    "highest_education": "A Level",
                    "imd_band": ("0-10%", "50-60%")[student % 3 == 0],
                    "age_band": "0-35",
                    "num_of_prev_attempts": 0,
                    "studied_credits": 60,
                    "disability": "NY"[student % 7 == 0],
                    "final_result": "Pass" if leaves is None else "Withdrawn",
                    "date_registration": -30,
                    "date_unregistration": leaves,
                }
            )
            clicks += [
                (presentation, who, 7 * week)
                for week in range(WEEKS)
                if generator.random() < active and (leaves or 999) > 7 * week
            ]
            handed_in += [
                (f"{number}{at}", who, due)
                for at, due in enumerate(DUE)
                if generator.random() < active
            ]
    _write(folder, students, clicks, handed_in)


def _write(
    folder: Path,
    students: list[dict[str, object]],
    clicks: list[tuple[str, int, int]],
    handed_in: list[tuple[str, int, int]],
) -> None:
    module, presentation = pl.lit("BBB").alias("code_module"), "code_presentation"
    frame = pl.DataFrame(students, infer_schema_length=None)
    dates = ["date_registration", "date_unregistration"]
    key = ["code_module", presentation, "id_student"]
    assessments = [
        {presentation: one, "id_assessment": f"{number}{at}", "date": due}
        for number, one in enumerate(PRESENTATIONS)
        for at, due in enumerate(DUE)
    ]
    files = {
        "courses": pl.DataFrame(
            {presentation: PRESENTATIONS, "module_presentation_length": 7 * WEEKS}
        ).select(module, pl.all()),
        "studentInfo": frame.drop(dates),
        "studentRegistration": frame.select(*key, *dates),
        "assessments": pl.DataFrame(assessments).select(
            module,
            presentation,
            "id_assessment",
            pl.lit("TMA").alias("assessment_type"),
            "date",
            pl.lit(10).alias("weight"),
        ),
        "studentAssessment": pl.DataFrame(
            handed_in, ["id_assessment", "id_student", "date_submitted"], orient="row"
        ).with_columns(is_banked=0, score=70),
    }
    for name, each in files.items():
        each.write_csv(folder / f"{name}.csv")
    activity = pl.DataFrame(clicks, [presentation, "id_student", "date"], orient="row")
    text = activity.select(
        module, presentation, "id_student", pl.lit(9).alias("id_site"), "date"
    ).with_columns(sum_click=3)
    (folder / CLICKS).write_bytes(gzip.compress(text.write_csv().encode()))
