"""Planted bias: what is done differently to some pupils, each part with its switch.

Behaviour and illness never depend on ethnicity in this county, so whatever differs
between ethnic groups of the same circumstances was put there by these switches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.county.levels import Floats, Levels, group_of
from records.county.people import SEMH, People

# Factor on the chance of suspension for the same behaviour, beside that by ethnicity.
SEMH_FACTOR = 1.4
# Whose illness is taken for truancy, how often, and the factor on other absence.
DOUBTED = ("BCRB", "MWBC", "WROM", "WIRT")
DOUBTED_SHARE, DOUBTED_ODDS = 0.12, 1.6
QUIET_FACTOR = 0.3  # share of incidents that an under-recording school writes down


@dataclass(frozen=True)
class Bias:
    """Which biases are planted.

    Attributes
    ----------
    suspension : bool
        For the same behaviour at the same school some are suspended more often: by
        ethnicity as published rates differ, and pupils whose primary need is SEMH.
    recording : bool
        Some schools write down only a third of their incidents.
    coding : bool
        Illness of some groups is coded as unauthorised absence more often.
    """

    suspension: bool = True
    recording: bool = True
    coding: bool = True


NO_BIAS = Bias(suspension=False, recording=False, coding=False)


def strictness(bias: Bias, people: People, levels: Levels) -> Floats:
    """Return the factors on each pupil's chance of suspension for the same behaviour.

    Returns
    -------
    ndarray of shape (2, n_pupils)
        For a first suspension, and what that is multiplied by after a recent one: a
        record then speaks louder than who the pupil is.
    """
    factor = np.ones((2, len(people)), dtype=np.float32)
    if bias.suspension:
        nowhere = np.zeros(len(people), dtype=np.int64)
        group = group_of("ethnicity", people, nowhere, nowhere)
        for place, knob in enumerate(("strict", "strict_again")):
            factor[place] = np.exp(levels.of(knob, "ethnicity"))[group]
        factor[0, people.need == SEMH] *= SEMH_FACTOR
    return factor


def doubted(bias: Bias, people: People) -> NDArray[np.bool_]:
    """Return whose illness is doubted."""
    return np.asarray(np.isin(people.ethnicity, DOUBTED) & bias.coding)


def written_down(bias: Bias, recording: Floats, quiet: NDArray[np.bool_]) -> Floats:
    """Return the share of minor incidents that each school records.

    Parameters
    ----------
    recording : ndarray of shape (n_schools,), factors
    quiet : ndarray of shape (n_schools,), bool
    """
    share: Floats = np.minimum(0.5 * recording, 1).astype(np.float32)
    share[quiet & bias.recording] *= QUIET_FACTOR
    return share
