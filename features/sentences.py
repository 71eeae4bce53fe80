"""A feature in words: the pupil's own figures, no blame, no cause.

Templates (in the catalogue) are ordinary format strings over the feature row.
``{value}`` is the feature itself, ``{share}`` and ``{attended}`` count it in
sessions, and a figure can be told as ``:number``, ``:percent``, or counted with
``:singular|plural``, where ``#`` in a plural says where the number stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from features.catalogue import Feature

Kind = Literal["concern", "strength"]


def sentence(
    feature: Feature, values: Mapping[str, float | None], *, kind: Kind
) -> str:
    """Say what a feature says of one pupil.

    Parameters
    ----------
    feature : Feature
    values : mapping of str to float or None
        The pupil's feature row with its companions; None or NaN is not known.
    kind : {'concern', 'strength'}
        Whether the model took it as raising or lowering the risk. It never makes
        the words contradict the figure.

    Returns
    -------
    str
        One sentence.
    """
    value = _figure(values, feature.name)
    if value.amount is None:
        return feature.unknown or f"Nothing is recorded about {feature.title}."
    whole = _figure(values, feature.out_of).amount if feature.out_of else None
    share, attended = _in_sessions(value.amount, whole)
    own: dict[str, Figure | str] = {
        "value": value,
        "share": share,
        "attended": attended,
    }
    template = _template(feature, value.amount, kind)
    text = template.format_map({**_figures(template, values), **own}).rstrip(".")
    if feature.comparator:
        others = _figures(feature.comparator, values)
        if all(figure.amount is not None for figure in others.values()):
            text += "; " + feature.comparator.format_map(others)
    return f"{text[0].upper()}{text[1:]}."


@dataclass(frozen=True)
class Figure:
    """A number that knows how to stand in a sentence."""

    amount: float | None

    def __format__(self, how: str) -> str:
        """Tell it as ``number``, ``percent`` or counted ``singular|plural``."""
        if self.amount is None:
            return "not known"
        if how == "percent":
            return _percent(self.amount)
        number = _number(self.amount)
        if "|" not in how:
            return number
        singular, plural = how.split("|")
        if number == "1":
            return singular if "#" in plural else f"1 {singular}"
        if "#" in plural:
            return plural.replace("#", number)
        return f"{'no' if number == '0' else number} {plural}"


def _figure(values: Mapping[str, float | None], name: str) -> Figure:
    amount = values.get(name)
    return Figure(None if amount is None or math.isnan(amount) else float(amount))


def _figures(template: str, values: Mapping[str, float | None]) -> dict[str, Figure]:
    """Take from the row what a template speaks of."""
    names = (name for _, name, _, _ in Formatter().parse(template) if name)
    return {name: _figure(values, name) for name in names}


def _template(feature: Feature, value: float, kind: Kind) -> str:
    # A difference that would vanish in the figures told is none.
    if feature.none and (round(value, 2) if feature.signed else value) == 0:
        return feature.none
    told_as_strength = value < 0 if feature.signed else kind == "strength"
    return (feature.strength if told_as_strength else None) or feature.concern


def _in_sessions(share: float, whole: float | None) -> tuple[str, str]:
    """Count a share of sessions, and the rest; in per cent when uncounted."""
    if not whole:
        return f"{_percent(share)} of sessions", f"{_percent(1 - share)} of sessions"
    count = round(share * whole)
    return _count_of(count, round(whole)), _count_of(round(whole) - count, round(whole))


def _count_of(count: int, whole: int) -> str:
    sessions = "session" if whole == 1 else "sessions"
    if count == whole:
        return "the one session" if whole == 1 else f"all {whole} {sessions}"
    return f"{count or 'none'} of {whole} {sessions}"


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "less than 1%"
    return f"{100 * share:.0f}%"


def _number(amount: float) -> str:
    return f"{round(amount, 1):g}"
