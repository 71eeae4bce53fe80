"""The pictures of a training run: sums and shares only, never a pupil."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fairness.plot import plot
from training.baselines import RULES
from training.capacity import hits_at_capacity
from training.figures import MODEL
from training.fit import TrainedModel
from training.reliability import calibration_curve

CAPACITIES = (0.01, 0.02, 0.03, 0.05, 0.08, 0.10, 0.15, 0.20)
EXPLAINED_ROWS = 2000
LONGEST_FEATURES = 15
# Told apart by mark and line, not by colour alone, and in no signal colour.
BLUE, GREY = "#1d70b8", "#505a5f"
LINES = ("o-", "s--", "^:", "D-.", "v--")
SHOWN_ATTRIBUTES = ("priority_group", "sen", "sex", "fsm")


def plots(trained: TrainedModel) -> Mapping[str, Figure]:
    """Draw every plot of a run, by file name."""
    return {
        "calibration.png": calibration_plot(trained),
        "gain_by_capacity.png": gain_plot(trained),
        "shap_summary.png": shap_plot(trained),
        "fairness_recall.png": plot(trained.fairness, attributes=SHOWN_ATTRIBUTES),
    }


def calibration_plot(trained: TrainedModel) -> Figure:
    """Draw mean risk against the share that came true, in ten bins."""
    happened = trained.test["label"].to_numpy().astype(bool)
    curve = calibration_curve(happened, trained.test["risk"].to_numpy())
    figure, axes = _axes("Is 10 % really 1 in 10?")
    top = curve.select(pl.max_horizontal(pl.col("risk", "happened").max())).item()
    axes.plot([0, top], [0, top], color="0.6", linewidth=1, label="perfect")
    axes.plot(curve["risk"], curve["happened"], marker="o", color=BLUE, label="model")
    axes.set_xlabel("Mean risk of the bin")
    axes.set_ylabel("Share that came true")
    axes.legend(frameon=False)
    return figure


def gain_plot(trained: TrainedModel) -> Figure:
    """Draw the share of cases found by lists of several sizes, new onsets only."""
    rows = trained.test.filter("new_onset")
    happened, week = rows["label"].to_numpy().astype(bool), rows["as_of"].to_numpy()
    rules = RULES if trained.recipe.rules is None else trained.recipe.rules
    floats = {name: rule.cast(pl.Float64) for name, rule in rules.items()}
    scores = rows.select(pl.col("risk").alias(MODEL), **floats)
    figure, axes = _axes("New onsets found, by the size of the list")
    for name, line in zip(scores.columns, cycle(LINES)):
        score = scores[name].to_numpy()
        found = [hits_at_capacity(happened, score, week, c) for c in CAPACITIES]
        recall = [hits.expected / max(1, happened.sum()) for hits in found]
        colour = BLUE if name == MODEL else GREY
        axes.plot(CAPACITIES, recall, line, color=colour, label=name.replace("_", " "))
    axes.set_xlabel("Places, as a share of pupils")
    axes.set_ylabel("Share of new onsets on the list")
    axes.legend(frameon=False)
    return figure


def shap_plot(trained: TrainedModel) -> Figure:
    """Draw the features that move risks most, on average."""
    rows = trained.test.sample(min(EXPLAINED_ROWS, len(trained.test)), seed=1)
    features = trained.bundle.features
    frame = rows.select(pl.col(features).cast(pl.Float64)).to_pandas()
    parts, _ = trained.bundle.explain(frame)
    strength = np.abs(parts).mean(axis=0)
    longest = np.argsort(strength)[-LONGEST_FEATURES:]
    figure, axes = _axes("What moves risks most", height=6)
    names = [features[at].replace("_", " ") for at in longest]
    axes.barh(names, strength[longest], color=BLUE)
    axes.set_xlabel("Mean absolute contribution, log-odds")
    return figure


def _axes(title: str, height: float = 4.5) -> tuple[Figure, Axes]:
    with mpl.rc_context({"axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(8, height), layout="constrained")
        axes = figure.add_subplot()
    axes.set_title(title, loc="left")
    return figure, axes
