"""The one command line of Waymark.

Each command imports the part it needs when it runs, so that ``waymark --help``
is instant and the web process never loads what only training uses.

Exit codes: 0 done, 1 unexpected, 2 wrong usage, and those of ``records.errors``:
3 a gate refused, 4 input rejected, 5 database unavailable, 6 no champion,
7 no data, 8 cannot train, 9 lake busy.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from commands import (
    backup,
    county,
    equality,
    fairness,
    fairness_alike,
    features,
    mitigation,
    models,
    quality,
    records,
    service,
)
from records.errors import WaymarkError


class Commands(TyperGroup):
    """Commands whose user errors end in one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a ``WaymarkError`` becomes its sentence and code."""
        try:
            return super().invoke(ctx)
        except WaymarkError as error:
            typer.echo(f"waymark: {error}", err=True)
            if "--json" in sys.argv:
                typer.echo(
                    json.dumps({"error": str(error), "exit_code": error.exit_code})
                )
            raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Early-warning screening for suspension, exclusion and persistent absence.",
)

for command in (
    county.simulate,
    records.ingest,
    records.inspect,
    quality.quality,
    features.features,
    fairness.audit,
    fairness_alike.audit_decisions,
    fairness_alike.audit_label,
    equality.equality,
    mitigation.mitigate,
    models.train,
    models.compare,
    models.promote,
    models.rollback,
    models.shadow,
    models.papers,
    models.mlflow,
    service.week,
    service.explain,
    service.demo,
    service.serve,
    backup.backup,
    backup.restore,
):
    app.command()(command)
app.command("list")(service.show_list)
app.add_typer(records.lake, name="lake")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
