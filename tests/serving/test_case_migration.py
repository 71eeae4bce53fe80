"""Assessments opened before cases were kept come along, whoever owns the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sample_week import ANN, OAK, OFFICER
from sqlalchemy import create_engine, make_url, text

from serving.casework.case import Permission, Stage
from serving.store.cases import case_view
from serving.store.database import connect
from serving.store.migrate import MIGRATIONS, upgrade

BEFORE_CASES = "0003"
ONE_ASSESSMENT = f"""
SELECT set_config('app.urns', '*', true);
INSERT INTO schools VALUES ({OAK}, 'Oak');
INSERT INTO pupils VALUES ({ANN}, {OAK}, '9');
INSERT INTO users VALUES ('officer', 'Olive Officer', 'officer', '{{}}', true);
INSERT INTO lists VALUES ('2026-11-23', now(), '2026-11-20', 1, 1, 0, '[]', '{{}}',
    'digest', '{{}}', '{{}}');
INSERT INTO decisions
    (week, pupil_id, urn, version, kind, reason, decided_by, at)
VALUES ('2026-11-23', {ANN}, {OAK}, 1, 'start_assessment', 'Why', 'officer', now());
INSERT INTO assessments (pupil_id, urn, decision_id, stage, consent, opened_at)
SELECT {ANN}, {OAK}, decision_id, 'assess', 'family to be asked',
    '2026-11-23T10:00:00Z' FROM decisions;
"""


@pytest.fixture
def earlier_url(sample_url: str) -> Iterator[str]:
    """Address of a database of before, whose owner is subject to its policies."""
    url = make_url(sample_url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(False), autocommit=True) as server:
        server.execute("CREATE ROLE earlier LOGIN CREATEROLE")
        server.execute("GRANT waymark_app TO earlier WITH ADMIN OPTION")
        server.execute("CREATE DATABASE earlier OWNER earlier")
        owned = make_url(sample_url).set(username="earlier", database="earlier")
        yield owned.render_as_string(False)
        server.execute("DROP DATABASE earlier WITH (FORCE)")
        server.execute("DROP ROLE earlier")


def test_an_assessment_of_before_is_a_case_with_the_family_to_be_asked(
    earlier_url: str,
) -> None:
    engine = create_engine(earlier_url)
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, BEFORE_CASES)
        connection.execute(text(ONE_ASSESSMENT))
    engine.dispose()

    upgrade(earlier_url)

    store = connect(earlier_url)
    with store.transaction(OFFICER) as tx:
        kept = case_view(tx, OFFICER, 1)
    store.close()
    assert (kept.case.stage, kept.case.permission) == (Stage.ASSESS, Permission.TO_ASK)
    assert kept.caseworker == "Olive Officer"
    assert kept.case.due is not None
    assert kept.case.due.on == date(2026, 12, 7)
