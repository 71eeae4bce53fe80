"""The feature catalogue as a page: ``python -m features.documentation`` writes it."""

from __future__ import annotations

from pathlib import Path

from features.catalogue import CATALOGUE, COMPANIONS, OPTIONAL, REASONS, Feature
from features.little_known import WAYS, little_known
from features.spoken import spoken

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

**Null is not zero.** Null says that nothing is known; the last column says when. There
are three ways to be missing, and *Where little is known* says what each feature makes
of them: no marks were sent, registers were not taken, or the pupil is new to the area.
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

LITTLE_KNOWN = """\
Three pupils of Year 8 at a school of whose other pupils all is known, after 61 school
weeks; what is told of them is computed when this page is written. The figures of the
school and of the year group are known, so they are told. The three differ in
`registers_missing_12w` and `weeks_in_area`.
"""

WHAT_IS_READ = """\
Each sentence a feature can have, with figures put in: many, one, none, and not known;
where it tells other features too, these are put in as 40 or as 10%. A feature *not
learnt from* moves no estimate, so it is never given as a reason.
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
    parts.append(_little_known())
    parts.append(_read())
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


def _little_known() -> str:
    """Tell what each feature says of three pupils of whom little is known."""
    told: dict[tuple[float | None, ...], list[str]] = {}
    rows = little_known()
    for name in CATALOGUE:
        told.setdefault(tuple(rows[name]), []).append(f"`{name}`")
    lines = [
        "| " + " | ".join([*map(_amount, amounts), ", ".join(names)]) + " |\n"
        for amounts, names in told.items()
    ]
    head = "| " + " | ".join([*WAYS, "Features"]) + " |\n|---|---|---|---|\n"
    return f"## Where little is known\n\n{LITTLE_KNOWN}\n{head}" + "".join(lines)


def _read() -> str:
    """Tell the sentences of each feature."""
    told = [
        f"- `{each.name}`: {' / '.join(spoken(each))}\n" for each in CATALOGUE.values()
    ]
    return f"## What an officer reads\n\n{WHAT_IS_READ}\n" + "".join(told)


def _amount(value: float | None) -> str:
    return "null" if value is None else f"{value:g}"


def _listed(title: str, entries: dict[str, str]) -> str:
    return f"## {title}\n\n" + "".join(
        f"- `{name}`: {meaning}\n" for name, meaning in entries.items()
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
