"""An ingest that is killed, or finds the disk full, leaves the lake before or after.

A small disk can only be mounted by the administrator, so a full one is played by the
system's limit on the size of a file, which fails the same calls in the same places.
"""

import resource
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from random import Random

import pytest

from records.ingest import ingest
from records.integrity import check
from records.lake import Lake

ROOT = Path(__file__).parents[2]
KEY = b"a secret of at least thirty-two characters"
PUPIL = "Y999900124001"
KILLS = 50
# As few rows at once as make a small delivery go every way that a large one goes.
PIECE = 3
AHEAD = 2
CHILD = f"""
import sys
from pathlib import Path
from records import incoming, rows
from records.errors import WaymarkError
from records.ingest import ingest
from records.lake import Lake

rows.ROWS_AT_ONCE = incoming.ROWS_IN_MEMORY = incoming.ROWS_AT_ONCE = {PIECE}
print("ready", flush=True)
lake = Lake(Path(sys.stdin.readline().strip()))
try:
    ingest(Path(sys.argv[1]), lake, key={KEY!r})
except WaymarkError as error:
    sys.exit(str(error))
"""


class Interrupted:
    """A delivery that changes many files, and the lake before and after it."""

    def __init__(self, delivery) -> None:
        delivery.ingest()
        lines = [
            f"{PUPIL},900001,{year}-09-16,AM,/,{year}-09-17\n"
            for year in range(2010, 2026)
        ]
        heading = "upn,urn,date,session,code,recorded_on\n"
        self.source = delivery.write(
            "marks.csv", heading + "".join(lines), day="2025-09-22"
        ).parent
        self.before = delivery.lake
        self.after = self.copy(delivery.folder / "after")
        ingest(self.source, self.after, key=KEY)
        self.digests = (self.before.digest(), self.after.digest())

    def copy(self, place: Path) -> Lake:
        shutil.copytree(self.before.root, place)
        return Lake(place)

    def child(self, **options) -> subprocess.Popen:
        """Start a process that has all it needs and waits for the lake's address."""
        return subprocess.Popen(
            [sys.executable, "-c", CHILD, str(self.source)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )


def begin(child: subprocess.Popen, lake: Lake) -> None:
    assert child.stdout.readline() == "ready\n"
    child.stdin.write(f"{lake.root}\n")
    child.stdin.flush()


@pytest.fixture
def interrupted(delivery):
    return Interrupted(delivery)


def seconds_of(interrupted, place) -> float:
    with interrupted.child() as child:
        begin(child, interrupted.copy(place))
        started = time.perf_counter()
        assert child.wait() == 0
        return time.perf_counter() - started


def test_killed_at_any_point_the_lake_is_before_or_after(interrupted, tmp_path):
    whole = seconds_of(interrupted, tmp_path / "whole")
    random = Random(0)
    waiting = deque(interrupted.child() for _ in range(AHEAD))
    for number in range(KILLS):
        lake = interrupted.copy(tmp_path / f"killed-{number}")
        with waiting.popleft() as child:
            if number + AHEAD < KILLS:
                waiting.append(interrupted.child())
            begin(child, lake)
            time.sleep(random.uniform(0, whole))
            child.kill()

        assert lake.digest() in interrupted.digests
        assert check(lake).problems == ()
        ingest(interrupted.source, lake, key=KEY)
        assert lake.digest() == interrupted.digests[1]
        assert check(lake).problems == ()


@pytest.mark.parametrize("full_at", ["the first file", "the manifest"])
def test_a_full_disk_leaves_the_lake_as_it_was(interrupted, tmp_path, full_at):
    lake = interrupted.copy(tmp_path / "full")
    largest = max(
        path.stat().st_size for path in interrupted.after.root.glob("*/*.parquet")
    )
    manifest = (interrupted.after.root / "manifest.json").stat().st_size
    assert largest < manifest
    limit = 1 if full_at == "the first file" else manifest - 1

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with interrupted.child(preexec_fn=little_room) as child:
        begin(child, lake)
        _, said = child.communicate()

    assert child.returncode == 1
    assert "make room on the disk" in said
    assert "Traceback" not in said
    assert lake.digest() == interrupted.digests[0]
    assert check(lake).problems == ()
    ingest(interrupted.source, lake, key=KEY)
    assert lake.digest() == interrupted.digests[1]
