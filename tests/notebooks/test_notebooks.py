"""Every notebook runs from top to bottom, and was left with its outputs.

Here the county is small, and a handful of made-up students stand for OULAD, whose
files are not part of the project; the outputs kept are of more pupils and of the real
students.
"""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from open_university import write_sample

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(tmp_path)
    monkeypatch.setenv("OULAD", str(tmp_path))
    monkeypatch.setenv("PUPILS", "900")
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=300, resources=place).execute()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_can_be_read_without_running_it(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert any(cell.outputs for cell in code)
    kinds = {output.output_type for cell in code for output in cell.outputs}
    assert "error" not in kinds
