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
from functools import cache
from string import Formatter
from typing import Literal

from features.catalogue import Feature

Kind = Literal["concern", "strength"]

# What a template says of the feature itself; other names are columns of the row.
OWN = ("value", "share", "attended")


def sentence(
    feature: Feature,
    values: Mapping[str, float | None],
    *,
    kind: Kind,
    half: float | None = None,
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
    half : float or None, default=None
        What half of the pupil's year group stays within; None is not known.

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
    elif half is not None:
        year = _figure(values, "year_group").amount
        amounts = (value.amount, half)
        bound = _beside_half(feature, template, amounts, whole, kind)
        if year is not None and bound:
            name = f"Year {year:g}" if year else "Reception"
            text += f"; for half of {name} in this area it was {bound}"
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


def figures_of(feature: Feature) -> dict[str, set[str]]:
    """Return the columns that a feature's sentence may tell, and how it tells each."""
    found: dict[str, set[str]] = {feature.name: set()}
    templates = (feature.concern, feature.strength, feature.none, feature.comparator)
    for template in filter(None, templates):
        for name, how in _named(template):
            if name not in OWN:
                found.setdefault(name, set()).add(how)
            else:
                found[feature.name].add(how if name == "value" else "percent")
    if feature.out_of:
        found.setdefault(feature.out_of, set()).add("whole")
    return found


def _beside_half(
    feature: Feature,
    template: str,
    amounts: tuple[float, float],
    whole: float | None,
    kind: Kind,
) -> str | None:
    """Say where half of the year group stands, where that speaks for the reason."""
    is_share = feature.unit.startswith("share")
    if feature.signed or not feature.direction or (is_share and "{" not in template):
        return None
    attended = "{attended}" in template
    own, others = (_counted(each, feature, whole, attended) for each in amounts)
    worse = (own - others) * (-1 if attended else 1) * feature.direction
    if worse == 0 or (worse > 0) != (kind == "concern"):
        return None
    unit = "%" if is_share and not whole else ""
    if own < others:
        return f"{others:g}{unit} or more"
    return f"{others:g}{unit} or {'less' if unit else 'fewer'}" if others else "none"


def _counted(
    amount: float, feature: Feature, whole: float | None, attended: bool
) -> float:
    """Put a figure as it is told: in sessions, in per cent, or as it is."""
    if not feature.unit.startswith("share"):
        return round(amount, 1)
    scale = whole or 100
    missed = round(amount * scale)
    return round(scale) - missed if attended else missed


def _figure(values: Mapping[str, float | None], name: str) -> Figure:
    amount = values.get(name)
    return Figure(None if amount is None or math.isnan(amount) else float(amount))


def _figures(template: str, values: Mapping[str, float | None]) -> dict[str, Figure]:
    """Take from the row what a template speaks of."""
    return {name: _figure(values, name) for name, _ in _named(template)}


@cache
def _named(template: str) -> tuple[tuple[str, str], ...]:
    """Return the names in a template, each with how it is told."""
    parsed = Formatter().parse(template)
    return tuple((name, how or "") for _, name, how, _ in parsed if name)


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
