"""How a list came about: the six explanations that are owed for it.

The Information Commissioner's Office and the Alan Turing Institute ("Explaining
decisions made with AI", 2020) name six: rationale, responsibility, data, fairness,
safety and performance, impact. They are kept with each list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.bundle import Bundle
from models.outcomes import OUTCOMES


def six_explanations(
    bundles: Mapping[str, Bundle],
    *,
    week: date,
    data_as_at: date,
) -> dict[str, str]:
    """Return the six explanations of one list, in plain words.

    They count nobody: schools read them too, and the county's totals are not theirs.

    Parameters
    ----------
    bundles : mapping of str to Bundle
        The champions, by outcome.
    week, data_as_at : date
    """
    titles = " and ".join(OUTCOMES[name].title for name in bundles)
    return {
        "rationale": (
            f"Waymark ranks pupils by estimates of {titles}. The list takes the next "
            "pupil from each ranking in turn. Each pupil’s page says what moved the "
            "estimates."
        ),
        "responsibility": (
            "The authority answers for this list. An inclusion officer decides about "
            "each pupil. A family may ask for a person to look again."
        ),
        "data": _data(bundles, week, data_as_at),
        "fairness": (
            "Ethnicity, sex, religion, language and free school meals are not used. "
            "Each model was checked by group before use, and so is whom this list "
            "selects."
        ),
        "safety and performance": " ".join(
            _performance(name, bundle) for name, bundle in bundles.items()
        )
        + " Waymark is often wrong about one pupil.",
        "impact": (
            "Being on the list may lead to an offer of early support. Nothing starts "
            "until the family agrees. Not being on it takes no support away."
        ),
    }


def _data(bundles: Mapping[str, Bundle], week: date, data_as_at: date) -> str:
    newest = max(max(bundle.manifest.trained_on) for bundle in bundles.values())
    return (
        f"The list rests on school records known before {_day(week)}, the newest of "
        f"{_day(data_as_at)}. The models learnt from lists up to {_day(newest)}. "
        "Where too little was recorded, nothing is said about a pupil."
    )


def _performance(name: str, bundle: Bundle) -> str:
    peers = bundle.manifest.peers
    title = OUTCOMES[name].title
    if not peers or not peers[-1].pupils:
        return f"How often {title} follows has not been tested."
    top = peers[-1]
    share = 100 * top.happened / top.pupils
    return (
        f"In tests on earlier pupils, {title} followed for about {share:.0f} in 100 of "
        "those with the highest estimates."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
