"""The audit as one HTML page that needs nothing beside it; for publication."""

from __future__ import annotations

import re
from base64 import b64encode
from io import StringIO
from zlib import crc32

import matplotlib as mpl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from fairness.data import published_csv
from fairness.results import Report
from fairness.story import Occasion, story


def svg(figure: Figure) -> Markup:
    """Return a figure as SVG to stand within a page, the same at every drawing."""
    written = StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "audit"}):
        figure.savefig(written, format="svg", metadata={"Date": None})
    # Names within one picture must not be those of another on the same page.
    drawn = written.getvalue()
    own = f"{crc32(drawn.encode()):x}"
    named = re.sub(
        r'(id="|href="#|url\(#)', rf"\g<1>{own}-", drawn[drawn.index("<svg") :]
    )
    return Markup(named)


PAGES = Environment(
    loader=PackageLoader("fairness", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters["svg"] = svg


def page(report: Report, occasion: Occasion) -> str:
    """Return the audit as HTML: sentences, pictures, tables, method and data.

    Parameters
    ----------
    report : Report
    occasion : Occasion

    Returns
    -------
    str
        Every number on it may be published.
    """
    data = b64encode(published_csv(report).encode()).decode()
    return PAGES.get_template("audit.html").render(
        title=occasion.title, sections=story(report, occasion), data=data
    )
