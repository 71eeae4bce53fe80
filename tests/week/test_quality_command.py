"""What the data officer asks of the command line on a Monday."""

from pathlib import Path
from typing import Any

Demonstrated = tuple[Any, dict[str, Any]]


def test_the_report_is_one_object_and_a_page(
    demonstrated: Demonstrated, tmp_path: Path
) -> None:
    made, _ = demonstrated
    html = tmp_path / "quality.html"

    report = made.ask("quality", "--html", str(html))

    assert len(report["weeks"]) == 4
    assert len(report["schools"]) > 1
    assert all(school["figures"]["expected"] for school in report["schools"])
    assert report["notes"] == []
    assert [each["reasons"] for each in report["deliveries"]] == [[]]
    assert f"of {len(report['schools'])} schools" in html.read_text(encoding="utf-8")


def test_each_school_to_ask_has_a_page_of_its_own(
    demonstrated: Demonstrated, tmp_path: Path
) -> None:
    made, _ = demonstrated

    report = made.ask("quality", "--pages", str(tmp_path / "schools"))

    asked = [school["urn"] for school in report["schools"] if school["findings"]]
    written = [int(path.stem) for path in (tmp_path / "schools").glob("*.html")]
    assert sorted(written) == sorted(asked)


def test_a_page_that_cannot_be_written_is_told(
    demonstrated: Demonstrated, tmp_path: Path
) -> None:
    made, _ = demonstrated

    done = made.run("quality", "--html", str(tmp_path))

    assert done.returncode == 4
    assert "cannot write" in done.stderr


def test_a_school_may_be_asked_for_alone(demonstrated: Demonstrated) -> None:
    made, _ = demonstrated

    report = made.ask("quality", "--school", "900001")

    assert [school["urn"] for school in report["schools"]] == [900001]


def test_a_day_before_all_records_has_no_report(demonstrated: Demonstrated) -> None:
    made, _ = demonstrated

    done = made.run("quality", "--known-on", "2010-01-01")

    assert done.returncode == 7
    assert "deliver the authority's term dates" in done.stderr
