"""A deployment comes back from its backup as it was, or not at all."""

import shutil
import stat
import tempfile
from pathlib import Path

import polars as pl
import psycopg
import pytest
from sample_week import ANN, OFFICER, WEEK, sample_list
from sqlalchemy import make_url

from records.backup import back_up, restore
from records.database import database_url
from records.errors import InputRejected
from records.lake import Lake
from records.settings import Settings
from records.tables import SCHOOLS
from serving.store.audit_trail import verify
from serving.store.database import open_store
from serving.store.publication import publish
from serving.store.pupils import pupil_page

# As MLflow's own store has them.
TRACKING = (
    "runs (artifact_uri text)",
    "experiments (artifact_location text)",
    "logged_models (artifact_location text)",
    "model_versions (source text, storage_location text)",
)


@pytest.fixture(scope="module")
def new_home():
    """Make homes outside pytest's folder: PostgreSQL may be another user."""
    made = []

    def make():
        made.append(Path(tempfile.mkdtemp(prefix="waymark-")))
        return Settings(home=made[-1] / "home")

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def deployment(new_home):
    settings = new_home()
    settings.pseudonym_key()
    schools = [{column.name: column.example for column in SCHOOLS.columns}]
    Lake(settings.lake).add({"schools": pl.DataFrame(schools, SCHOOLS.delivered)})
    settings.champions.mkdir()
    (settings.champions / "bundle").write_bytes(b"a champion")
    store = open_store(settings)
    publish(store, sample_list())
    with store.transaction(OFFICER) as tx:
        pupil_page(tx, OFFICER, ANN, WEEK)
    store.close()
    with tracking(settings) as connection:
        for table in TRACKING:
            connection.execute(f"CREATE TABLE {table}")
        run = f"{settings.home.resolve().as_uri()}/mlflow/1"
        connection.execute("INSERT INTO runs VALUES (%s), ('s3://elsewhere')", [run])
    return settings


@pytest.fixture(scope="module")
def saved(deployment):
    file = deployment.home.parent / "backup.tar"
    back_up(deployment, file)
    return file


def tracking(settings):
    url = make_url(database_url(settings, "mlflow")).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def with_key_of(deployment, settings):
    settings.key_file.parent.mkdir(parents=True)
    shutil.copy(deployment.key_file, settings.key_file)
    return settings


def test_everything_comes_back(deployment, saved, new_home):
    settings = with_key_of(deployment, new_home())

    restore(settings, saved)

    assert Lake(settings.lake).digest() == Lake(deployment.lake).digest()
    assert (settings.champions / "bundle").read_bytes() == b"a champion"
    store = open_store(settings)
    with store.transaction(OFFICER) as tx:
        assert verify(tx) is None
        assert pupil_page(tx, OFFICER, ANN, WEEK).pupil_id == ANN
        assert verify(tx) is None
    store.close()
    with tracking(settings) as connection:
        runs = [run for (run,) in connection.execute("SELECT artifact_uri FROM runs")]
    here = f"{settings.home.resolve().as_uri()}/mlflow/1"
    assert sorted(runs) == sorted([here, "s3://elsewhere"])


def test_only_its_owner_reads_it_and_the_key_is_not_in_it(deployment, saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert deployment.pseudonym_key() not in saved.read_bytes()


def test_a_flipped_byte_is_found_and_nothing_is_changed(deployment, saved, new_home):
    settings = with_key_of(deployment, new_home())
    content = bytearray(saved.read_bytes())
    content[content.index(b"a champion")] ^= 1
    damaged = settings.home / "damaged.tar"
    damaged.write_bytes(content)

    with pytest.raises(InputRejected, match="champions/bundle in .* is damaged"):
        restore(settings, damaged)

    assert not settings.lake.exists()
    restore(settings, saved)


def test_half_a_file_is_no_backup(deployment, saved, new_home):
    settings = with_key_of(deployment, new_home())
    half = settings.home / "half.tar"
    half.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with pytest.raises(InputRejected, match="half.tar is not a whole backup"):
        restore(settings, half)


def test_without_its_key_it_is_not_restored_and_no_key_is_made(saved, new_home):
    settings = new_home()
    with pytest.raises(InputRejected, match="is not the pseudonym key"):
        restore(settings, saved)
    assert not settings.key_file.exists()


def test_what_is_there_is_never_overwritten(deployment, saved):
    with pytest.raises(InputRejected, match="exists already"):
        back_up(deployment, saved)
    with pytest.raises(InputRejected, match="has its lake, champions"):
        restore(deployment, saved)
    for name in ("lake", "champions"):
        shutil.move(deployment.home / name, saved.parent / name)
    with pytest.raises(InputRejected, match="has its waymark, mlflow"):
        restore(deployment, saved)
