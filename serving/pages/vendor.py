"""Take GOV.UK Frontend out of its npm package, without GOV.UK's branding.

Waymark is not a GOV.UK service, so it may use the design system but not its
typeface, crest or crown. Nothing is downloaded here: fetch the package with
``npm pack govuk-frontend@6.3.0`` and run

    python -m serving.pages.vendor govuk-frontend-6.3.0.tgz

The version stays with the one that govuk-frontend-jinja follows.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tarfile
from pathlib import Path

from records.errors import InputRejected

VERSION = "6.3.0"
PACKAGE_SHA256 = "3d91fd1353e32e306a8ae493b44ba9c0277348b5dbc08442a3e63d822e516048"
STATIC = Path(__file__).parent / "static"

STYLES = "govuk-frontend.min.css"
SCRIPT = "govuk-frontend.min.js"
BRAND_FONTS = "GDS Transport,arial,sans-serif"
OPEN_FONTS = '"Helvetica Neue",Helvetica,Arial,sans-serif'
HEADER = (
    f"/*! GOV.UK Frontend {VERSION}, MIT licence (govuk-frontend.LICENSE.txt), "
    "from the npm package by serving/pages/vendor.py */\n"
)


def unbrand(styles: str) -> str:
    """Return the stylesheet without GOV.UK's typeface.

    Parameters
    ----------
    styles : str
        ``govuk-frontend.min.css`` as published.

    Raises
    ------
    InputRejected
        When the stylesheet is not shaped as expected, so that no branding can
        slip through with a new version.
    """
    styles, faces = re.subn(r"@font-face\{[^}]*\}", "", styles)
    styles = styles.replace(BRAND_FONTS, OPEN_FONTS)
    if faces != 2 or "GDS Transport" in styles:
        raise InputRejected(
            f"{STYLES} holds {faces} @font-face blocks, not 2, or names its typeface "
            "in a new way; read the stylesheet and amend unbrand()"
        )
    return HEADER + _without_source_map(styles)


def _without_source_map(text: str) -> str:
    return re.sub(r"\s*(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$", "\n", text)


def vendor(package: Path, target: Path = STATIC) -> None:
    """Write the stylesheet and the script of the package into a folder.

    Parameters
    ----------
    package : Path
        The npm package file.
    target : Path
        Folder to write to.

    Raises
    ------
    InputRejected
        When the file is not the package this script was written for.
    """
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != PACKAGE_SHA256:
        raise InputRejected(
            f"{package.name} has SHA-256 {digest}, not {PACKAGE_SHA256}; "
            f"fetch it again with npm pack govuk-frontend@{VERSION}"
        )
    with tarfile.open(package) as archive:
        styles = _read(archive, STYLES)
        script = _read(archive, SCRIPT)
    (target / STYLES).write_text(unbrand(styles))
    (target / SCRIPT).write_text(HEADER + _without_source_map(script))


def _read(archive: tarfile.TarFile, name: str) -> str:
    member = archive.extractfile(f"package/dist/govuk/{name}")
    if member is None:
        raise InputRejected(f"the package holds no {name}")
    return member.read().decode()


if __name__ == "__main__":
    try:
        vendor(Path(sys.argv[1]))
    except InputRejected as error:
        sys.exit(str(error))
