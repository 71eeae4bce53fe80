"""The audit as a PDF, for papers of a committee; says what the page says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from textwrap import wrap

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from fairness.report import Section, Table
from fairness.results import Report
from fairness.story import Occasion, story

A4 = (8.27, 11.69)
LEFT, TOP, BOTTOM = 0.07, 0.94, 0.07
LINE = 0.0165
LETTERS, CELL_LETTERS = 98, 155
FIRST_COLUMN = 0.15


class Paper:
    """Sheets of A4, filled from the top; a new one begins where nothing fits."""

    def __init__(self, title: str) -> None:
        self.title, self.y = title, BOTTOM
        self.sheets: list[Figure] = []

    def line(
        self, text: str, *, x: float = LEFT, size: float = 9.5, bold: bool = False
    ) -> None:
        """Write one line at the present height."""
        weight = "bold" if bold else "normal"
        self.sheets[-1].text(
            x, self.y, text, fontsize=size, fontweight=weight, va="top"
        )

    def room(self, lines: float) -> None:
        """Begin a new sheet unless so many lines fit on this one."""
        if self.sheets and self.y - lines * LINE > BOTTOM:
            return
        self.sheets.append(Figure(figsize=A4))
        number = len(self.sheets)
        self.sheets[-1].text(
            LEFT, 0.03, f"{self.title}, page {number}", fontsize=7, color="#505a5f"
        )
        self.y = TOP

    def down(self, lines: float = 1) -> None:
        """Go down by so many lines."""
        self.y -= lines * LINE


def pdf(report: Report, occasion: Occasion, *, day: datetime | None = None) -> bytes:
    """Return the audit as a PDF; every number on it may be published.

    Parameters
    ----------
    report : Report
    occasion : Occasion
    day : datetime, optional
        Written into the file as the day on which it was made; none if left out.
    """
    paper = Paper(occasion.title)
    paper.room(1)
    paper.line(occasion.title, size=17, bold=True)
    paper.down(3)
    drawn: list[Figure] = []
    for section in story(report, occasion):
        _write(paper, section)
        drawn += [figure for _, figure in section.figures]
    held = BytesIO()
    with PdfPages(
        held, metadata={"Title": occasion.title, "CreationDate": day}
    ) as file:
        for sheet in paper.sheets:
            file.savefig(sheet)
        for figure in drawn:
            file.savefig(figure)
    return held.getvalue()


def _write(paper: Paper, section: Section) -> None:
    paper.room(5)
    paper.line(section.heading, size=12.5, bold=True)
    paper.down(1.7)
    for sentence in section.sentences:
        _sentence(paper, sentence, bullet=len(section.sentences) > 1)
    if section.figures:
        _sentence(paper, "Drawn on a page of its own at the end.", bullet=False)
    for each in section.tables:
        _table(paper, each)
    paper.down(1)


def _sentence(paper: Paper, sentence: str, *, bullet: bool) -> None:
    lines = wrap(sentence, LETTERS)
    paper.room(len(lines))
    for at, text in enumerate(lines):
        if bullet and at == 0:
            paper.line("•")
        paper.line(text, x=LEFT + 0.02 * bullet)
        paper.down()
    paper.down(0.3)


def _table(paper: Paper, table: Table) -> None:
    widths = _widths(len(table.header))
    for at, row in enumerate((table.header, *table.rows)):
        cells = [
            wrap(cell, int(CELL_LETTERS * width)) or [""]
            for cell, width in zip(row, widths, strict=True)
        ]
        tall = max(len(lines) for lines in cells)
        paper.room(tall + 1)
        for depth in range(tall):
            for text, x in _across(cells, widths, depth):
                paper.line(text, x=x, size=6.5, bold=at == 0)
            paper.down(0.75)
        paper.down(0.25)


def _widths(columns: int) -> list[float]:
    width = 1 - 2 * LEFT
    if columns == 2:
        return [0.35 * width, 0.65 * width]
    rest = (width - FIRST_COLUMN) / (columns - 1)
    return [FIRST_COLUMN, *[rest] * (columns - 1)]


def _across(
    cells: Sequence[Sequence[str]], widths: Sequence[float], depth: int
) -> Iterator[tuple[str, float]]:
    x = LEFT
    for lines, width in zip(cells, widths, strict=True):
        if depth < len(lines):
            yield lines[depth], x
        x += width
