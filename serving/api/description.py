"""Write the description of the API (OpenAPI) to a file, for the review of changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from records.settings import Settings
from serving.app import create_app


def description() -> str:
    """Return the OpenAPI description as JSON, one field a line.

    The version of the package is left out: the file changes with the API only.
    """
    described: dict[str, Any] = create_app(Settings()).openapi()
    described["info"]["version"] = "1"
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(description(), encoding="utf-8")
