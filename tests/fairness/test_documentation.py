import re
from pathlib import Path

import fairness

DOCUMENT = Path(fairness.__file__).parents[1] / "docs" / "fairness.md"


def test_the_example_runs_and_passes_the_gate():
    example = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example[1], DOCUMENT.name, "exec"), names)
    assert names["verdict"].outcome == "passed"
    assert names["page"].startswith("# Fairness audit")
