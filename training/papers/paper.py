"""A paper: sections of items, some of which only a person can answer.

What is missing is marked in every copy and blocks publication, never training.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from markdown_it import MarkdownIt

TO_BE_COMPLETED = "**To be completed by a person.**"

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c;
  font: 1rem/1.5 arial, sans-serif; }}
table {{ border-collapse: collapse; margin: 1rem 0; font-size: 0.875rem;
  display: block; overflow-x: auto; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0;
  border-bottom: 1px solid #b1b4b6; }}
h2 {{ margin-top: 2.5rem; }}
h3 {{ margin-bottom: 0.25rem; font-size: 1rem; }}
h3 + p {{ margin-top: 0; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing a paper says.

    Parameters
    ----------
    ref : str
        Its number in the paper, by which a person's answer is found.
    label : str
    answer : str or None
        Markdown; None where a person must answer.
    """

    ref: str
    label: str
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """Items under one heading."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper of one model.

    Parameters
    ----------
    name : str
        Of its files.
    title, introduction : str
    sections : tuple of Section
    """

    name: str
    title: str
    introduction: str
    sections: tuple[Section, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """Items that a person has not answered yet."""
        return tuple(
            item
            for section in self.sections
            for item in section.items
            if item.answer is None
        )

    def answered(self, answers: Mapping[str, str]) -> Paper:
        """Return the paper with a person's answers, which come before its own."""
        sections = (
            replace(
                section,
                items=tuple(
                    replace(
                        item, answer=answers.get(item.ref, "").strip() or item.answer
                    )
                    for item in section.items
                ),
            )
            for section in self.sections
        )
        return replace(self, sections=tuple(sections))

    def to_markdown(self) -> str:
        """Write it down; what is missing stands out."""
        parts = [f"# {self.title}", self.introduction]
        for section in self.sections:
            parts.append(f"## {section.heading}")
            for item in section.items:
                parts.append(f"### {item.ref} {item.label}")
                parts.append(TO_BE_COMPLETED if item.answer is None else item.answer)
        return "\n\n".join(parts) + "\n"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Paper:
        """Return what :meth:`to_json` was made from."""
        return Paper(**{**document, "sections": _sections(document["sections"])})


def to_html(markdown: str, title: str) -> str:
    """Return a page that needs nothing else; raw HTML in the text stays text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return PAGE.format(title=html.escape(title), body=reader.render(markdown))


def _sections(documents: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    return tuple(
        Section(
            heading=one["heading"], items=tuple(Item(**item) for item in one["items"])
        )
        for one in documents
    )
