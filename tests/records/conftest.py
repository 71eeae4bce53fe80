"""A small delivery to write, spoil and ingest: one school, two invented pupils."""

from datetime import date
from pathlib import Path

import pytest

from records.ingest import ingest
from records.lake import Lake

SAM, ALEX, STRANGER = "Y999900124001", "M999900124002", "B999900124003"
DAY = "2025-09-15"
FILES = {
    "schools.csv": """\
urn,laestab,name,phase,selective,district,cluster,recorded_on
900001,9994001,Harefield Vale School,SS,false,Stroud,Vale,2025-09-01
""",
    "pupils.csv": f"""\
upn,sex,birth_month,ethnicity,language,recorded_on
{SAM},F,2013-11-01,WBRI,ENG,2025-09-01
{ALEX},M,2013-02-01,BCRB,ENG,2025-09-01
""",
    "marks.csv": f"""\
upn,urn,date,session,code,recorded_on
{SAM},900001,2025-09-08,AM,/,2025-09-09
{SAM},900001,2025-09-08,PM,\\,2025-09-09
{ALEX},900001,2025-09-08,AM,N,2025-09-09
{ALEX},900001,2025-09-08,PM,N,2025-09-09
""",
}
SIMS_NAME = "9994001-sims-session-marks.csv"
SIMS_HEADING = (
    "Surname,Forename,Reg,Year,UPN,DOB,Date,Session,Mark,Minutes Late,Comments\n"
)


class Delivery:
    """Delivery folders in the making, and the lake they go into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "deliveries"
        self.lake = Lake(folder / "lake")

    def write(self, name: str, content: str | bytes, *, day: str = DAY) -> Path:
        path = self.folder / day / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return path

    def spoil(self, name: str, old: str, new: str) -> None:
        path = self.folder / DAY / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    def sims(self, *rows: tuple[str, str, str, str], day: str) -> Path:
        """Write a SIMS export of rows of (UPN, date, session, mark)."""
        lines = [
            f"Example,Sam,7A,Year  7,{upn},20/11/2013,{on},{session},{mark},,\n"
            for upn, on, session, mark in rows
        ]
        return self.write(SIMS_NAME, SIMS_HEADING + "".join(lines), day=day)

    def ingest(self, place: Path | None = None, **options):
        return ingest(
            place or self.folder,
            self.lake,
            key=b"a secret of at least thirty-two characters",
            **options,
        )

    def marks(self) -> list[tuple[str, str, date, date | None]]:
        """Return (session, code, recorded_on, superseded_on) in order."""
        columns = ("session", "code", "recorded_on", "superseded_on")
        return self.lake.scan("marks").select(columns).collect().sort(columns).rows()


@pytest.fixture
def delivery(tmp_path):
    """A sound delivery of one day, not yet ingested."""
    delivery = Delivery(tmp_path)
    for name, content in FILES.items():
        delivery.write(name, content)
    return delivery
