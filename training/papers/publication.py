"""Publication: the papers of a registered model, refused while a blank is left."""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from records.errors import GateRefused, InputRejected, NoData
from records.settings import Settings
from training.papers.paper import Paper, to_html
from training.registry import Registry, Version, open_registry

PAPERS = "papers.json"
CARD = "model_card.md"

BLANKS = (
    "{count} items of the {paper} are still to be completed by a person:\n- {items}\n"
    "write the answers into a file, number = text, and give it with --answers"
)
NOT_TEXT = "{path}: {ref} must be text in quotation marks"


def read_answers(path: Path) -> dict[str, str]:
    """Read a person's answers: a TOML file of ``"2.1.1" = "text"``.

    Raises
    ------
    InputRejected
        When it is not that.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputRejected(f"cannot read the answers in {path}: {error}") from error
    for ref, answer in found.items():
        if not isinstance(answer, str):
            raise InputRejected(NOT_TEXT.format(path=path, ref=ref))
    return found


def write_papers(
    settings: Settings,
    outcome: str,
    folder: Path,
    *,
    alias: str,
    answers: Mapping[str, str],
    publish: bool,
) -> list[Path]:
    """Write the papers of a registered model, in Markdown and HTML.

    Parameters
    ----------
    settings : Settings
    outcome : str
        Name of the outcome.
    folder : pathlib.Path
        Made when missing.
    alias : {"champion", "challenger"}
    answers : mapping of str to str
        A person's, by the item's number.
    publish : bool
        Whether they leave the house: nothing is written while a blank is left.

    Raises
    ------
    GateRefused
        When they are to be published and a person's answer is missing.
    InputRejected
        When an answer has no item.
    NoData
        When there is no such model, or its run has no papers.
    """
    registry = open_registry(settings)
    version = registry.needed(outcome, alias)
    card, papers = _held(registry, version)
    _check_answers(papers, answers)
    papers = [paper.answered(answers) for paper in papers]
    if publish:
        _refuse_blanks(papers)
    texts = {"model_card": (card, f"Model card: {outcome}")}
    texts |= {one.name: (one.to_markdown(), one.title) for one in papers}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (markdown, title) in texts.items():
        for ending, text in (("md", markdown), ("html", to_html(markdown, title))):
            path = folder / f"{name}.{ending}"
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _held(registry: Registry, version: Version) -> tuple[str, list[Paper]]:
    with tempfile.TemporaryDirectory() as folder:
        held = {one.path for one in registry.client.list_artifacts(version.run_id)}
        if not {PAPERS, CARD} <= held:
            raise NoData(
                f"version {version.number} of {version.model} has no papers in its "
                "run; train again"
            )
        fetch = registry.client.download_artifacts
        papers = json.loads(Path(fetch(version.run_id, PAPERS, folder)).read_text())
        card = Path(fetch(version.run_id, CARD, folder)).read_text(encoding="utf-8")
    return card, [Paper.from_json(one) for one in papers["papers"]]


def _check_answers(papers: list[Paper], answers: Mapping[str, str]) -> None:
    refs = {
        item.ref
        for paper in papers
        for section in paper.sections
        for item in section.items
    }
    unknown = sorted(set(answers) - refs)
    if unknown:
        raise InputRejected(
            f"no paper has an item numbered {', '.join(unknown)}; the numbers stand "
            "before each heading"
        )


def _refuse_blanks(papers: list[Paper]) -> None:
    refused = [
        BLANKS.format(
            count=len(paper.missing),
            paper=paper.title,
            items="\n- ".join(f"{one.ref} {one.label}" for one in paper.missing),
        )
        for paper in papers
        if paper.missing
    ]
    if refused:
        raise GateRefused("\n".join(refused))
