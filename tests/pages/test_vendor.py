from importlib.metadata import metadata
from pathlib import Path

import pytest

from records.errors import InputRejected
from serving.pages import vendor

FACE = "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"


def test_the_typeface_is_taken_out() -> None:
    styles = FACE + FACE + "p{font-family:GDS Transport,arial,sans-serif}"
    unbranded = vendor.unbrand(styles + "\n/*# sourceMappingURL=a.css.map */")
    assert unbranded.endswith(
        '\np{font-family:"Helvetica Neue",Helvetica,Arial,sans-serif}\n'
    )
    assert vendor.VERSION in unbranded


@pytest.mark.parametrize("styles", [FACE, FACE + FACE + "p{font:GDS Transport}"])
def test_a_stylesheet_that_brands_in_another_way_is_refused(styles: str) -> None:
    with pytest.raises(InputRejected, match="amend unbrand"):
        vendor.unbrand(styles)


def test_another_package_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "package.tgz"
    package.write_bytes(b"something else")
    with pytest.raises(InputRejected, match="fetch it again"):
        vendor.vendor(package, tmp_path)
    assert list(tmp_path.iterdir()) == [package]


@pytest.mark.parametrize("name", ["govuk-frontend.min.css", "govuk-frontend.min.js"])
def test_what_is_checked_in_is_unbranded_and_names_its_version(name: str) -> None:
    text = (vendor.STATIC / name).read_text()
    assert f'"{vendor.VERSION}"' in text
    assert "MIT" in text.splitlines()[0]
    assert not any(
        brand in text for brand in ("GDS Transport", "@font-face", "sourceMappingURL")
    )


def test_the_macros_follow_the_version_of_the_stylesheet() -> None:
    described = metadata("govuk-frontend-jinja").json["description"]
    assert f"Frontend-v{vendor.VERSION}" in described
