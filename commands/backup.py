"""Commands that keep a deployment safe: to one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands import AsJson, answer, stage
from records.settings import Settings


def backup(
    target: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    as_json: AsJson = False,
) -> None:
    """Write databases, lake, champions and models to one file, while serving."""
    from records.backup import back_up

    with stage("Backing up"):
        held = back_up(Settings(), target)
    size = target.stat().st_size
    result = {"file": target, "files": len(held.files), "bytes": size}
    text = (
        f"{target} holds {len(held.files):,} files ({size / 1e6:,.1f} MB). It has "
        "pupils' names in it: encrypt it before it leaves this machine, and keep the "
        "pseudonym key elsewhere, because it is not in it."
    )
    answer(result | {"lake": held.lake}, text, as_json=as_json)


def restore(
    source: Annotated[Path, typer.Argument(help="What `waymark backup` wrote.")],
    as_json: AsJson = False,
) -> None:
    """Bring a backup back, into an empty home and an empty database server."""
    from records.backup import restore as bring_back

    with stage("Restoring"):
        held = bring_back(Settings(), source)
    result = {"file": source, "files": len(held.files), "lake": held.lake}
    text = f"{len(held.files):,} files are back. Start the service: waymark serve."
    answer(result, text, as_json=as_json)
