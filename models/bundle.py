"""The saved model: LightGBM text, a JSON manifest and their digests. Never a pickle.

A bundle is a folder with ``model.txt`` and ``manifest.json``. Opening one runs no
code, and a bundle that was damaged, altered or written by something else is refused
before LightGBM sees it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.attribution import Attribution
from models.calibration import Calibration
from records.errors import InputRejected, NoChampion

Floats = NDArray[np.float64]

FORMAT = "waymark-bundle/1"
MODEL = "model.txt"
MANIFEST = "manifest.json"

MISSING = "there is no model in {folder}: train one and promote it"
DAMAGED = (
    "the model in {folder} is refused: {reason}; "
    "restore it from the registry, or roll back to the model before it"
)


@dataclass(frozen=True, kw_only=True)
class Peers:
    """What became of test pupils who stood at a like place in the ranking.

    Parameters
    ----------
    from_risk : float
        Lowest calibrated risk of the group, in [0, 1].
    pupils, happened : int
        Pupil-weeks in the group, and those of them for whom it came true.
    """

    from_risk: float
    pupils: int
    happened: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All that is needed to use a model beside its trees.

    Parameters
    ----------
    outcome : str
        Name of the outcome foreseen.
    features : mapping of str to int
        In the model's order, each with the direction it is held to (-1, 0 or 1).
    calibration : Calibration
    trained_on : tuple of date
        The ``as_of`` dates of the training rows.
    usual : mapping of str to float or None
        Median of each feature among training rows, to set a pupil's own beside.
    peers : tuple of Peers
        From the lowest risk to the highest.
    lake_digest, code_digest, catalogue_digest : str
        Of the records, the program and the feature declarations it was made from.
    """

    outcome: str
    features: Mapping[str, int]
    calibration: Calibration
    trained_on: tuple[date, ...]
    usual: Mapping[str, float | None]
    peers: tuple[Peers, ...]
    lake_digest: str
    code_digest: str
    catalogue_digest: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Bundle:
    """A model ready for use: the trees and their manifest."""

    booster: lgb.Booster
    manifest: Manifest

    @property
    def features(self) -> list[str]:
        """Names of the features, in the model's order."""
        return list(self.manifest.features)

    def predict(self, frame: pd.DataFrame) -> Floats:
        """Return each pupil's calibrated risk in [0, 1].

        Parameters
        ----------
        frame : pandas DataFrame of shape (n_pupils, at least n_features)
            Columns by name, in any order; missing values as NaN.

        Returns
        -------
        ndarray of shape (n_pupils,)

        Raises
        ------
        InputRejected
            When a feature of the model is not in the frame.
        """
        margin = self.booster.predict(self._values(frame), raw_score=True)
        return self.manifest.calibration.probability(np.asarray(margin))

    def interval(self, frame: pd.DataFrame) -> tuple[Floats, Floats]:
        """Return the ends of the 95 % interval of each risk of :meth:`predict`."""
        margin = self.booster.predict(self._values(frame), raw_score=True)
        return self.manifest.calibration.interval(np.asarray(margin))

    def explain(self, frame: pd.DataFrame) -> tuple[Floats, float]:
        """Return contributions of shape (n_pupils, n_features) and the base.

        Both in calibrated log-odds; their sum is the log-odds of :meth:`predict`, so
        that what an officer is told is the score and not a story beside it.
        """
        calibration = self.manifest.calibration
        found = self.attribution.contributions(self._values(frame))
        base = calibration.log_odds(np.array([self.attribution.base]))
        return calibration.slope * found, float(base[0])

    @cached_property
    def attribution(self) -> Attribution:
        """The trees made ready to be explained; worked out when first asked for."""
        return Attribution.of(self.booster)

    @cached_property
    def learnt_range(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest figure of each feature among the rows learnt from.

        A feature with one figure only is not there: LightGBM does not keep it.
        """
        infos = self.booster.dump_model()["feature_infos"]
        return {
            name: (infos[name]["min_value"], infos[name]["max_value"])
            for name in self.features
            if name in infos
        }

    @property
    def digest(self) -> str:
        """SHA-256 over trees and manifest: the name of exactly this model."""
        return _sha256(_manifest_text(self.manifest, self.booster.model_to_string()))

    def _values(self, frame: pd.DataFrame) -> Floats:
        absent = [name for name in self.features if name not in frame.columns]
        if absent:
            raise InputRejected(
                f"the model of {self.manifest.outcome} needs features that are not "
                f"there: {', '.join(absent)}; build them with this version of Waymark"
            )
        return frame[self.features].to_numpy(dtype=np.float64, na_value=np.nan)


def save(bundle: Bundle, folder: Path) -> None:
    """Write ``bundle`` into ``folder``, which is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    trees = bundle.booster.model_to_string()
    (folder / MODEL).write_text(trees, encoding="utf-8", newline="\n")
    text = _manifest_text(bundle.manifest, trees)
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def load(folder: Path) -> Bundle:
    """Open the bundle in ``folder`` after checking that it is whole.

    Raises
    ------
    NoChampion
        When there is no bundle there.
    InputRejected
        When it is damaged, altered, or not one of Waymark's.
    """
    if not (folder / MANIFEST).is_file() or not (folder / MODEL).is_file():
        raise NoChampion(MISSING.format(folder=folder))
    document = _read_manifest(folder)
    trees = (folder / MODEL).read_bytes()
    if hashlib.sha256(trees).hexdigest() != document["model_sha256"]:
        raise _damaged(folder, f"{MODEL} is not the file its manifest describes")
    if _sha256(_canonical(document["manifest"])) != document["manifest_sha256"]:
        raise _damaged(folder, f"{MANIFEST} was altered after it was written")
    manifest = _parse(document["manifest"])
    booster = lgb.Booster(model_str=trees.decode("utf-8"))
    if booster.feature_name() != list(manifest.features):
        raise _damaged(folder, "its trees and its manifest name different features")
    return Bundle(booster=booster, manifest=manifest)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(folder, f"{MANIFEST} is not JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _damaged(folder, f"{MANIFEST} is not in the format {FORMAT}")
    if not {"manifest", "manifest_sha256", "model_sha256"} <= document.keys():
        raise _damaged(folder, f"{MANIFEST} is incomplete")
    return document


def _manifest_text(manifest: Manifest, trees: str) -> str:
    content = asdict(manifest) | {
        "trained_on": [day.isoformat() for day in manifest.trained_on]
    }
    document = {
        "format": FORMAT,
        "model_sha256": _sha256(trees),
        "manifest_sha256": _sha256(_canonical(content)),
        "manifest": content,
    }
    return json.dumps(document, indent=1) + "\n"


def _parse(content: Mapping[str, Any]) -> Manifest:
    return Manifest(
        **{
            **content,
            "calibration": Calibration(**content["calibration"]),
            "trained_on": tuple(map(date.fromisoformat, content["trained_on"])),
            "peers": tuple(Peers(**group) for group in content["peers"]),
        }
    )


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, separators=(",", ":"), sort_keys=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _damaged(folder: Path, reason: str) -> InputRejected:
    return InputRejected(DAMAGED.format(folder=folder, reason=reason))
