"""The feature catalogue as a page: ``python -m features.documentation`` writes it."""

from __future__ import annotations

from pathlib import Path

from features.catalogue import CATALOGUE, COMPANIONS, OPTIONAL, REASONS, Feature

PAGE = Path(__file__).parents[1] / "docs" / "features.md"

THEMES = {
    "attendance": "Attendance",
    "behaviour": "Behaviour",
    "transition": "Transition",
    "support": "Support",
    "context": "Context",
    "data": "How much is known",
}
DIRECTIONS = {1: "raises risk", -1: "lowers risk", 0: "either"}

OPENING = """\
# Features

Generated from `features/catalogue` by `python -m features.documentation`; a test keeps
it current.

There are {count} features, each declared once. A row is one pupil on roll and one
Monday, `as_of`, and holds what was known before that day: `recorded_on` before it and
not yet superseded. School weeks are weeks of the calendar with a school day, so that
holidays do not count: the last 4 school weeks are the four before the week of `as_of`.
The longest look-back is this and last academic year.

**Null is not zero.** Null says that nothing is known; the last column says when.
Possible sessions, authorised and unauthorised absence are DfE's; a session that two
schools marked counts once, and being there counts before being absent.

**Direction** is the monotone constraint of the models. A feature *not learnt from* can
fall when a pupil misses more (a trend, a share, a number of spells), and a model could
then score that pupil lower: it is there to look at. **Reason** joins features that say
the same in other words: their contributions are added before an officer reads them.

Ethnicity, sex, religion, language and free school meals are never features. Education,
health and care plans are left out of the support features. What may be switched on,
with a recorded reason, is listed under *Off unless switched on*.
"""

HEADER = (
    "| Feature | What it is | Unit | Look-back | Direction | Actionable | Reason "
    "| From | Null when |\n|---|---|---|---|---|---|---|---|---|\n"
)


def page() -> str:
    """Return ``docs/features.md`` as it should be."""
    parts = [OPENING.format(count=len(CATALOGUE))]
    for theme, title in THEMES.items():
        features = [each for each in CATALOGUE.values() if each.theme == theme]
        parts.append(_section(title, features))
    parts.append(_section("Off unless switched on", list(OPTIONAL.values())))
    parts.append(_listed("Reasons", REASONS))
    guided = {each.name: each.guidance for each in CATALOGUE.values() if each.guidance}
    parts.append(_listed("Where practice says to look at it", guided))
    parts.append(_listed("Columns beside the features, for sentences only", COMPANIONS))
    return "\n".join(parts)


def _section(title: str, features: list[Feature]) -> str:
    return f"## {title}\n\n{HEADER}" + "".join(_row(each) for each in features)


def _row(feature: Feature) -> str:
    cells = (
        f"`{feature.name}`",
        feature.description.rstrip("."),
        feature.unit,
        feature.look_back,
        DIRECTIONS[feature.direction] if feature.learnable else "not learnt from",
        "yes" if feature.actionable else "context",
        feature.reason,
        ", ".join(feature.sources),
        feature.missing,
    )
    return "| " + " | ".join(cells) + " |\n"


def _listed(title: str, entries: dict[str, str]) -> str:
    return f"## {title}\n\n" + "".join(
        f"- `{name}`: {meaning}\n" for name, meaning in entries.items()
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
