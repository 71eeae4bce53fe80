"""The few files that pages load, each at an address that changes with its content.

They are read once, served compressed, and may be kept by the browser for good.
They are the only answers that may be compressed: a page holds both a secret and
what somebody else may have written, and its compressed length would tell.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

router = APIRouter(include_in_schema=False)

TYPES = {
    "favicon.svg": "image/svg+xml",
    "govuk-frontend.min.css": "text/css; charset=utf-8",
    "govuk-frontend.min.js": "text/javascript; charset=utf-8",
    "waymark.css": "text/css; charset=utf-8",
    "waymark.js": "text/javascript; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """One file: as it is and compressed."""

    content: bytes
    compressed: bytes


def _load() -> dict[str, Asset]:
    folder = files(__package__) / "static"
    contents = {name: (folder / name).read_bytes() for name in TYPES}
    return {
        name: Asset(content, gzip.compress(content, mtime=0))
        for name, content in contents.items()
    }


ASSETS = _load()
# One digest for all, because waymark.js names another file beside itself.
DIGEST = hashlib.sha256(b"".join(each.content for each in ASSETS.values())).hexdigest()


def asset(name: str) -> str:
    """Return the address of a file in ``static``."""
    if name not in ASSETS:
        raise KeyError(name)
    return f"/assets/{DIGEST[:16]}/{name}"


@router.get("/assets/{digest}/{name}")
def serve_asset(request: Request, digest: str, name: str) -> Response:
    """Serve one file."""
    found = ASSETS.get(name)
    if found is None or digest != DIGEST[:16]:
        raise HTTPException(404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, headers=headers, media_type=TYPES[name])
    return Response(found.content, headers=headers, media_type=TYPES[name])
