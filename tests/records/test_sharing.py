"""What a data scientist is given holds everything but who the pupils are."""

from datetime import date

import pytest
from conftest import ALEX, SAM

from features.build import build
from records.errors import InputRejected, LakeBusy, NoData
from records.integrity import check
from records.lake import Lake
from records.sharing import share

FORMER = "J99990012400A"
TOLD = {
    "identities.csv": f"""\
upn,surname,forename,date_of_birth
{SAM},Examplesurname,Samforename,2013-11-20
{ALEX},Othersurname,Alexforename,2013-02-04
""",
    "pupil_links.csv": f"upn,former_upn,recorded_on\n{SAM},{FORMER},2025-09-09\n",
    "enrolments.csv": f"""\
upn,urn,status,entry_date,leaving_date,leaving_reason,recorded_on
{SAM},900001,C,2025-09-01,,,2025-09-01
""",
    "calendar.csv": """\
date,week,academic_year,term,half_term,sessions
2025-09-08,2025-09-08,2025/26,autumn,1,2
""",
}
NAMING = ("Examplesurname", "Othersurname", "Samforename", "Alexforename")
MONDAY = date(2025, 9, 15)


@pytest.fixture
def lake(delivery):
    for name, content in TOLD.items():
        delivery.write(name, content)
    delivery.ingest()
    return delivery.lake


def content(folder):
    """Every byte below a folder, compressed pages of Parquet also as read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    rows = [frame.collect().write_csv() for frame in Lake(folder).tables().values()]
    return held + "".join(rows).encode()


def test_nothing_that_names_a_pupil_is_in_what_is_shared(lake, tmp_path):
    share(lake, tmp_path / "shared")

    found = content(tmp_path / "shared")
    for naming in (*NAMING, SAM, ALEX, FORMER):
        assert naming.encode() not in found
    assert not (tmp_path / "shared" / "identities").exists()
    assert all(naming.encode() in content(lake.root) for naming in (*NAMING, SAM))


def test_what_is_shared_is_a_sound_lake_with_the_same_records(lake, tmp_path):
    shared = share(lake, tmp_path / "shared")

    copy = Lake(tmp_path / "shared")
    report = check(copy)
    assert report.problems == ()
    assert report.identities_left_out
    assert (report.files, report.rows) == (shared.files, shared.rows)
    assert copy.digest() == lake.digest()
    for name, frame in lake.tables().items():
        if name != "identities":
            assert copy.scan(name).collect().equals(frame.collect())


def test_features_are_built_from_what_is_shared(lake, tmp_path):
    share(lake, tmp_path / "shared")

    built = build(Lake(tmp_path / "shared").tables(), MONDAY).collect()

    assert built.equals(build(lake.tables(), MONDAY).collect())
    assert built.height == 1


def test_a_folder_that_exists_is_left_alone(lake, tmp_path):
    (tmp_path / "shared").mkdir()

    with pytest.raises(InputRejected, match="exists already"):
        share(lake, tmp_path / "shared")

    assert not list((tmp_path / "shared").iterdir())


def test_an_empty_lake_cannot_be_shared(tmp_path):
    with pytest.raises(NoData, match="nothing to share"):
        share(Lake(tmp_path / "lake"), tmp_path / "shared")


def test_a_delivery_in_between_leaves_no_half_copy(lake, tmp_path):
    next((lake.root / "marks").rglob("*.parquet")).unlink()

    with pytest.raises(LakeBusy, match="try again"):
        share(lake, tmp_path / "shared")

    assert not list(tmp_path.glob("shared*"))
