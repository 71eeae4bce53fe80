"""The quality report as one HTML page, for the data officer or for one school."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from records.quality import findings, period, registers, silence
from records.quality.report import Quality
from records.quality.words import counted, day, share

MOST_REASONS = 20
PAGES = Environment(
    loader=PackageLoader("records.quality", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters.update({"day": day})
PAGES.globals.update({"counted": counted, "share": share})


def page(report: Quality) -> str:
    """Return the report of all schools, with the deliveries it rests on.

    Nothing on it names a pupil, but counts are not suppressed: it is for those who
    hold the records, and not for publication.
    """
    return PAGES.get_template("authority.html").render(report=report, limits=_limits())


def school_page(report: Quality) -> str:
    """Return the report of one school, as ``Quality.of`` gives it."""
    (school,) = report.schools
    return PAGES.get_template("school.html").render(
        report=report, school=school, limits=_limits()
    )


def _limits() -> dict[str, float | int]:
    return {
        "reasons": MOST_REASONS,
        "days_to_amend": period.DAYS_TO_AMEND,
        "in_class": registers.FEWEST_IN_CLASS,
        "unmarked": findings.MOST_UNMARKED,
        "overdue": findings.MOST_OVERDUE,
        "closed": findings.MOST_CLOSED,
        "differing": findings.MOST_DIFFERING,
        "expected": silence.FEWEST_EXPECTED,
        "before_weeks": silence.BEFORE_WEEKS,
    }
